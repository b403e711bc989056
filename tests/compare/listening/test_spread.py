"""Spread over listeners and trials: against textbook means, for which all is known."""

import numpy as np
import pytest

from omni_nb.compare.listening.quantiles import two_sided
from omni_nb.compare.listening.spread import Estimate, clustered, effective


def of_a_mean(values, listener, trial):
    """The mean of values as an estimate with one contrast."""
    values = np.asarray(values, float)
    n = len(values)
    model = np.array([[values.var(ddof=1) / n]])
    return clustered(
        (values - values.mean())[:, None] / n, model, np.array(listener), np.array(trial), n_parameters=1
    ), model


def test_one_listener_is_the_textbooks_standard_error():
    spread, model = of_a_mean([1, 2, 4, 3, 5, 9], [0] * 6, range(6))
    assert spread.covariance == pytest.approx(model)
    assert spread.df == 5
    assert spread.half_width(np.ones(1), 0.95) == pytest.approx(2.5706 * np.sqrt(model[0, 0]), rel=1e-4)


def test_votes_of_one_listener_that_go_together_widen_it():
    listener = np.repeat(np.arange(20), 10)
    alike, _ = of_a_mean(np.repeat(np.arange(20) % 7, 10), listener, np.arange(200))
    assert 5 < alike.times_independent < 11
    mixed, _ = of_a_mean(np.arange(200) % 7, listener, np.arange(200))
    assert mixed.times_independent < 1.5


def test_votes_of_one_trial_that_go_together_widen_it():
    trial = np.tile(np.arange(20), 10)
    alike, _ = of_a_mean(np.tile(np.arange(20) % 7, 10), np.repeat(np.arange(10), 20), trial)
    assert 5 < alike.times_independent < 11


def test_it_never_falls_under_what_luck_may_give():
    # every listener says the same: nothing differs between them, and the subtraction would leave less than nothing
    values = np.tile([1.0, 5.0], 30)
    spread, model = of_a_mean(values, np.repeat(np.arange(30), 2), np.arange(60))
    assert spread.covariance[0, 0] >= 0.34 * model[0, 0]


def test_nor_does_any_difference_by_itself():
    # of two contrasts listeners differ in the second alone
    listener = np.repeat(np.arange(100), 2)
    influence = np.stack([np.tile([0.01, -0.01], 100), np.repeat(np.arange(100) % 2 - 0.5, 2) / 50], axis=1)
    model = np.diag((influence**2).sum(axis=0))
    spread = clustered(influence, model, listener, np.arange(200), n_parameters=2)
    first, second = np.diag(spread.covariance) / np.diag(model)
    assert 0.34 < first < 0.4
    assert 1.7 < second < 2.2


def test_a_listener_who_gave_nearly_all_is_one_listener():
    listener = np.array([0] * 95 + [1, 2, 3, 4, 5])
    assert effective(listener) == pytest.approx(1.107, abs=1e-3)
    assert effective(np.repeat(np.arange(6), 9)) == pytest.approx(6)
    assert effective(np.zeros(0, int)) == 0
    values = np.arange(100) % 7
    alone, model = of_a_mean(values, listener, range(100))
    assert alone.covariance == pytest.approx(model, rel=0.05)
    assert alone.df == 99


def test_nothing_estimated_has_no_spread():
    spread = clustered(np.zeros((0, 2)), np.zeros((2, 2)), np.zeros(0, int), np.zeros(0, int), n_parameters=2)
    assert spread.half_width(np.array([1.0, -1.0]), 0.95) == 0


def test_more_confidence_is_wider_by_the_quantiles():
    spread, _ = of_a_mean([1, 2, 4, 3, 5, 9], [0] * 6, range(6))
    widths = [spread.half_width(np.ones(1), c) for c in (0.8, 0.95)]
    assert widths[1] / widths[0] == pytest.approx(two_sided(0.95, 5) / two_sided(0.8, 5))


def test_an_estimate_knows_whether_it_is_known():
    assert not Estimate(value=1.0).known
    assert Estimate(value=1.0, low=0.0, high=2.0).known
