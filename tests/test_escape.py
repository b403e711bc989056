import ast
import json

import pytest

from omni_nb import escape
from tests.support import hostile


@pytest.mark.parametrize("word", [w for _, w in hostile.each()], ids=[k for k, _ in hostile.each()])
def test_a_hostile_word_is_only_a_word_behind_each_door(word):
    assert hostile.unseen(escape.visible(word)) == ""
    assert hostile.html_faults(f'<p title="{escape.html(word)}">{escape.html(word)}</p>') == []
    assert hostile.html_faults(f"<p title='{escape.html(word)}'></p>") == []
    short = escape.markdown(word)
    assert "\n" not in short
    for place in (short, f"**{short}:** x", f"- {short}\n\n> {short}", f"| {short} |\n|---|\n| {short} |"):
        assert hostile.markdown_faults(place) == []


def test_what_people_write_stays_as_it_is():
    for words in ("qwen3-omni-flash · 0.5 s\n\ttwo", "你好　世界", "a\u00a0b", "👨‍👩‍👧 می‌خواهم", "e\u0301", "🏳️‍🌈"):
        assert escape.visible(words) == words
    assert escape.visible("one\r\ntwo\rthree") == "one\ntwo�three"
    assert escape.html("Tom & Jerry's") == "Tom &amp; Jerry&#x27;s"
    assert escape.markdown("qwen3.5-omni-flash") == "qwen3.5-omni-flash"


def test_control_characters_are_seen():
    assert escape.visible("a\x1b[2Jb\x07\n\tc\u202e") == "a�[2Jb�\n\tc�"
    assert escape.visible("pay\u200dpal \x9b31m \ud800") == "pay�pal �31m �"
    assert escape.visible(404) == "404"


@pytest.mark.parametrize(
    ("word", "stored"),
    [
        ("<b>", "&lt;b&gt;"),
        ("&lt;", "&amp;lt;"),
        ("a_b*c", r"a\_b\*c"),
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("1. x", r"1\. x"),
        ("[a](b)", r"\[a\](b)"),
        ("https://x.org", r"https\://x.org"),
        ("www.x.org me@x.org", r"www\.x.org me\@x.org"),
        ("a\n\n    b", "a b"),
    ],
)
def test_a_short_word_in_markdown_is_read_back_as_it_was(word, stored):
    assert escape.markdown(word) == stored


def test_a_program_shows_what_cannot_be_seen_and_sends_the_same():
    assert escape.source('a\u202eb\u200dc\x7f你\n"') == r'"a\u202eb\u200dc\u007f你\n\""'
    for word in hostile.WORDS.values():
        assert hostile.unseen(escape.source(word) + escape.source(word, python=True)) == ""
        assert json.loads(escape.source(word)) == json.loads(json.dumps(word))  # which joins two halves
        assert ast.literal_eval(escape.source(word, python=True)) == word


def test_what_is_too_long_for_a_sentence_shows_its_ends():
    assert escape.short("a" * 90) == "a" * 90
    assert escape.short("b" + "a" * 200 + "c", 20) == "b" + "a" * 12 + "…" + "aaaac"
