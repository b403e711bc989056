"""How much the answers to one question differ from time to time: in words, in length, in how long they take."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from omni_nb.compare.alignment import distance
from omni_nb.compare.units import joined, units
from omni_nb.reply.reply import Reply

_T = TypeVar("_T")
MOST_PAIRS = 200
"""Of different texts; of more, that many are taken, evenly."""
_MOST_UNITS = 5_000  # of each text: 200 pairs of 5,000 words with nothing in common take 3 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a number varies.

    Attributes:
        n: How often it was known.
        mean, lowest, highest: In the number's own unit.
        sd: Standard deviation of the sample (divided by n - 1), in the same unit; None of one value.
    """

    n: int
    mean: float
    lowest: float
    highest: float
    sd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How alike repeated answers are. None: not known of any.

    Attributes:
        n: Answers that were compared.
        left_out: Answers that were not, because they did not come in whole.
        n_texts: How many different texts there are among them, as they are heard; sound without its words has none.
        text: Mean over all pairs of the edit distance as a share of the longer text, in words (Chinese and the like in
            characters) after the normalisation of `compare.units`: 0 always the same, 1 never a word in common. None of
            fewer than two.
        words: Of each text, how many words or characters.
        length_s: Of the sound, seconds.
        first_sound_s, first_text_s, total_s: From sending the question, seconds.
    """

    n: int
    left_out: int
    n_texts: int
    text: float | None = None
    words: Spread | None = None
    length_s: Spread | None = None
    first_sound_s: Spread | None = None
    first_text_s: Spread | None = None
    total_s: Spread | None = None


def stability(replies: Iterable[Reply]) -> Stability:
    """How alike the answers are. Those that were cut, stopped or refused are left out and counted.

    Raises:
        MissingExtra: jiwer is not installed, and the texts differ.
    """
    every = list(replies)
    whole = [r for r in every if r.complete]
    said = [r.text for r in whole if r.text.strip() or r.audio is None]  # sound without its words says nothing of them
    texts = [units(t) for t in said]
    return Stability(
        n=len(whole),
        left_out=len(every) - len(whole),
        n_texts=len({joined(t) for t in texts}),
        text=text_spread(said),
        words=spread([len(t) for t in texts]),
        length_s=spread([None if r.audio is None else r.audio.duration_s for r in whole]),
        first_sound_s=spread([r.timing.first_audio_s for r in whole]),
        first_text_s=spread([r.timing.first_text_s for r in whole]),
        total_s=spread([r.timing.total_s or None for r in whole]),
    )


def spread(values: Sequence[float | None]) -> Spread | None:
    """How values vary; those that are not known do not count. None: none is known."""
    known = [float(v) for v in values if v is not None and math.isfinite(v)]
    if not known:
        return None
    sd = statistics.stdev(known) if len(known) > 1 else None
    return Spread(n=len(known), mean=statistics.fmean(known), lowest=min(known), highest=max(known), sd=sd)


def text_spread(texts: Sequence[str]) -> float | None:
    """`Stability.text` of texts. Of long ones the first 5,000 words are compared, of many `MOST_PAIRS` pairs.

    Raises:
        MissingExtra: jiwer is not installed, and the texts differ.
    """
    if len(texts) < 2:
        return None
    counted = Counter(tuple(u.text for u in units(t)[:_MOST_UNITS]) for t in texts)
    n_pairs = len(texts) * (len(texts) - 1) / 2
    n_different = (len(texts) ** 2 - sum(n * n for n in counted.values())) / 2
    if not n_different:
        return 0.0
    taken = [*combinations(_evenly([*counted.items()], 2 * MOST_PAIRS), 2)]
    some = [(n * m, distance(a, b)) for (a, n), (b, m) in _evenly(taken, MOST_PAIRS)]
    return sum(w * d for w, d in some) / sum(w for w, _ in some) * n_different / n_pairs


def _evenly(values: list[_T], most: int) -> list[_T]:
    return values[:: math.ceil(len(values) / most)]
