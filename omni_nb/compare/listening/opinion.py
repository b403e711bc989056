"""Opinion scores (`acr`) and comparison scores (`ccr`): means with intervals over listeners and trials.

For `acr` the value of an item is the mean of its scores, 1 to 5 (the MOS of ITU-T P.800). For `ccr` a score is of the
second against the first, −3 to +3; the value of an item is its place on that scale by least squares, so that the
difference of two is what listeners would say of them. The intervals are Student's.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from omni_nb.compare.listening.coded import Coded, Floats, Ints, linked
from omni_nb.compare.listening.quantiles import two_sided
from omni_nb.compare.listening.scale import Scale, centring_of
from omni_nb.compare.listening.spread import ENOUGH, FEW_LISTENERS, Spread, clustered, effective

# A score is a whole number: what was meant is up to a half away, which is a variance of 1/12. Without it three listeners
# who all say 4 would be certain.
_ROUNDING = 1 / 12
_SHARED_DF = 4  # what the scores of other items tell of one's own variance, in degrees of freedom


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoWay:
    """How far means of items may be off, over listeners and over trials.

    Attributes:
        item: (N,) Of each score, what it is of.
        deviation: (N,) How far it is from the mean of its item.
        listener: (N,)
        trial_times: By how much the variance over trials exceeds that of independent scores, of all items together: a
            few sentences of one item say too little.
        trials_per_vote: How many trials there are for each score.
        trial_df: Trials less items: what is known of that. 0 where each item was heard in one trial.
    """

    item: Ints
    deviation: Floats
    listener: Ints
    trial_times: float
    trials_per_vote: float
    trial_df: int

    def half_width(self, contrast: Floats, confidence: float) -> float | None:
        """To either side; None where too little is known: one score, or one listener who heard one trial of each."""
        n_of = np.bincount(self.item, minlength=len(contrast))
        there = contrast[self.item] != 0
        moved = (contrast[self.item] * self.deviation / n_of[self.item])[there]
        size = float((contrast[contrast != 0] ** 2 / n_of[contrast != 0]).sum())
        items, listener = int((contrast != 0).sum()), self.listener[there]
        by_vote, df_vote = self._over_votes(moved, items, size)
        by_trial, least = by_vote * self.trial_times, _ROUNDING * size
        n_listeners = effective(listener)
        if n_listeners < FEW_LISTENERS:
            df = min(self.trial_df, df_vote)
            return two_sided(confidence, df) * math.sqrt(max(by_trial, least)) if df > 0 else None
        sums = np.bincount(listener, weights=moved)
        by_listener, df_listener = float(sums @ sums) * n_listeners / (n_listeners - 1), n_listeners - 1
        if self.trial_df < 1:  # each was heard in one trial: nothing is known of others
            return two_sided(confidence, df_listener) * math.sqrt(max(by_listener, least))
        # what is in both: the noise of a single vote, without what listeners and trials have in it
        in_both, rest = by_vote, 1 - n_listeners * items / len(moved) - self.trials_per_vote
        if rest > ENOUGH:
            in_both = (
                by_vote - by_listener * n_listeners * items / len(moved) - by_trial * self.trials_per_vote
            ) / rest
        in_both = min(max(in_both, 0.0), by_listener, by_trial)
        variance = max(by_listener + by_trial - in_both, least)
        spoilt = by_listener**2 / df_listener + by_trial**2 / self.trial_df + in_both**2 / max(df_vote, 1)
        return two_sided(confidence, max(variance**2 / spoilt, 1.0) if spoilt else df_listener) * math.sqrt(variance)

    def _over_votes(self, moved: Floats, items: int, size: float) -> tuple[float, float]:
        """The variance if scores were independent; of few scores drawn towards that of all items."""
        own, spare = len(moved) - items, len(self.deviation) - len(np.unique(self.item))
        shared = min(_SHARED_DF, max(spare - own, 0))
        together = float(self.deviation @ self.deviation) / max(spare, 1) * size
        mine = float(moved @ moved) * len(moved) / max(own, 1)
        return (shared * together + own * mine) / max(shared + own, 1), shared + own


def _over_trials(coded: Coded, deviation: Floats) -> tuple[float, int]:
    """By how much trials differ more than independent scores would make them, and the degrees of freedom of that."""
    n = np.bincount(coded.trial)
    sums = np.bincount(coded.trial, weights=deviation)
    df, spare = len(coded.trials) - len(coded.items), len(deviation) - len(coded.items)
    independent = float(deviation @ deviation) / max(spare, 1)
    if df < 1 or independent == 0:
        return 1.0, max(df, 0)
    return float((sums**2 / n).sum()) / df / independent, df


def opinion(coded: Coded, *, confidence: float = 0.95) -> Scale:
    """Mean opinion scores, from votes of `acr`."""
    n = np.bincount(coded.left, minlength=len(coded.items))
    means = np.bincount(coded.left, weights=coded.value, minlength=len(coded.items)) / np.maximum(n, 1)
    deviation = coded.value - means[coded.left]
    times, df = _over_trials(coded, deviation)
    spread = TwoWay(
        item=coded.left,
        deviation=deviation,
        listener=coded.listener,
        trial_times=times,
        trial_df=df,
        trials_per_vote=len(coded.trials) / max(len(coded.value), 1),
    )
    spare = max(len(coded.value) - len(coded.items), 1)
    noise = 2 * max(float(spread.deviation @ spread.deviation) / spare, _ROUNDING)
    return Scale(
        items=coded.items, values=means, noise=noise, uncertainty=spread, confidence=confidence,
        groups=(tuple(range(len(coded.items))),), centred=False, bounds=(1.0, 5.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unknown:
    """Nothing is known of how far values may be off."""

    def half_width(self, contrast: Floats, confidence: float) -> float | None:
        """None."""
        return None


def comparison(coded: Coded, *, confidence: float = 0.95) -> Scale:
    """Items on the scale of comparison scores, from votes of `ccr`, by least squares."""
    design = -coded.design  # a score is of the right one against the left
    groups = linked(len(coded.items), list(zip(coded.left.tolist(), coded.right.tolist(), strict=True)))
    centring = centring_of(groups, len(coded.items))
    bread = np.asarray(np.linalg.pinv(design.T @ design, hermitian=True), np.float64)
    values = centring @ bread @ design.T @ coded.value
    left_over = coded.value - design @ values
    df = len(coded.value) - (len(coded.items) - len(groups))
    spread: Spread | Unknown = Unknown()
    noise = _ROUNDING
    if df > 0:
        variance = max(float(left_over @ left_over) / df, _ROUNDING)
        spread = clustered(
            design @ bread * left_over[:, None], bread * variance, coded.listener, coded.trial,
            n_parameters=len(coded.items) - len(groups), from_residuals=True,
        )  # fmt: skip
        noise = variance * spread.times_independent
        spread = dataclasses.replace(spread, df=min(spread.df, df))
    return Scale(
        items=coded.items, values=values, noise=noise, uncertainty=spread, confidence=confidence,
        groups=tuple(tuple(g) for g in groups),
    )  # fmt: skip
