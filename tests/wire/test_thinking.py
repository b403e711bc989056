import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.thinking import LoneClose, ThinkTags, split_at_close


def split(*pieces):
    tags = ThinkTags()
    both = [tags.feed(p) for p in pieces] + [tags.flush()]
    return "".join(t for t, _ in both), "".join(a for _, a in both)


@pytest.mark.parametrize(
    ("text", "thought", "answer"),
    [
        ("<think>\nhm ok</think>\n\nHello", "\nhm ok", "Hello"),
        ("\n <THINK>a</THINK>b", "a", "b"),
        ("<thinking>a < b </thinking> c", "a < b ", "c"),
        ("<thin air", "", "<thin air"),
        ("<", "", "<"),
        ("Hello <think>not</think>", "", "Hello <think>not</think>"),
        ("<think>never closed </thin", "never closed </thin", ""),
        ("<think></think>x", "", "x"),
        ("", "", ""),
        ("<think>a</think>\n<think>b</think> c", "ab", "c"),
        ("<think></think><think>b</think>", "b", ""),
        ('<think type="x">a</think >b', "a", "b"),
        ("<seed:think>a</seed:think>b", "a", "b"),
        ("<reasoning>a</reasoning>b", "a", "b"),
        ("<thinker>a</thinker>", "", "<thinker>a</thinker>"),
        ("[THINK]a[/THINK]b[THINK]", "a", "b[THINK]"),
        ("◁think▷a◁/think▷b", "a", "b"),
        ("<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b", "a", "b"),
        ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b", "a", "b"),
        ("<think>a</think>\n<|start", "a", "<|start"),
        ("[1] is a source", "", "[1] is a source"),
        ("[THIS] is words", "", "[THIS] is words"),
    ],
)
def test_tags_at_the_start_are_thinking_wherever_they_are_cut(text, thought, answer):
    for at in range(len(text) + 1):
        assert split(text[:at], text[at:]) == (thought, answer), at
    assert split(*text) == (thought, answer)


@given(st.text("<think/>[THINK|] ab\n", max_size=30), st.integers(1, 5))
def test_the_cuts_never_matter(text, n):
    assert split(*[text[i : i + n] for i in range(0, len(text), n)]) == split(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hm ok</think>\n\nHello", True),
        ("hm\n</think>\nHello", True),
        ("write `</think>`\nso", False),
        ("in </think> the middle\n", False),
        ("```\nx</think>\n```\n", False),
        ("~~~\ncode\n~~~\nhm</think>\nHello", True),
        ("x" * 900 + "</think>\n", True),
    ],
)
def test_a_closing_tag_that_nothing_opened_counts_at_the_end_of_a_line_outside_of_code(text, found):
    for n in (1, 7, len(text)):
        lone = LoneClose()
        assert sum(lone.feed(text[i : i + n]) for i in range(0, len(text), n)) == found


def test_it_is_told_once():
    lone = LoneClose()
    assert [lone.feed("a</think>\n"), lone.feed("b</think>\n")] == [True, False]


def test_words_are_split_at_it():
    assert split_at_close("hm ok\n</think>\n\nHello") == ("hm ok", "Hello")
    assert split_at_close("Hello") == ("", "Hello")
