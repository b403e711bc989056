"""Budget: what a sweep may use at most; and what it has used."""

from __future__ import annotations

import dataclasses
import decimal
import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from omni_nb.messages import _

Ceiling = Literal["cost", "requests", "seconds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Ceilings of a sweep. None is no ceiling; 0 asks nothing.

    Attributes:
        cost: Money, in the currency of the catalog's prices (`omni.models()` shows it).
        requests: Requests that are sent, tries that failed among them.
        seconds: How long the sweep may run, all its sittings together. What is under way then is stopped.
    """

    cost: float | None = None
    requests: int | None = None
    seconds: float | None = None

    @classmethod
    def of(cls, given: Any) -> Budget:
        """From a `Budget`, a number (money), or a dict of its fields; `given=None` is no ceiling.

        Raises:
            TypeError, ValueError: It is none of these, or a ceiling is negative or no number.
        """
        if given is None:
            return cls()
        if isinstance(given, Mapping):
            if strange := set(given) - {f.name for f in dataclasses.fields(cls)}:
                raise ValueError(
                    _(
                        "a budget has cost, requests and seconds, not {names}",
                        names=", ".join(sorted(map(str, strange))),
                    )
                )
            given = cls(**given)
        elif isinstance(given, numbers.Real | decimal.Decimal) and not isinstance(given, bool):
            given = cls(cost=float(given))
        if not isinstance(given, cls):
            raise TypeError(
                _(
                    "budget must be a number (money), a dict or an omni_nb Budget(…), got {name}",
                    name=type(given).__name__,
                )
            )
        for name in ("cost", "requests", "seconds"):
            _check(name, getattr(given, name))
        exact = {k: float(v) for k, v in dataclasses.asdict(given).items() if isinstance(v, decimal.Decimal)}
        return dataclasses.replace(given, **exact)  # type: ignore[arg-type]  # a Decimal cannot be added to the floats that prices are

    @property
    def unlimited(self) -> bool:
        """There is no ceiling at all."""
        return self == Budget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a sweep has used so far.

    Attributes:
        cost: Money, as far as it is settled.
        reserved: Money of runs of which it is not known what they cost: under way, or lost when a program was killed.
            They count at the most that they can have cost.
        unpriced: Runs whose model has no known price, or no known length of its answers: they are in neither sum.
        requests: Requests sent.
        seconds: How long it has run.
    """

    cost: float = 0.0
    reserved: float = 0.0
    unpriced: int = 0
    requests: int = 0
    seconds: float = 0.0


def _check(name: str, value: Any) -> None:
    if value is None:
        return
    number = isinstance(value, numbers.Real | decimal.Decimal) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise ValueError(_("{name} of a budget must be a number, 0 or more, got {value}", name=name, value=repr(value)))
    if name == "requests" and float(value) % 1:
        raise ValueError(_("{name} of a budget must be a whole number, got {value}", name=name, value=repr(value)))
