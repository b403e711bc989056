import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.cumulative import Cumulative


def told(pieces):
    server = Cumulative()
    return [server.feed(p) for p in pieces] + [server.flush()], server.found


def all_so_far(pieces):
    return list(itertools.accumulate(pieces))


@given(st.lists(st.text(min_size=1, max_size=6), min_size=4, max_size=12))
def test_pieces_that_each_hold_all_before_are_told_once(words):
    text = "".join(words)
    if text == (words[0] * len(text))[: len(text)] or "\ufffd" in text:
        return  # laughter; and what a server could not decode is no letter of its text
    out, found = told(all_so_far(words))
    assert (found, "".join(out)) == (True, text)


@given(st.lists(st.sampled_from(["a", "ab", "ha", "haha", "1", "10", "\n", " ", "the ", "the end"]), max_size=12))
def test_an_ordinary_stream_loses_nothing(pieces):
    out, found = told(pieces)
    nested = all(b.startswith(a) and len(b) >= len(a) for a, b in itertools.pairwise(pieces[:4]))
    assert "".join(out) == "".join(pieces) or (found and nested)


@pytest.mark.parametrize(
    "pieces",
    [
        ["ha", "haha"],
        ["ha", "haha", "hahaha", "hahahaha", "hahahahaha"],
        ["ha", "haha", "hahaha", "hahahaha", "!"],
        ["\n", "\n\n", "Hello", " there"],
        ["1", "10", "0"],
        ["1", "12", " is the start of 123"],
        ["Hello", "Hello", "Hello"],
        ["the end", "the end of it", ", the end of it", " all"],
        ["I", "I", "I am", "I am here", "I am here now"],
    ],
)
def test_what_resembles_it_for_a_while_is_all_told(pieces):
    out, found = told(pieces)
    assert ("".join(out), found) == ("".join(pieces), False)


def test_an_ordinary_stream_is_held_up_by_nothing():
    server = Cumulative()
    assert [server.feed(p) for p in ["Hello", " there", " there you", " there you are"]] == ["Hello", " there", " there you", " there you are"]  # fmt: skip


def test_as_soon_as_it_is_certain_all_is_told():
    server = Cumulative()
    assert [server.feed(p) for p in all_so_far(["我", "是", "阿里", "云", "。"])] == ["我", "", "", "是阿里云", "。"]
    server = Cumulative()
    assert [server.feed(p) for p in all_so_far(["Good", " morning", " to", " you"])] == ["Good", "", " morning to", " you"]  # fmt: skip


def test_the_last_piece_may_come_twice_hold_half_a_character_or_be_an_ordinary_one():
    begun = all_so_far(["Good", " morning", " to"])
    assert "".join(told([*begun, begun[-1]])[0]) == "Good morning to"
    assert "".join(told([*begun, begun[-1] + " \ufffd", begun[-1] + " 你"])[0]) == "Good morning to 你"
    assert "".join(told([*begun, " all", ""])[0]) == "Good morning to all"
