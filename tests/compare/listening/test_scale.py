"""Strengths with intervals, and differences between them."""

import numpy as np
import pytest

from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.scale import strengths
from tests.compare.listening.ballots import NAMES, ab, preferences

TRUE = (0.9, 0.2, -0.3, -0.8)


def test_intervals_cover_the_truth_and_shrink_with_listeners():
    widths = []
    for n in (5, 20, 80):
        scale = strengths(code(preferences(TRUE, listeners=n)))
        found = [scale.estimate(i) for i in range(4)]
        assert sum(e.low <= t <= e.high for e, t in zip(found, TRUE, strict=True)) >= 3
        widths.append(found[0].high - found[0].low)
    assert widths[0] > 1.6 * widths[1] > 2.5 * widths[2]


def test_intervals_cover_95_of_100_where_the_model_is_true():
    inside = []
    for seed in range(60):
        scale = strengths(code(preferences(TRUE, listeners=8, sentences=1, seed=seed)))
        for i, true in enumerate(TRUE):
            found = scale.estimate(i)
            inside.append(found.low <= true <= found.high)
    assert 0.9 < np.mean(inside) < 0.995


def test_a_difference_is_surer_than_two_intervals_say():
    scale = strengths(code(preferences(TRUE, listeners=10)))
    one, other, both = scale.estimate(0), scale.estimate(1), scale.difference(0, 1)
    assert both.value == pytest.approx(one.value - other.value)
    assert both.high - both.low < one.high - one.low + other.high - other.low
    turned = scale.difference(1, 0)
    assert (turned.low, turned.high) == pytest.approx((-both.high, -both.low))


def test_what_nothing_links_has_no_difference():
    scale = strengths(code([ab("Ada", "Bo", "left"), ab("Cleo", "Dai", "tie")]))
    assert scale.difference(0, 2) is None
    assert scale.difference(0, 1) is not None
    assert not strengths(code([], items=["Ada"])).estimate(0).known


def test_one_vote_says_next_to_nothing_and_says_so():
    scale = strengths(code([ab("Ada", "Bo", "left")]))
    difference = scale.difference(0, 1)
    assert difference.low < 0 < difference.value < difference.high
    assert difference.high - difference.low > 10
    assert scale.one_way == ((0,), (1,))


def test_a_vote_on_equals_tells_most():
    scale = strengths(code(preferences((3, 0, 0, -3), listeners=20)))
    assert scale.noise_of_a_vote(1, 2) < scale.noise_of_a_vote(0, 3)
    assert NAMES[1] == scale.items[1]
