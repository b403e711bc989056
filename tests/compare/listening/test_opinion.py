"""Means of scores, against Student's interval by hand."""

import numpy as np
import pytest

from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.opinion import comparison, opinion
from tests.compare.listening.ballots import acr, ccr


def test_many_listeners_one_sentence_is_the_textbook():
    scores = [4, 5, 3, 4, 2, 4, 5, 4]
    found = opinion(code([acr("Ada", s, listener=str(n)) for n, s in enumerate(scores)])).estimate(0)
    reach = 2.3646 * np.std(scores, ddof=1) / np.sqrt(8)
    assert (found.value, found.low, found.high) == pytest.approx((3.875, 3.875 - reach, 3.875 + reach), abs=1e-3)


def test_one_listener_many_sentences_is_the_textbook_too():
    scores = [4, 5, 3, 4, 2, 4, 5, 4]
    found = opinion(code([acr("Ada", s, trial=str(n)) for n, s in enumerate(scores)])).estimate(0)
    reach = 2.3646 * np.std(scores, ddof=1) / np.sqrt(8)
    assert found.high - found.low == pytest.approx(2 * reach, abs=1e-3)


def test_harsh_listeners_widen_means_and_not_differences():
    votes = [
        acr(item, harsh + up, listener=str(harsh), trial=f"{item}{n}")
        for harsh in (1, 2, 3, 4) for item, up in (("Ada", 1), ("Bo", 0)) for n in range(3)
    ]  # fmt: skip
    scale = opinion(code(votes))
    mean, difference = scale.estimate(0), scale.difference(0, 1)
    assert mean.high - mean.low > 3
    assert difference.value == 1
    assert difference.high - difference.low < 1


def test_one_score_has_no_interval_and_equal_ones_are_not_certain():
    assert not opinion(code([acr("Ada", 5)])).estimate(0).known
    same = opinion(code([acr("Ada", 4, listener=str(n)) for n in range(3)])).estimate(0)
    assert 0.5 < same.high - same.low < 1.5


def test_no_interval_leaves_the_scale():
    scale = opinion(code([acr("Ada", s, listener=str(s)) for s in (1, 5)]))
    assert (scale.estimate(0).low, scale.estimate(0).high) == (1, 5)


def test_a_comparison_score_is_of_the_second_against_the_first():
    votes = [ccr("Ada", "Bo", 2, listener=str(n)) for n in range(5)] + [
        ccr("Bo", "Ada", -1, listener=str(n)) for n in range(5)
    ]
    scale = comparison(code(votes))
    assert scale.difference(1, 0).value == pytest.approx(1.5)
    assert scale.values == pytest.approx([-0.75, 0.75])


def test_places_are_least_squares_so_that_strong_opponents_cost_nothing():
    votes = [
        ccr(a, b, s, listener=str(n))
        for n in range(3)
        for a, b, s in (("Ada", "Bo", 1), ("Bo", "Cleo", 2), ("Bo", "Cleo", 2))
    ]
    assert comparison(code(votes)).values == pytest.approx([-4 / 3, -1 / 3, 5 / 3])


def test_too_few_comparison_scores_have_no_interval():
    scale = comparison(code([ccr("Ada", "Bo", 3)]))
    assert not scale.difference(0, 1).known
    assert comparison(code([ccr("Ada", "Bo", 1), ccr("Cleo", "Dai", 1)])).difference(0, 3) is None
