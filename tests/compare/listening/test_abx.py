"""ABX by exact numbers."""

import pytest

from omni_nb.compare.listening.abx import found


def test_twelve_of_sixteen_is_the_least_that_guessing_rules_out():
    right = found(12, 16)
    assert (right.share, right.told_apart) == (0.75, True)
    assert right.p == pytest.approx(2517 / 65536)
    assert (right.low, right.high) == pytest.approx((0.4762, 0.9273), abs=5e-5)
    assert not found(11, 16).told_apart
    assert not found(12, 16, confidence=0.99).told_apart


def test_nobody_voted_is_not_none_right():
    assert (found(0, 0).share, found(0, 0).p, found(0, 0).told_apart) == (None, 1.0, False)
    assert found(0, 5).share == 0


@pytest.mark.parametrize(("hits", "n"), [(3, 2), (-1, 2)])
def test_hits_are_of_votes(hits, n):
    with pytest.raises(ValueError, match="between 0 and n"):
        found(hits, n)
