"""The purse: each run takes out the most that it can cost before it is sent, and gives back what it did not use.

So the ceiling holds whatever comes. One thread uses it.
"""

from __future__ import annotations

import dataclasses

from omni_nb.sweep.budget import Budget, Ceiling, Spent

_EXACT = 1e-9  # sums of floats differ by the order in which they were added


class Purse:
    """What is left of a budget.

    Args:
        budget: Its ceilings.
        spent: What earlier sittings used.

    Attributes:
        spent: What was used so far.
    """

    def __init__(self, budget: Budget, spent: Spent | None = None) -> None:
        self._budget = budget
        self.spent = spent or Spent()

    def short_of(self, worst: float | None) -> Ceiling | None:
        """The ceiling that a further run could pass; None: it may be sent.

        Args:
            worst: The most that it can cost; None: not known, which no ceiling on money lets pass.
        """
        budget, spent = self._budget, self.spent
        if budget.requests is not None and spent.requests + 1 > budget.requests:
            return "requests"
        if budget.seconds is not None and spent.seconds >= budget.seconds:
            return "seconds"
        if budget.cost is not None and (
            worst is None or spent.cost + spent.reserved + worst > budget.cost * (1 + _EXACT)
        ):
            return "cost"
        return None

    def reserve(self, worst: float | None) -> None:
        """Take out what a run can cost at most. It is going to be sent."""
        self._add(reserved=worst or 0.0, unpriced=int(worst is None), requests=1)

    def settle(self, worst: float | None, cost: float | None, *, sent: bool = True) -> None:
        """Give back what it did not use.

        Args:
            worst: As it was reserved.
            cost: What it cost; None: not known, so it stays at the most that it can have cost.
            sent: It went out, or may have.
        """
        if not sent:
            self._add(requests=-1)
        if worst is None:
            if cost is not None:
                self._add(cost=cost, unpriced=-1)
        elif cost is not None:
            self._add(cost=cost, reserved=-worst)

    def ran(self, seconds: float) -> None:
        """So much time went by."""
        self._add(seconds=seconds)

    def left_s(self) -> float | None:
        """Seconds until the ceiling on time; None: there is none."""
        return None if self._budget.seconds is None else max(0.0, self._budget.seconds - self.spent.seconds)

    def _add(self, **more: float) -> None:
        changed = {name: getattr(self.spent, name) + n for name, n in more.items()}
        if "reserved" in changed:
            changed["reserved"] = max(0.0, changed["reserved"])
        self.spent = dataclasses.replace(self.spent, **changed)
