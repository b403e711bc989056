import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.sweep.budget import Budget, Spent
from omni_nb.sweep.purse import Purse


def test_what_was_not_used_comes_back_and_what_is_not_known_does_not():
    purse = Purse(Budget(cost=3.0))
    assert purse.short_of(3.0) is None
    purse.reserve(2.0)
    assert (purse.short_of(1.5), purse.short_of(1.0)) == ("cost", None)
    purse.settle(2.0, 0.5)
    assert purse.short_of(2.5) is None
    purse.reserve(1.0)
    purse.settle(1.0, None)
    assert (purse.spent.cost, purse.spent.reserved, purse.spent.requests) == (0.5, 1.0, 2)
    assert purse.short_of(1.6) == "cost"


def test_each_ceiling_holds_by_itself():
    purse = Purse(Budget(requests=1))
    assert purse.short_of(None) is None
    purse.reserve(None)
    assert (purse.short_of(None), purse.spent.unpriced) == ("requests", 1)
    purse.settle(None, 0.25)
    assert (purse.spent.cost, purse.spent.unpriced) == (0.25, 0)
    purse = Purse(Budget(seconds=2.0))
    assert purse.left_s() == 2.0
    purse.ran(2.0)
    assert (purse.left_s(), purse.short_of(None)) == (0.0, "seconds")
    assert Purse(Budget()).left_s() is None


def test_an_unknown_price_passes_no_ceiling_on_money_and_zero_asks_nothing():
    assert Purse(Budget(cost=100.0)).short_of(None) == "cost"
    assert Purse(Budget(cost=0.0)).short_of(0.1) == "cost"
    assert Purse(Budget(requests=0)).short_of(0.0) == "requests"


def test_earlier_sittings_count():
    purse = Purse(Budget(cost=1.0), Spent(cost=0.5, reserved=0.3, requests=7))
    assert (purse.short_of(0.3), purse.short_of(0.2)) == ("cost", None)


@given(
    st.floats(0, 10),
    st.lists(st.tuples(st.floats(0, 3), st.one_of(st.none(), st.floats(0, 1)), st.booleans()), max_size=60),
)
def test_the_ceiling_holds_whatever_comes(ceiling, steps):
    """Each costs at most what was reserved; some end, some stay under way, some never say what they cost."""
    purse, used = Purse(Budget(cost=ceiling)), 0.0
    for worst, part, ends in steps:
        if purse.short_of(worst) is None:
            purse.reserve(worst)
            used += worst if part is None or not ends else worst * part
            if ends:
                purse.settle(worst, None if part is None else worst * part)
        assert used <= ceiling * (1 + 1e-6) + 1e-9
        assert purse.spent.cost + purse.spent.reserved == pytest.approx(used, abs=1e-6)
