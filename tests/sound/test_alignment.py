import json
from dataclasses import replace

import pytest

from omni_nb.sound.alignment import Alignment

# The second voice takes twice as long and pauses at 1.0 to 1.5 s; the third says something else.
TWO = Alignment(
    lengths_ms=(1_000, 2_500, 700),
    matches=("same_words", "same_words", "other_words"),
    likeness=(1.0, 0.8, 0.2),
    knots_ms=((0, 500, 500, 1_000), (0, 1_000, 1_500, 2_500), ()),
    onsets_ms=(0, 250, 500),
    reference=0,
)


@pytest.mark.parametrize(
    ("from_clip", "to_clip", "at_s", "there_s"),
    [
        (0, 1, 0.25, 0.5),
        (1, 0, 0.5, 0.25),
        (0, 1, 0.5, 1.5),  # the word behind the pause begins
        (1, 0, 1.2, 0.5),  # a pause that the other does not make
        (1, 0, 2.5, 1.0),
        (0, 1, 9, 2.5),
        (0, 1, -1, 0),
        (0, 0, 0.333, 0.333),
        (0, 2, 0.4, 0.4),  # the same time
        (1, 2, 2.4, 0.7),
    ],
)
def test_where_a_moment_is_in_another_clip(from_clip, to_clip, at_s, there_s):
    assert TWO.at(from_clip, to_clip, at_s) == pytest.approx(there_s)


def test_from_the_beginning_of_the_syllable():
    assert TWO.from_onset(0, 1, 0.4) == pytest.approx(0.5)  # it began at 0.25 s
    assert TWO.from_onset(0, 1, 0.49) == pytest.approx(1.5)  # the next begins in 10 ms
    assert TWO.from_onset(1, 0, 0.8) == pytest.approx(0.25)
    assert TWO.from_onset(0, 1, 0.9) == pytest.approx(2.3)  # too far back: the very moment
    assert TWO.from_onset(0, 2, 0.4) == 0.4
    assert replace(TWO, onsets_ms=()).from_onset(0, 1, 0.4) == TWO.at(0, 1, 0.4)


def test_who_is_aligned():
    assert TWO.aligned(0, 1)
    assert not TWO.aligned(0, 2)
    assert not TWO.aligned(2, 2)


def test_a_clock_for_the_page():
    own, clock = TWO.clock(1)
    assert own == [0, 1, 1.5, 2.5]
    assert clock == [0, 0.75, 1, 1.75]
    assert TWO.clock(2) == ([], [])


@pytest.mark.parametrize("at_s", [0.1, 0.49, 0.5, 0.8])
def test_through_the_clock_one_comes_where_at_leads(at_s):
    (own, clock), (other, same_clock) = TWO.clock(0), TWO.clock(1)
    assert clock == same_clock
    whole = replace(
        TWO,
        lengths_ms=(1_000, 1_750, 2_500),
        matches=("same_words",) * 3,
        knots_ms=(TWO.knots_ms[0], tuple(round(1000 * t) for t in clock), TWO.knots_ms[1]),
    )
    assert whole.at(1, 2, whole.at(0, 1, at_s)) == pytest.approx(TWO.at(0, 1, at_s))
    assert (own[-1], other[-1]) == (1.0, 2.5)


@pytest.mark.parametrize("wrong", [-1, 3])
def test_there_is_no_such_clip(wrong):
    with pytest.raises(ValueError, match="3 clips, counted from 0"):
        TWO.at(0, wrong, 0)
    with pytest.raises(ValueError, match="counted from 0"):
        TWO.aligned(wrong, 0)


def test_a_moment_is_a_number():
    with pytest.raises(ValueError, match="not a number"):
        TWO.at(0, 1, float("nan"))


def test_it_goes_through_json_and_is_equal():
    again = Alignment.from_dict(json.loads(json.dumps(TWO.to_dict())))
    assert again == TWO
    assert hash(again) == hash(TWO)


EMPTY = {"lengths_ms": (), "matches": (), "likeness": (), "knots_ms": ()}


def test_there_may_be_no_clip():
    assert len(Alignment(**EMPTY)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"likeness": (1.0,)}, "for each clip"),
        ({"matches": ("same_words", "same_words", "perhaps")}, "a match must be one of"),
        ({"knots_ms": ((0, 1_000), (0, 1_000, 2_500), ())}, "same number"),
        ({"knots_ms": ((0, 600, 500, 1_000), *TWO.knots_ms[1:])}, "never decrease"),
        ({"knots_ms": ((0, 500, 500, 999), *TWO.knots_ms[1:])}, "0 to the clip's length"),
        ({"knots_ms": ((), *TWO.knots_ms[1:])}, "with the same words"),
        ({"reference": 2}, "the reference"),
        ({"likeness": (1.0, float("nan"), 0.2)}, "a similarity 0 to 1"),
        ({"lengths_ms": (1_000, 2_500, -1)}, "a length must be 0 ms or more"),
        ({"onsets_ms": (0, 500, 250)}, "onsets must increase"),
        ({"reference": 7}, "the reference"),
    ],
)
def test_what_does_not_fit_together_is_no_alignment(change, said):
    with pytest.raises(ValueError, match=said):
        replace(TWO, **change)


@pytest.mark.parametrize(
    "wrong", [{}, {**EMPTY}, {**EMPTY, "onsets_ms": [None], "reference": -1}, {**EMPTY, "lengths_ms": [float("inf")]}]
)
def test_what_was_stored_may_be_broken(wrong):
    with pytest.raises(ValueError, match="not an alignment"):
        Alignment.from_dict(wrong)
