"""How far an estimate may be off: over listeners and over trials.

Votes are not independent: one listener gave many of them, and one trial (these two recordings) got many of them. A
formula for independent votes is too sure of itself; so is a bootstrap that draws votes. Drawing listeners, and within
each of them trials, percentiles of 1,000 draws cover the truth in 99.5 % of simulations instead of 95 %, because the
noise of single votes is counted twice; drawing listeners alone covers 72 % with three of them and 92 % with twenty.

So the spread is computed in three parts, each the limit of a bootstrap with endless draws (the sandwich of cluster-robust
covariances): over listeners, plus over trials, less what the noise of single votes is in both (Cameron, Gelbach and
Miller 2011, "Robust inference with multiway clustering"). Few listeners say little about the spread of each single
item, so that is drawn towards the average of all items, and by a few degrees of freedom towards independent votes.
`benchmarks/listening_statistics.py` measures how often the intervals cover.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from omni_nb.compare.listening.coded import Floats, Ints
from omni_nb.compare.listening.quantiles import two_sided

# How many degrees of freedom the prior belief in independent votes is worth. Measured with 2, 3, 5, 10 and 20 listeners:
# 0 gives useless intervals for two listeners (Student's t with one degree), 8 covers 88 % of a voice that divides people.
_PRIOR_DF = 4
# A spread under 0.7 of that of independent votes is luck: with 28 trials its own standard error is 0.3.
_LEAST = 0.7
ENOUGH = 0.2
"""Below this the noise of single votes cannot be told from what listeners and trials have of their own."""


FEW_LISTENERS = 1.5
"""With fewer (see `effective`) nothing is known of how listeners differ: intervals are for the one there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number and its interval. `low` and `high` are None where nothing is known about how far it may be off."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether it has an interval."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """Covariance of estimates.

    Attributes:
        covariance: (K, K)
        df: Degrees of freedom, for Student's t.
        times_independent: By how much the variance exceeds that of independent votes, on average.
    """

    covariance: Floats
    df: float
    times_independent: float

    def half_width(self, contrast: Floats, confidence: float) -> float:
        """How far an interval of a weighted sum of the estimates reaches to either side."""
        variance = float(contrast @ self.covariance @ contrast)
        return two_sided(confidence, self.df) * math.sqrt(max(variance, 0.0))


def clustered(
    influence: Floats, model: Floats, listener: Ints, trial: Ints, *, n_parameters: int, from_residuals: bool = False
) -> Spread:
    """The spread of estimates from what each vote does to them.

    Args:
        influence: (N, K) By how much each vote moves each estimate, to first order.
        model: (K, K) Their covariance if votes were independent.
        listener: (N,) Who gave it.
        trial: (N,) In which trial.
        n_parameters: How many were estimated: residuals of few trials are too small by as many.
        from_residuals: `model` was measured, not known: it also holds what listeners and trials have of their own.
    """
    values, vectors = np.linalg.eigh(model)
    kept = values > max(float(values.max(initial=0.0)), 1e-300) * 1e-9
    rank = int(kept.sum())
    if rank == 0:
        return Spread(covariance=model, df=math.inf, times_independent=1.0)
    back = vectors[:, kept] * np.sqrt(values[kept])
    moved = influence @ (vectors[:, kept] / np.sqrt(values[kept]))  # in which independent votes have covariance 1
    n_listeners, n_trials = effective(listener), len(np.unique(trial))
    spare = n_trials - n_parameters  # with none to spare nothing is known of how trials differ
    by_trial = float(np.trace(_meat(moved, trial))) / rank * n_trials / spare if spare > 0 else 1.0
    if n_listeners < FEW_LISTENERS:
        factor = max(by_trial, _LEAST)
        df: float = spare if spare > 0 else max(len(trial) - n_parameters, 1)
        return Spread(covariance=model * factor, df=df, times_independent=factor)
    own = _meat(moved, listener) * n_listeners / (n_listeners - 1)
    df_own = n_listeners - 1
    df_shared = (rank - 1) * min(df_own, 1.0)
    df = _PRIOR_DF + df_shared + df_own
    shared = (_PRIOR_DF + df_shared * float(np.trace(own)) / rank) * np.eye(rank)
    inner = (shared + df_own * own) / df
    drawn = float(np.trace(inner)) / rank
    in_both = 1.0
    each, all_of_it = n_listeners * rank / len(listener), n_trials / len(trial)
    if from_residuals and 1 - each - all_of_it > ENOUGH:  # a listener's own part of a score is in `model` too
        in_both = (1 - drawn * each - by_trial * all_of_it) / (1 - each - all_of_it)
        in_both = min(max(in_both, 0.0), 1.0)
    factor = max(drawn + by_trial - in_both, _LEAST)
    parts, axes = np.linalg.eigh(inner + (factor - drawn) * np.eye(rank))
    # what is taken off can leave next to nothing of one contrast, by chance
    inner = (axes * np.maximum(parts, _LEAST / 2)) @ axes.T
    return Spread(covariance=back @ inner @ back.T, df=df, times_independent=factor)


def effective(cluster: Ints) -> float:
    """How many clusters there are, each counting by its share of votes: 1.05 where one of six listeners gave 97 %.

    He decides the estimate, so that his votes hardly differ from it, and the spread would look like nothing.
    """
    counts = np.bincount(cluster)
    total = float(counts.sum())
    return total**2 / float((counts.astype(float) ** 2).sum()) if total else 0.0


def _meat(influence: Floats, cluster: Ints) -> Floats:
    sums = np.zeros((int(cluster.max()) + 1, influence.shape[1]))
    np.add.at(sums, cluster, influence)
    return sums.T @ sums
