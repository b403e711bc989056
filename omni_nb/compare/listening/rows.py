"""A line of the results: of one item, of two."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omni_nb.compare.listening.abx import Share
from omni_nb.compare.listening.planning import MoreVotes
from omni_nb.compare.listening.spread import Estimate
from omni_nb.compare.listening.votes import Test


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


def row_as_dict(row: Row, test: Test, name: str) -> dict[str, Any]:
    """A row as plain values, `name` being the column of items."""
    estimate = row.estimate
    plain: dict[str, Any] = {
        name: row.item,
        "estimate": estimate and estimate.value,
        "low": estimate and estimate.low,
        "high": estimate and estimate.high,
        "n": row.n,
    }
    if row.win_probability is not None:
        plain |= {
            "win_probability": row.win_probability.value,
            "win_probability_low": row.win_probability.low,
            "win_probability_high": row.win_probability.high,
        }
    if test == "acr":
        return plain | {f"scored_{score}": n for score, n in row.scores.items()}
    return plain | {"wins": row.wins, "losses": row.losses, "ties": row.ties}


def pair_as_dict(pair: Pair) -> dict[str, Any]:
    """A pair as plain values: in `abx` what was found, else the difference."""
    plain = {"one": pair.one, "other": pair.other, "n": pair.n}
    if pair.found is not None:
        found = pair.found
        return plain | {"hits": found.hits, "share": found.share, "low": found.low, "high": found.high, "p": found.p}
    apart, more = pair.difference, pair.more
    return plain | {
        "wins": pair.wins, "losses": pair.losses, "ties": pair.ties, "difference": apart and apart.value,
        "low": apart and apart.low, "high": apart and apart.high, "ahead": pair.ahead, "more_votes": more and more.votes,
    }  # fmt: skip
