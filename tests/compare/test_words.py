import sys

import jiwer
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.compare.words import Edit, first_difference, match_reply, match_words, nearness, same_words, words_notes
from omni_nb.errors import MissingExtra
from omni_nb.reply.reply import Reply

any_text = st.text(st.characters(codec=None), max_size=40)
some_words = st.lists(st.sampled_from(["one", "two", "12", "good-bye", "goodbye", "we're", "好", "天", "，", "½", "\n"]), max_size=12)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "came", "unit", "errors", "rate"),
    [
        ("Hello, World!", "hello world", "word", 0, 0.0), ("one two", "one too", "word", 1, 0.5), ("one", "Sure: one", "word", 1, 1.0), ("one", "Of course! One.", "word", 2, 2.0),
        ("今天天气很好。", "今天天汽很好", "character", 1, 1 / 6), ("你好。", "你 好", "character", 0, 0.0), ("後面", "后面", "character", 1, 0.5), ("今天用 iPhone 拍照", "今天用 Phone 拍照", "character", 1, 1 / 6),
        ("", "", "word", 0, 0.0), ("…", "!", "word", 0, 0.0), ("", "sure", "word", 1, None), ("one two", "", "word", 2, 1.0), ("well-known cat", "wellknown dog", "word", 1, 1 / 3),
        ("25 ml", "twenty-five ml", "word", 2, 1.0), ("二十五", "25", "character", 3, 1.0), ("3.5 kg", "35 kg", "word", 1, 0.5), ("1 2 3", "123", "word", 3, 1.0), ("-5 °C", "5 °C", "word", 1, 1 / 3),
        ("our résumé", "our resume", "word", 1, 0.5), ("**One** two", "One *two*", "word", 0, 0.0), ("we're here", "were here", "word", 1, 0.5),
    ],
)  # fmt: skip
def test_a_rate_and_its_unit(asked, came, unit, errors, rate):
    match = match_words(asked, came)
    assert (match.unit, match.errors, match.rate, match.same) == (unit, errors, rate, errors == 0)
    assert same_words(asked, came) == match.same
    assert bool(first_difference(asked, came)) != match.same


def test_differences_are_marked_in_the_texts_as_they_are():
    match = match_words("The **quick** fox, it jumps!", "Sure! The quick box jumps; high.")
    assert [(e.kind, match.asked[slice(*e.asked)], match.came[slice(*e.came)]) for e in match.edits] == [
        ("added", "", "Sure"),
        ("replaced", "fox", "box"),
        ("missing", "it", ""),
        ("added", "", "high"),
    ]
    assert [(r.text, r.kind) for r in match.marked_asked] == [
        ("The **quick** ", "same"), ("fox", "replaced"), (", ", "same"), ("it", "missing"), (" jumps!", "same"),
    ]  # fmt: skip
    assert [(r.text, r.kind) for r in match.marked_came] == [
        ("Sure", "added"), ("! The quick ", "same"), ("box", "replaced"), (" jumps; ", "same"), ("high", "added"), (".", "same"),
    ]  # fmt: skip
    assert match_words("ab", "ac").edits == (Edit(kind="replaced", asked=(0, 2), came=(0, 2)),)


def test_it_says_itself_in_words():
    assert str(match_words("a b", "A, b.")) == "the same words"
    assert str(match_words("one two three", "one too three")) == "1 of 3 words differ (33%), first: “too three” instead of “two three”"  # fmt: skip
    assert str(match_words("今天天气很好", "今天天气")) == "2 of 6 characters differ (33%), first: ends before “很好”"
    assert (
        str(match_words("one", "of course one"))
        == "2 changes to 1 word (200%), first: “of course one” instead of “one”"
    )
    assert "(under 1%)" in str(match_words("a " * 500, "a " * 499 + "b"))
    assert str(match_words("!", "Sure")) == "no text was given to read: “Sure” after the end"


@pytest.mark.parametrize("text", ["你好吗", "one two three four"])
@pytest.mark.parametrize("other", ["你号吗吗", "one too three", "four three two one", "吗"])
def test_of_one_script_it_is_the_rate_of_the_field(text, other):
    plain = jiwer.cer if "你" in text else jiwer.wer
    if ("你" in text) == any(c >= "\u4e00" for c in other):
        assert match_words(text, other).rate == pytest.approx(plain(text, other))


