"""Who is ahead, and strengths as probabilities."""

import pytest

from omni_nb.compare.listening.rows import Pair, as_probability
from omni_nb.compare.listening.spread import Estimate


@pytest.mark.parametrize(
    ("difference", "ahead"),
    [
        (Estimate(value=1.0, low=0.1, high=1.9), "Ada"),
        (Estimate(value=1.0, low=0.0, high=2.0), None),
        (Estimate(value=-1.0, low=-2.0, high=-0.1), "Bo"),
        (Estimate(value=9.0), None),
        (None, None),
    ],
)
def test_nobody_is_ahead_where_the_interval_holds_0(difference, ahead):
    assert Pair(one="Ada", other="Bo", n=3, difference=difference).ahead == ahead


def test_probabilities():
    assert as_probability(Estimate(value=0.0)) == Estimate(value=0.5)
    found = as_probability(Estimate(value=1.0986122886681098, low=-1e9, high=1e9))
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 0, 1))
