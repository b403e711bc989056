"""A line of the results: of one item, of two."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from omni_nb.compare.listening.abx import Share
from omni_nb.compare.listening.planning import MoreVotes
from omni_nb.compare.listening.spread import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item.

    Attributes:
        item: A voice, a model, a prompt. Words of others.
        n: Votes in which it was heard.
        estimate: `ab`: its strength on a log scale, against the mean of all that it is linked with. `acr`: its mean
            opinion score, 1 to 5. `ccr`: its place on the scale of comparison scores, against that mean. None in `abx`.
        win_probability: `ab`: how often it is preferred to an item of average strength, where one of the two is.
        wins: How often it was preferred (`ccr`: scored higher).
        losses: How often the other was.
        ties: How often neither.
        scores: `acr`: how often each score was given, 1 to 5.
        one_way: All votes between it, or some with it, and the others went one way: it may be any farther from them.
        group: Items of one number were compared with each other, directly or by way of others.
    """

    item: str
    n: int
    estimate: Estimate | None = None
    win_probability: Estimate | None = None
    wins: int = 0
    losses: int = 0
    ties: int = 0
    scores: Mapping[int, int] = field(default_factory=dict)
    one_way: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two items.

    Attributes:
        one: The one that stands higher in the table.
        other: The other.
        n: Votes on these two.
        wins: How often `one` was preferred (`ccr`: scored higher).
        losses: How often `other` was.
        ties: How often neither.
        difference: By how much `one` is above `other`, with the interval of the *difference*; in the unit of
            `Row.estimate`. None in `abx`, and where nothing links the two.
        more: About how many more votes tell them apart. None where that is not known.
        found: `abx`: how often X was found.
    """

    one: str
    other: str
    n: int
    wins: int = 0
    losses: int = 0
    ties: int = 0
    difference: Estimate | None = None
    more: MoreVotes | None = None
    found: Share | None = None

    @property
    def ahead(self) -> str | None:
        """Who is ahead: the one, if the interval of the difference does not hold 0; else nobody."""
        if self.difference is None or self.difference.low is None or self.difference.high is None:
            return None
        return self.one if self.difference.low > 0 else self.other if self.difference.high < 0 else None


def as_probability(strength: Estimate) -> Estimate:
    """A difference of strengths as the probability to be preferred, ties apart."""

    def logistic(x: float) -> float:
        return 1 / (1 + math.exp(-max(min(x, 700.0), -700.0)))

    if strength.low is None or strength.high is None:
        return Estimate(value=logistic(strength.value))
    return Estimate(value=logistic(strength.value), low=logistic(strength.low), high=logistic(strength.high))
