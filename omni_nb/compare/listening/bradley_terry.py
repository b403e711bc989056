"""Strengths from paired preferences: Bradley–Terry with Davidson's ties.

With strengths θ on a log scale and a tie parameter ν, of items i and j

    P(i) : P(j) : P(tie)  =  exp(θi) : exp(θj) : ν·exp((θi + θj) / 2)

(Bradley and Terry 1952; Davidson 1970, "On extending the Bradley-Terry model to accommodate ties in paired comparison
experiments", JASA 65, 317-328). Without ties ν is 0 and it is Bradley–Terry. The likelihood is concave: Newton's
method, here for many sets of counts at once.

An item that won everything would have an infinite strength. So each item is given half a win and half a loss against an
item of average strength (and, where ties occur, half a tie and half a decision are added between equals): `prior_votes`
votes. It keeps all estimates finite and draws them a little to the middle, which also takes off most of the small
upward bias of maximum likelihood. `prior_votes=0` is maximum likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omni_nb.compare.listening.coded import Coded, Floats, Ints, linked
from omni_nb.messages import _

_STEPS, _ENOUGH, _MOST_CELLS = 100, 1e-9, 2_000_000
_LEAST_PRIOR = (
    1e-3  # of 1e-4 and less, what is rounded of many votes outweighs it: steps go astray, a matrix is singular
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Counts of P pairs of K items, each pair once; in B sets, where there are several.

    Attributes:
        first: (P,) Number of the one item.
        second: (P,) Number of the other.
        wins: (B, P) How often the first was better.
        losses: (B, P) How often the second was.
        ties: (B, P) How often neither.
        n_items: K.
    """

    first: Ints
    second: Ints
    wins: Floats
    losses: Floats
    ties: Floats
    n_items: int

    @property
    def compared(self) -> list[tuple[int, int]]:
        """The pairs."""
        return list(zip(self.first.tolist(), self.second.tolist(), strict=True))

    @property
    def groups(self) -> list[list[int]]:
        """Items that are linked by comparisons. Between groups nothing can be said."""
        return linked(self.n_items, self.compared)

    @property
    def one_way(self) -> list[list[int]]:
        """Sets of items between which all votes went one way: the prior alone keeps them at a finite distance."""
        led = [(i, j) for (i, j), w, t in zip(self.compared, self.wins[0], self.ties[0], strict=True) if w + t]
        led += [(j, i) for (i, j), w, t in zip(self.compared, self.losses[0], self.ties[0], strict=True) if w + t]
        known = {tuple(group) for group in self.groups}
        return [g for g in linked(self.n_items, led, both_ways=False) if tuple(g) not in known]


def cells(coded: Coded) -> tuple[Ints, Ints, Ints, Ints]:
    """Of each vote: the pair, and 0 for a win of its first, 1 for a loss, 2 for a tie. And the pairs' two items."""
    low, high = np.minimum(coded.left, coded.right), np.maximum(coded.left, coded.right)
    codes, pair = np.unique(low * len(coded.items) + high, return_inverse=True)
    value = np.where(coded.left == low, coded.value, -coded.value)
    outcome = np.where(value > 0, 0, np.where(value < 0, 1, 2))
    return pair, outcome, codes // max(len(coded.items), 1), codes % max(len(coded.items), 1)


def tally(coded: Coded) -> Tally:
    """Counts of votes of the test `ab`."""
    pair, outcome, first, second = cells(coded)
    counts = np.bincount(outcome * len(first) + pair, minlength=3 * len(first)).astype(float).reshape(3, 1, -1)
    return Tally(first=first, second=second, wins=counts[0], losses=counts[1], ties=counts[2], n_items=len(coded.items))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """Strengths of B sets of counts.

    Attributes:
        strengths: (B, K) On a log scale; the mean of each group is 0.
        log_ties: (B,) The logarithm of ν; −inf without ties.
        information: (B, K + 1, K + 1) The negative second derivative of the penalised log likelihood, ν last.
    """

    strengths: Floats
    log_ties: Floats
    information: Floats


