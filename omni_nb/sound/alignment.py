"""Clips of the same words, moment by moment: what the listener hears in one voice, where is it in another?

A value without sound, small enough for a page: switching between voices needs no more than this.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from omni_nb.messages import _

AHEAD_S = 0.02
"""A word that begins so soon is the one that is meant."""
BACK_S = 0.25
"""An onset that lies further back is left: then more would be heard twice than a syllable."""

Match = Literal["same_words", "other_words", "no_sound", "too_long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Which moment of one clip is which of the others. `align_clips` makes it.

    All times are whole milliseconds. For a page: the moment `t` of clip `a` is in clip `b` at
    `interpolate(t, from knots_ms[a], to knots_ms[b])`; where several knots of `a` stand at `t`, the last one counts.

    Attributes:
        lengths_ms: Length of each clip; 0 where there is none.
        matches: Of each clip: `same_words` as most of the others; `other_words` (also: cut short, music, noise);
            `no_sound`; `too_long` to be looked at. All but the first are not aligned.
        likeness: How alike each is to the clip that all are compared with, 0 to 1. The same words by another voice
            have 0.5 to 0.95, other words 0.15 to 0.4. 0 where nothing was compared.
        knots_ms: Of each aligned clip, the same moments in all: the first at 0, the last at its end; none falls.
            Empty where it is not aligned.
        onsets_ms: Where words or syllables, and pauses, begin in the clip `reference`.
        reference: The clip that all are compared with; -1 where none is aligned.
    """

    lengths_ms: tuple[int, ...]
    matches: tuple[Match, ...]
    likeness: tuple[float, ...]
    knots_ms: tuple[tuple[int, ...], ...]
    onsets_ms: tuple[int, ...] = ()
    reference: int = -1

    def __post_init__(self) -> None:
        count = len(self.lengths_ms)
        if not count == len(self.matches) == len(self.likeness) == len(self.knots_ms):
            raise ValueError(_("an alignment needs a length, a match, a similarity and knots for each clip"))
        if any(n < 0 for n in self.lengths_ms) or not all(0 <= x <= 1 for x in self.likeness):
            raise ValueError(_("a length must be 0 ms or more, a similarity 0 to 1"))
        if set(self.matches) - set(get_args(Match)):
            raise ValueError(
                _(
                    "a match must be one of {get_args}, got {matches}",
                    get_args=", ".join(get_args(Match)),
                    matches=self.matches,
                )
            )
        if len({len(row) for row in self.knots_ms if row}) > 1:
            raise ValueError(_("all clips must have the same number of knots"))
        for length, match, row in zip(self.lengths_ms, self.matches, self.knots_ms, strict=True):
            if bool(row) != (match == "same_words"):
                raise ValueError(_("only clips with the same words have knots"))
            if row and (row[0] != 0 or row[-1] != length or any(a > b for a, b in itertools.pairwise(row))):
                raise ValueError(_("knots must run from 0 to the clip's length and never decrease"))
        if not (-1 <= self.reference < count) or (self.onsets_ms and not self.knots_ms[self.reference]):
            raise ValueError(
                _(
                    "the reference must be one of the {count} clips, and aligned; got {reference}",
                    count=count,
                    reference=self.reference,
                )
            )
        if any(a >= b for a, b in itertools.pairwise(self.onsets_ms)):
            raise ValueError(_("onsets must increase"))

    def __len__(self) -> int:
        return len(self.lengths_ms)

    def aligned(self, from_clip: int, to_clip: int) -> bool:
        """The two say the same words. If not, `at` goes by the same time."""
        return all(self.matches[self._checked(i)] == "same_words" for i in (from_clip, to_clip))

    def at(self, from_clip: int, to_clip: int, at_s: float) -> float:
        """The moment of one clip in another, seconds; where they are not aligned, the same time.

        The moment of a pause that the other does not make is the end of its word before.

        Args:
            from_clip: Its place among the clips, from 0.
            to_clip: Likewise.
            at_s: In `from_clip`; what lies outside of it counts as its beginning or end.

        Raises:
            ValueError: There is no such clip, or the time is not a number.
        """
        length_s, to_length_s = (self.lengths_ms[self._checked(i)] / 1000 for i in (from_clip, to_clip))
        if math.isnan(at_s):
            raise ValueError(_("the time is not a number"))
        at_s = min(max(at_s, 0.0), length_s)
        if from_clip == to_clip:
            return at_s
        if not self.aligned(from_clip, to_clip):
            return min(at_s, to_length_s)
        return _along(at_s * 1000, self.knots_ms[from_clip], self.knots_ms[to_clip]) / 1000

    def from_onset(self, from_clip: int, to_clip: int, at_s: float) -> float:
        """As `at`, but from the beginning of the syllable or word that sounds then, if it began 0.25 s ago at most.

        In a pause it stays there. Where they are not aligned, the same time.
        """
        moment = self.at(from_clip, to_clip, at_s)
        if not self.aligned(from_clip, to_clip) or not self.onsets_ms:
            return moment
        here_ms = 1000 * self.at(from_clip, self.reference, at_s)
        known = bisect_right(self.onsets_ms, here_ms + 1000 * AHEAD_S)
        if not known or here_ms - self.onsets_ms[known - 1] > 1000 * BACK_S:
            return moment
        return self.at(self.reference, to_clip, self.onsets_ms[known - 1] / 1000)

    def clock(self, clip: int) -> tuple[list[float], list[float]]:
        """What the page's audition wants: seconds of a clip, and those of a clock that all aligned clips share.

        The clock is the mean of their times, so that it goes on whenever one of them does. Both empty where the clip
        is not aligned.
        """
        own = self.knots_ms[self._checked(clip)]
        rows = [row for row in self.knots_ms if row]
        shared = [sum(moment) / len(rows) for moment in zip(*rows, strict=True)]
        return [t / 1000 for t in own], [round(t / 1000, 4) for t in shared] if own else []

    def to_dict(self) -> dict[str, Any]:
        """For JSON: 8 clips of 20 s take about 15 kB."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Alignment:
        """Back from JSON.

        Raises:
            ValueError: It is none: something is missing, or does not fit together.
        """
        try:
            return cls(
                lengths_ms=_whole(plain["lengths_ms"]),
                matches=tuple(plain["matches"]),
                likeness=tuple(float(x) for x in plain["likeness"]),
                knots_ms=tuple(_whole(row) for row in plain["knots_ms"]),
                onsets_ms=_whole(plain["onsets_ms"]),
                reference=int(plain["reference"]),
            )
        except (KeyError, TypeError, OverflowError) as err:
            raise ValueError(_("this is not an alignment: {name} {err}", name=type(err).__name__, err=err)) from None

    def _checked(self, clip: int) -> int:
        if not 0 <= clip < len(self):
            raise ValueError(
                _(
                    "there is {n} clip, counted from 0; got {clip}|there are {n} clips, counted from 0; got {clip}",
                    n=len(self),
                    clip=clip,
                )
            )
        return clip


def _whole(row: Sequence[Any]) -> tuple[int, ...]:
    return tuple(int(x) for x in row)


def _along(x: float, xs: Sequence[int], ys: Sequence[int]) -> float:
    """Straight between the knots; behind a jump where it stands on one."""
    i = bisect_right(xs, x) - 1
    if i >= len(xs) - 1:
        return ys[-1]
    return ys[i] + (x - xs[i]) / (xs[i + 1] - xs[i]) * (ys[i + 1] - ys[i])
