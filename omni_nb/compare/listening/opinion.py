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
from omni_nb.compare.listening.spread import FEW_LISTENERS, Spread, clustered, effective

# A score is a whole number: what was meant is up to a half away, which is a variance of 1/12. Without it three listeners
# who all say 4 would be certain.
_ROUNDING = 1 / 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoWay:
    """How far means of items may be off, over listeners and over trials.

    Attributes:
        item: (N,) Of each score, what it is of.
        deviation: (N,) How far it is from the mean of its item.
        listener: (N,)
        trial: (N,)
    """

    item: Ints
    deviation: Floats
    listener: Ints
    trial: Ints

    def half_width(self, contrast: Floats, confidence: float) -> float | None:
        """To either side; None for one score, or for one listener who heard one trial of each."""
        n_of = np.bincount(self.item, minlength=len(contrast))
        there = contrast[self.item] != 0
        moved = (contrast[self.item] * self.deviation / n_of[self.item])[there]
        items = int((contrast != 0).sum())
        n_listeners = effective(self.listener[there])
        by_listener, df_listener = _clusters(moved, self.listener[there], 1, n_listeners)
        by_trial, df_trial = _clusters(moved, self.trial[there], items)
        by_vote, df_vote = _clusters(moved, np.arange(len(moved)), items)
        least = _ROUNDING * float((contrast[contrast != 0] ** 2 / n_of[contrast != 0]).sum())
        if n_listeners < FEW_LISTENERS:
            return two_sided(confidence, df_trial) * math.sqrt(max(by_trial, least)) if df_trial > 0 else None
        if df_trial < 1:  # each was heard with one sentence: nothing is known of others
            return two_sided(confidence, df_listener) * math.sqrt(max(by_listener, least))
        variance = max(by_listener + by_trial - by_vote, by_listener, least)
        parts = ((by_listener, df_listener), (by_trial, df_trial), (by_vote, df_vote))
        spoilt = sum(v**2 / df for v, df in parts if df > 0)
        df = max(variance**2 / spoilt, min(df_listener, df_trial)) if spoilt else df_listener
        return two_sided(confidence, df) * math.sqrt(variance)


def _clusters(moved: Floats, cluster: Ints, lost: int, n: float | None = None) -> tuple[float, float]:
    """The variance over clusters, and its degrees of freedom: clusters less what their means took."""
    sums = np.bincount(cluster, weights=moved)
    n = len(np.unique(cluster)) if n is None else n
    return (float(sums @ sums) * n / (n - lost), n - lost) if n > lost else (0.0, 0)


def opinion(coded: Coded, *, confidence: float = 0.95) -> Scale:
    """Mean opinion scores, from votes of `acr`."""
    n = np.bincount(coded.left, minlength=len(coded.items))
    means = np.bincount(coded.left, weights=coded.value, minlength=len(coded.items)) / np.maximum(n, 1)
    spread = TwoWay(
        item=coded.left, deviation=coded.value - means[coded.left], listener=coded.listener, trial=coded.trial
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
            n_parameters=len(coded.items) - len(groups),
        )  # fmt: skip
        noise = variance * spread.times_independent
        spread = dataclasses.replace(spread, df=min(spread.df, df))
    return Scale(
        items=coded.items, values=values, noise=noise, uncertainty=spread, confidence=confidence,
        groups=tuple(tuple(g) for g in groups),
    )  # fmt: skip
