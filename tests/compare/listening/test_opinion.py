"""Means of scores, against Student's interval by hand."""

import numpy as np
import pytest
from scipy import stats

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


def test_where_votes_are_too_few_to_tell_their_own_noise_it_is_that_of_independent_ones():
    """Five listeners, two scores each, four sentences: the one score is nearly a listener's, nearly a sentence's."""
    scores, trials = np.array([1, 2, 2, 2, 3, 4, 4, 4, 5, 5.0]), np.array([0, 1, 0, 1, 2, 2, 0, 3, 2, 3])
    found = opinion(code([
        acr("Ada", int(s), listener=str(n // 2), trial=str(t)) for n, (s, t) in enumerate(zip(scores, trials, strict=True))
    ])).estimate(0)  # fmt: skip
    off = scores - scores.mean()
    alone = off @ off / 9 / 10
    by_listener = sum(off[2 * n : 2 * n + 2].sum() ** 2 for n in range(5)) / 100 * 5 / 4
    by_trial = alone * sum(off[trials == t].sum() ** 2 / (trials == t).sum() for t in range(4)) / 3 / (off @ off / 9)
    variance = by_listener + by_trial - alone
    df = variance**2 / (by_listener**2 / 4 + by_trial**2 / 3 + alone**2 / 9)
    assert found.low == pytest.approx(max(3.2 - stats.t.ppf(0.975, df) * np.sqrt(variance), 1), abs=1e-6)
    assert 1 < found.low < 2


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
