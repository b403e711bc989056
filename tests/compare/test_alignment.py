import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.alignment import MOST_UNITS, align, distance
from omni_nb.errors import MissingExtra

letters = st.lists(st.sampled_from("abc"), max_size=12)


def plain_distance(one, other):
    """The textbook's table, for short lists."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, before = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


@given(letters, letters)
def test_the_stretches_are_both_lists_and_their_errors_the_distance(one, other):
    steps = align(one, other)
    assert [c for s in steps for c in one[s.start : s.end]] == one
    assert [c for s in steps for c in other[s.other_start : s.other_end]] == other
    assert all(one[s.start : s.end] == other[s.other_start : s.other_end] for s in steps if s.kind == "same")
    assert sum(s.errors for s in steps) == plain_distance(one, other)
    assert distance(one, other) == distance(other, one) == plain_distance(one, other) / max(len(one), len(other), 1)


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [("", "", []), ("abc", "", ["missing"]), ("", "ab", ["added"]), ("axc", "ayc", ["same", "replaced", "same"]), ("ac", "abc", ["same", "added", "same"])],
)  # fmt: skip
def test_kinds(one, other, kinds):
    assert [s.kind for s in align(one, other)] == kinds


def test_what_is_beyond_the_bound_counts_as_changed():
    one = [f"a{i}" for i in range(MOST_UNITS * 2)]
    other = [f"b{i}" for i in range(MOST_UNITS * 2 + 5)]
    steps = align([*one, "z"], [*other, "z"])
    assert [s.kind for s in steps] == ["replaced", "replaced", "added", "same"]
    assert sum(s.errors for s in steps) == len(other)


def test_without_jiwer_the_extra_is_named_and_what_is_the_same_needs_it_not(monkeypatch):
    monkeypatch.setitem(sys.modules, "jiwer", None)
    assert [s.kind for s in align("abc", "abc")] == ["same"]
    with pytest.raises(MissingExtra, match=r"omni_nb\[compare\]"):
        align("abcd", "axyd")
