import dataclasses
from decimal import Decimal

import pytest

from omni_nb.sweep.budget import Budget


@pytest.mark.parametrize(
    ("given", "budget"),
    [
        (None, Budget()),
        (5, Budget(cost=5.0)),
        (0, Budget(cost=0.0)),
        ({"requests": 3, "seconds": 1.5}, Budget(requests=3, seconds=1.5)),
        (Budget(cost=1), Budget(cost=1)),
        (Decimal("2.5"), Budget(cost=2.5)),
        ({"cost": Decimal("2.5"), "seconds": Decimal(3)}, Budget(cost=2.5, seconds=3.0)),
    ],
)
def test_it_is_made_of_what_people_write(given, budget):
    assert Budget.of(given) == budget
    assert Budget.of(given).unlimited == (given is None)
    assert not any(isinstance(value, Decimal) for value in dataclasses.asdict(Budget.of(given)).values())


@pytest.mark.parametrize(
    "given",
    [
        -1,
        Decimal("-1"),
        Decimal("NaN"),
        float("nan"),
        float("inf"),
        {"requests": 1.5},
        {"requests": True},
        {"cost": "5"},
        {"money": 5},
    ],
)
def test_what_is_no_ceiling_is_told(given):
    with pytest.raises(ValueError, match="budget"):
        Budget.of(given)


@pytest.mark.parametrize("given", ["5", True, [1]])
def test_what_is_no_budget_is_told(given):
    with pytest.raises(TypeError, match="budget must be a number"):
        Budget.of(given)
