"""ABX: could they tell the two apart?"""

from __future__ import annotations

from dataclasses import dataclass

from omni_nb.compare.listening.quantiles import clopper_pearson, exact_binomial
from omni_nb.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How often X was found.

    Attributes:
        hits: How often.
        n: Of how many; 0 where nobody voted.
        low: Lower end of the exact interval of the share (Clopper and Pearson).
        high: Upper end.
        p: The probability of as many hits or more by guessing (exact binomial).
        confidence: Of the interval.
    """

    hits: int
    n: int
    low: float = 0.0
    high: float = 1.0
    p: float = 1.0
    confidence: float = 0.95

    @property
    def share(self) -> float | None:
        """Hits of all, or None where nobody voted."""
        return self.hits / self.n if self.n else None

    @property
    def told_apart(self) -> bool:
        """Whether guessing is ruled out: at this confidence it gives fewer hits. Never means that they are the same."""
        return self.p < (1 - self.confidence)


def found(hits: int, n: int, *, confidence: float = 0.95) -> Share:
    """The share of right answers, with its exact interval, against guessing.

    Votes are taken for independent. Of several listeners they are only nearly so: `results` gives each one's share too.

    Raises:
        ValueError: `hits` is not between 0 and `n`.
    """
    if not 0 <= hits <= n:
        raise ValueError(_("hits must be between 0 and n, got {hits} of {n}", hits=repr(hits), n=repr(n)))
    if n == 0:
        return Share(hits=0, n=0, confidence=confidence)
    low, high = clopper_pearson(hits, n, confidence=confidence)
    return Share(hits=hits, n=n, low=low, high=high, p=exact_binomial(hits, n, greater=True), confidence=confidence)
