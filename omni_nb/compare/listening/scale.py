"""Items on a scale, each with an interval, and the differences between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from omni_nb.compare.listening import bradley_terry
from omni_nb.compare.listening.coded import Coded, Floats
from omni_nb.compare.listening.quantiles import check_confidence
from omni_nb.compare.listening.spread import Estimate, clustered


class Uncertainty(Protocol):
    """Says how far a weighted sum of estimates may be off."""

    def half_width(self, contrast: Floats, confidence: float) -> float | None:
        """To either side; None where nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """Estimates of B bootstrap draws (B, K): intervals are their percentiles."""

    values: Floats

    def interval(self, contrast: Floats, confidence: float) -> tuple[float, float]:
        """Percentiles of a weighted sum."""
        tail = 50 * (1 - check_confidence(confidence))
        low, high = np.percentile(self.values @ contrast, [tail, 100 - tail])
        return float(low), float(high)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scale:
    """K items with their values.

    Attributes:
        items: Their names.
        values: (K,)
        uncertainty: How far they may be off.
        confidence: Of the intervals.
        groups: Numbers of items that were compared with each other, directly or by way of others.
        one_way: Sets of numbers of items between which all votes went one way: they may be any farther apart.
        noise: Of a vote: the variance of one score (of two in `acr`, one of each item), or by how much that of a
            preference exceeds what independent votes have.
        ties: Davidson's ν, or None where there is no such thing.
        centred: Whether only differences have a meaning, so that the mean of each group is set to 0.
        bounds: The ends of the scale, beyond which no interval reaches.
    """

    items: tuple[str, ...]
    values: Floats
    uncertainty: Uncertainty | Draws
    confidence: float
    groups: tuple[tuple[int, ...], ...]
    noise: float
    one_way: tuple[tuple[int, ...], ...] = ()
    ties: float | None = None
    centred: bool = True
    bounds: tuple[float, float] | None = None

    def estimate(self, item: int) -> Estimate:
        """The value of one item: against the mean of its group, where the scale is centred."""
        contrast = np.zeros(len(self.items))
        contrast[item] = 1.0
        if self.centred:
            group = list(next(g for g in self.groups if item in g))
            contrast[group] -= 1 / len(group)
            if len(group) == 1:
                return Estimate(value=float(self.values[item]))
        found = self._estimated(contrast, float(self.values[item]))
        if self.bounds is None or found.low is None or found.high is None:
            return found
        return Estimate(value=found.value, low=max(found.low, self.bounds[0]), high=min(found.high, self.bounds[1]))

    def difference(self, one: int, other: int) -> Estimate | None:
        """By how much one is above the other. None where nothing links them."""
        if self.centred and not any(one in g and other in g for g in self.groups):
            return None
        contrast = np.zeros(len(self.items))
        contrast[one], contrast[other] = 1.0, -1.0
        return self._estimated(contrast, float(self.values[one] - self.values[other]))

    def noise_of_a_vote(self, one: int, other: int) -> float:
        """The variance that one vote on these two has as an estimate of their difference."""
        if self.ties is None:
            return self.noise
        log_ties = np.log(self.ties) if self.ties > 0 else -np.inf
        win, loss, _ = bradley_terry.chances(np.array([self.values[one] - self.values[other]]), np.array([log_ties]))
        return self.noise * 4 / float((win + loss - (win - loss) ** 2)[0])

    def _estimated(self, contrast: Floats, value: float) -> Estimate:
        if isinstance(self.uncertainty, Draws):
            low, high = self.uncertainty.interval(contrast, self.confidence)
            return Estimate(value=value, low=low, high=high)
        reach = self.uncertainty.half_width(contrast, self.confidence)
        return Estimate(value=value) if reach is None else Estimate(value=value, low=value - reach, high=value + reach)


def strengths(coded: Coded, *, confidence: float = 0.95, prior_votes: float = 1.0) -> Scale:
    """Bradley–Terry strengths with Davidson's ties, from votes of `ab`, with intervals over listeners and trials.

    Args:
        coded: The votes.
        confidence: Of the intervals.
        prior_votes: What keeps strengths finite; see `bradley_terry`.
    """
    counts = bradley_terry.tally(coded)
    fitted = bradley_terry.fit(counts, prior_votes=prior_votes)
    k = len(coded.items)
    bread = np.linalg.inv(fitted.information[0])
    centring = centring_of(counts.groups, k)
    pair, outcome, first, second = bradley_terry.cells(coded)
    values, log_ties = fitted.strengths[0], fitted.log_ties
    win, loss, tie = bradley_terry.chances(values[first] - values[second], log_ties)
    pull = (np.select([outcome == 0, outcome == 1], [1.0, -1.0]) - (win - loss)[pair]) / 2
    slopes = np.zeros((len(pair), k + 1))
    at = np.arange(len(pair))
    slopes[at, first[pair]], slopes[at, second[pair]] = pull, -pull
    slopes[:, k] = np.where(np.isinf(log_ties), 0.0, (outcome == 2) - tie[pair])
    spread = clustered(
        (slopes @ bread)[:, :k] @ centring, centring @ bread[:k, :k] @ centring, coded.listener, coded.trial,
        n_parameters=k,
    )  # fmt: skip
    return Scale(
        items=coded.items, values=values, uncertainty=spread, confidence=confidence,
        groups=tuple(tuple(g) for g in counts.groups), noise=spread.times_independent, ties=float(np.exp(log_ties[0])),
        one_way=tuple(tuple(g) for g in counts.one_way),
    )  # fmt: skip


def centring_of(groups: list[list[int]], n_items: int) -> Floats:
    """The matrix that takes from each item the mean of its group."""
    matrix = np.eye(n_items)
    for group in groups:
        matrix[np.ix_(group, group)] -= 1 / len(group)
    return matrix