@given(any_text, any_text)
def test_any_two_texts_can_be_compared_and_the_runs_are_the_texts(asked, came):
    match = match_words(asked, came)
    assert "".join(r.text for r in match.marked_asked) == asked
    assert "".join(r.text for r in match.marked_came) == came
    assert {r.kind for r in match.marked_asked} <= {"same", "replaced", "missing"}
    assert same_words(asked, came) == match.same == (match.rate == 0)
    assert match_words(asked, asked).rate == 0


@pytest.mark.parametrize(("asked", "came"), [("ﷺ x", "صلى b"), ("㍻ a", "平 a"), ("ﷺﷺ", "ﷺ"), ("℃", "°")])
def test_one_character_may_be_several_words(asked, came):
    match = match_words(asked, came)
    assert not match.same
    assert "".join(r.text for r in match.marked_asked) == asked
    assert "".join(r.text for r in match.marked_came) == came


@given(some_words, some_words)
def test_there_and_back_it_is_the_same_with_missing_and_added_exchanged(one, other):
    there, back = match_words(" ".join(one), " ".join(other)), match_words(" ".join(other), " ".join(one))
    assert there.errors == back.errors
    assert there.same == back.same
    assert all((e.asked[0] == e.asked[1]) == (e.kind == "added") for e in there.edits)
    assert all((e.came[0] == e.came[1]) == (e.kind == "missing") for e in there.edits)


@given(some_words, st.data())
def test_what_only_lacks_words_has_only_missing_ones_and_back_only_added_ones(one, data):
    some = [w for w in one if data.draw(st.booleans())]
    assert {e.kind for e in match_words(" ".join(one), " ".join(some)).edits} <= {"missing"}
    assert {e.kind for e in match_words(" ".join(some), " ".join(one)).edits} <= {"added"}


def test_sound_without_its_words_is_not_known():
    sound = Reply(audio=Clip.of(np.zeros(800), 8_000), complete=True)
    assert match_reply("one", sound) is None
    assert [n.code for n in words_notes("one", sound)] == ["words_unknown"]
    assert match_reply("one", Reply(complete=True)).errors == 1
    assert [n.code for n in words_notes("one", Reply(complete=True))] == ["words_differ"]
    assert words_notes("one", Reply(text="One.", complete=True)) == ()


def test_long_answers_are_compared_too():
    asked, came = "今天天气很好。" * 2_000, "One two three. " * 10_000
    assert match_words(asked, came).rate == 30_000 / 12_000
    assert match_words("one", came).errors == 29_999
    assert match_words(came, came).same


def test_how_near_words_are_is_their_errors_and_without_jiwer_how_far_they_agree(monkeypatch):
    said = ["one two three", "one two", "one too three", "two", ""]
    assert [nearness("one two three", some) for some in said] == [0, 1, 1, 2, 3]
    monkeypatch.setitem(sys.modules, "jiwer", None)
    # of the eleven letters of onetwothree
    assert [nearness("one two three", some) for some in said] == pytest.approx([0, 5 / 11, 7 / 11, 1, 1])
    assert nearness("…", "") == 0
    assert nearness("one", "one two") == 0.5  # what is added is no nearer than what is missing


def test_without_jiwer_the_first_difference_is_told(monkeypatch):
    reply = Reply(text="one too", complete=True)
    (counted,) = words_notes("one two", reply)
    assert counted.endswith("the given text: 1 of 2 words differ (50%), first: “too” instead of “two”")
    monkeypatch.setitem(sys.modules, "jiwer", None)
    (note,) = words_notes("one two", reply)
    assert (note.code, note) == (
        "words_differ",
        "the words read differ from the given text: first: “too” instead of “two”",
    )


def test_without_jiwer_it_is_known_whether_they_are_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "jiwer", None)
    assert same_words("Hello!", "hello")
    assert first_difference("one two", "one too") == "“too” instead of “two”"
    assert match_words("Hello!", "hello").same
    with pytest.raises(MissingExtra, match="compare"):
        match_words("one two", "one too")


def test_a_match_shows_itself_marked():
    assert ">four</del>" in match_words("one two four", "one two")._repr_html_()
