"""Quantiles against printed tables, exact tests against counting by hand, and a machine without scipy."""

import math
import sys

import pytest

from omni_nb.compare.listening import quantiles
from omni_nb.errors import MissingExtra


def test_quantiles_of_the_tables():
    assert quantiles.two_sided(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert quantiles.two_sided(0.95, 4) == pytest.approx(2.776, abs=5e-4)
    assert quantiles.two_sided(0.9, 10) == pytest.approx(1.812, abs=5e-4)


def test_exact_binomial_is_a_sum_of_counts():
    by_hand = sum(math.comb(16, k) for k in range(12, 17)) / 2**16
    assert quantiles.exact_binomial(12, 16, greater=True) == pytest.approx(by_hand)
    assert quantiles.exact_binomial(12, 16) == pytest.approx(2 * by_hand)
    assert quantiles.exact_binomial(0, 1, greater=True) == 1


def test_clopper_and_pearson():
    # none of n: the upper end is 1 − (α/2)^(1/n)
    assert quantiles.clopper_pearson(0, 20) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    assert quantiles.clopper_pearson(20, 20) == pytest.approx((0.025 ** (1 / 20), 1))
    low, high = quantiles.clopper_pearson(12, 16)
    tail = [
        sum(math.comb(16, k) * p**k * (1 - p) ** (16 - k) for k in ks)
        for p, ks in ((low, range(12, 17)), (high, range(13)))
    ]
    assert tail == pytest.approx([0.025, 0.025])


@pytest.mark.parametrize("odd", [95, 0, 1, -0.5, math.nan])
def test_confidence_is_a_share(odd):
    with pytest.raises(ValueError, match=r"such as 0\.95"):
        quantiles.check_confidence(odd)


def test_without_scipy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    quantiles.two_sided.cache_clear()
    with pytest.raises(MissingExtra, match=r"omni_nb\[compare\]"):
        quantiles.two_sided(0.95)
