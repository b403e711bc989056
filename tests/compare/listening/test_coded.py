"""Votes as numbers, and which items are linked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening.coded import code, linked
from tests.compare.listening.ballots import ab, abx, acr, ccr


def test_votes_as_numbers():
    coded = code(
        [ab("Bo", "Ada", "left", listener="b"), ab("Ada", "Bo", "tie"), ab("Ada", "Bo", "right")], items=("Z",)
    )
    assert (coded.items, coded.listeners, coded.trials) == (("Ada", "Bo", "Z"), ("Mei", "b"), ("Ada-Bo",))
    assert (coded.left.tolist(), coded.right.tolist(), coded.listener.tolist()) == ([1, 0, 0], [0, 1, 1], [1, 0, 0])
    assert coded.value.tolist() == [1, 0, -1]
    assert coded.design.tolist() == [[-1, 1, 0], [1, -1, 0], [1, -1, 0]]


@pytest.mark.parametrize(
    ("vote", "value"),
    [(acr("Ada", 4), 4), (ccr("Ada", "Bo", -2), -2), (abx("Ada", "Bo", True), 1), (abx("Ada", "Bo", False), 0)],
)
def test_values_of_other_tests(vote, value):
    assert code([vote]).value.tolist() == [value]


def test_links():
    assert linked(5, [(0, 3), (3, 4)]) == [[0, 3, 4], [1], [2]]
    assert linked(3, [(0, 1), (1, 0), (1, 2)], both_ways=False) == [[0, 1], [2]]
    assert linked(0, []) == []


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_links_are_those_of_a_walk(case):
    n, pairs = case
    group = list(range(n))
    for _ in range(n):
        for a, b in pairs:
            group = [min(group[a], group[b]) if g in (group[a], group[b]) else g for g in group]
    assert linked(n, pairs) == [np.flatnonzero(np.array(group) == g).tolist() for g in dict.fromkeys(group)]