def fit(counts: Tally, *, prior_votes: float = 1.0, start: Fit | None = None) -> Fit:
    """The strengths with the greatest penalised likelihood.

    Args:
        counts: What was counted.
        prior_votes: How many votes are added for each item, half of them won: 0, or from 0.001 on.
        start: Where to begin: the strengths of a similar set of counts.

    Raises:
        ValueError: `prior_votes` is no such number. There is no greatest likelihood: with `prior_votes=0`, where an item
            won or lost everything.
    """
    if not (prior_votes == 0 or _LEAST_PRIOR <= prior_votes < np.inf):
        raise ValueError(
            _(
                "prior_votes must be 0, or at least {least_prior}, got {prior_votes}",
                least_prior=_LEAST_PRIOR,
                prior_votes=repr(prior_votes),
            )
        )
    if prior_votes == 0 and counts.one_way:
        raise ValueError(
            _(
                "some items won or lost every time, or all were ties, so their strength cannot be estimated: give prior_votes"
            )
        )
    block = max(1, _MOST_CELLS // max(len(counts.first), 1, counts.n_items**2))
    parts = [
        _newton(counts, slice(at, at + block), prior_votes, start) for at in range(0, max(len(counts.wins), 1), block)
    ]
    return Fit(
        strengths=np.concatenate([p.strengths for p in parts]),
        log_ties=np.concatenate([p.log_ties for p in parts]),
        information=np.concatenate([p.information for p in parts]),
    )  # fmt: skip


def chances(difference: Floats, log_ties: Floats) -> tuple[Floats, Floats, Floats]:
    """The probabilities of win, loss and tie for a difference of strengths."""
    half = np.clip(difference / 2, -300, 300)
    win, loss, tie = np.exp(half), np.exp(-half), np.exp(np.minimum(log_ties, 300))
    whole = win + loss + tie
    return win / whole, loss / whole, tie / whole


def _newton(counts: Tally, rows: slice, prior: float, start: Fit | None) -> Fit:
    wins, losses, ties = counts.wins[rows], counts.losses[rows], counts.ties[rows]
    n_sets, n_items = len(wins), counts.n_items
    tied = bool(counts.ties.any())
    strengths = np.zeros((n_sets, n_items)) + (start.strengths if start else 0.0)
    log_ties = np.full(n_sets, 0.0 if tied else -np.inf) if start is None else np.zeros(n_sets) + start.log_ties
    for __ in range(_STEPS):
        slope, information = _derivatives(counts, (wins, losses, ties), strengths, log_ties, prior)
        step = np.linalg.solve(information, slope[:, :, None])[:, :, 0]
        far = np.abs(step).max(axis=1, keepdims=True)
        step *= np.minimum(1.0, 2.0 / np.maximum(far, 1e-300))  # a whole step may overshoot where little is known
        strengths += step[:, :n_items]
        log_ties += step[:, n_items]
        if far.max(initial=0.0) < _ENOUGH:
            break
    for group in counts.groups:
        strengths[:, group] -= strengths[:, group].mean(axis=1, keepdims=True)
    return Fit(strengths=strengths, log_ties=log_ties, information=information)


def _derivatives(
    counts: Tally, seen: tuple[Floats, Floats, Floats], strengths: Floats, log_ties: Floats, prior: float
) -> tuple[Floats, Floats]:
    """Slope and negative curvature of the penalised log likelihood at these strengths."""
    (wins, losses, ties), first, second, k = seen, counts.first, counts.second, counts.n_items
    n = wins + losses + ties
    win, loss, tie = chances(strengths[:, first] - strengths[:, second], log_ties[:, None])
    sides = np.zeros((len(first), k))
    at = np.arange(len(first))
    sides[at, first], sides[at, second] = 1.0, -1.0
    slope = np.zeros((len(n), k + 1))
    information = np.zeros((len(n), k + 1, k + 1))
    slope[:, :k] = (wins - losses - n * (win - loss)) / 2 @ sides
    bend = n * (win + loss - (win - loss) ** 2) / 4
    information[:, first, second] = information[:, second, first] = -bend
    diagonal = np.arange(k)
    average = 1 / (1 + np.exp(-np.clip(strengths, -300, 300)))
    slope[:, :k] -= prior * (average - 0.5)
    information[:, diagonal, diagonal] = bend @ np.abs(sides) + prior * average * (1 - average)
    if prior == 0:  # nothing holds the mean of a group
        for group in counts.groups:
            information[np.ix_(range(len(n)), group, group)] += 1.0
    if np.isinf(log_ties).all():
        information[:, k, k] = 1.0
        return slope, information
    mixed = -n * (win - loss) * tie / 2 @ sides
    information[:, :k, k] = information[:, k, :k] = mixed
    even = 1 / (1 + 2 * np.exp(-np.clip(log_ties, -300, 300)))  # of equals
    slope[:, k] = (ties - n * tie).sum(axis=1) + prior * (0.5 - even)
    information[:, k, k] = (n * tie * (1 - tie)).sum(axis=1) + prior * even * (1 - even)
    return slope, information
