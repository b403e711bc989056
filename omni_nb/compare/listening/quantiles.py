"""Quantiles and exact tests: the door to scipy."""

from __future__ import annotations

import functools
import math
from types import ModuleType

from omni_nb.errors import MissingExtra
from omni_nb.messages import _


def _special() -> ModuleType:
    """Not `scipy.stats`, which takes a second to import."""
    try:
        from scipy import special
    except ImportError:
        raise MissingExtra(
            _("the statistics of a listening test need scipy"),
            repair=_('pip install "omni_nb[compare]".'),
        ) from None
    return special  # type: ignore[no-any-return]


@functools.lru_cache(maxsize=1024)
def two_sided(confidence: float, df: float = math.inf) -> float:
    """How many standard errors an interval reaches to either side: Student's t, or the normal for infinite `df`.

    Raises:
        ValueError: `confidence` is not between 0 and 1.
        MissingExtra: scipy is not installed.
    """
    tail = 0.5 + check_confidence(confidence) / 2
    return float(_special().stdtrit(df, tail) if math.isfinite(df) else _special().ndtri(tail))


def exact_binomial(hits: int, n: int, *, greater: bool = False) -> float:
    """The probability that guessing between two gives a result at least as far out as `hits` of `n`.

    Args:
        hits: How many.
        n: Of how many, at least 1.
        greater: Only more hits than half count as far out; else both sides do.
    """
    most = hits if greater else max(hits, n - hits)
    tail = float(_special().bdtrc(most - 1, n, 0.5)) if most > 0 else 1.0
    return tail if greater else min(2 * tail, 1.0)


def clopper_pearson(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share (Clopper and Pearson, 1934): never covers less than it says, often more."""
    tail = (1 - check_confidence(confidence)) / 2
    inverse = _special().betaincinv
    low = float(inverse(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(inverse(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return low, high


def check_confidence(confidence: float) -> float:
    """The confidence, if it is one.

    Raises:
        ValueError: It is not between 0 and 1; 95 is taken for a percentage and said so.
    """
    if not 0 < confidence < 1:
        raise ValueError(
            _(
                "confidence must be between 0 and 1, such as 0.95, got {confidence}",
                confidence=repr(confidence),
            )
        )
    return confidence
