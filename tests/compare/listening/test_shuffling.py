"""Shuffling that stays, and few pairs of many."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening.shuffling import Shuffler, few_of


def test_the_same_word_shuffles_the_same_on_every_machine_and_for_ever():
    assert Shuffler("seed/梅").shuffled("abcdefgh") == list("fagechbd")  # an order that was kept must be found again


@given(st.text(), st.lists(st.integers()))
def test_all_of_them_are_there_in_another_order(word, some):
    assert sorted(Shuffler(word).shuffled(some)) == sorted(some)


def test_every_order_comes_up():
    assert len({tuple(Shuffler(str(n)).shuffled("abc")) for n in range(100)}) == 6
    assert 400 < sum(Shuffler(str(n)).coin() for n in range(1000)) < 600


@pytest.mark.parametrize(("n", "most"), [(8, 12), (16, 60), (40, 60), (5, 4)])
def test_few_pairs_use_each_thing_about_as_often_and_hang_together(n, most):
    pairs = Shuffler("x").shuffled(list(combinations(map(str, range(n)), 2)))
    few = few_of(pairs, most, lambda pair: pair)
    assert len(few) == most
    assert few == [p for p in pairs if p in few]
    uses = Counter(part for pair in few for part in pair)
    assert max(uses.values()) - min(uses.values()) <= 2
    together = {"0"}
    for _ in range(n):
        together |= {part for pair in few if together & set(pair) for part in pair}
    assert len(together) == n


def test_of_no_more_than_that_all_are_taken():
    assert few_of(["b", "a"], 2, lambda one: [one]) == ["b", "a"]
    assert few_of([("a", "b")] * 2 + [("c", "d")], 1, lambda pair: pair) == [("a", "b")]
