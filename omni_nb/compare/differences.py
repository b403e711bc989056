"""What differs between two answers, word by word: what went, what came, what stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from omni_nb.compare.alignment import Step, align
from omni_nb.compare.units import units

_MARKS = re.compile(r"\w+|\S")
_LONGEST_LITTLE = 40
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRun:
    """A stretch of both texts. All `before` joined are the first text, all `after` the second, to the character.

    Attributes:
        kind: `same`, but for spaces and new lines; `removed`: only in the first; `added`: only in the second.
        before: It in the first text.
        after: It in the second.
    """

    kind: Literal["same", "removed", "added"]
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """What is shown: as it came last."""
        return self.before if self.kind == "removed" else self.after


class Differences(tuple[DifferenceRun, ...]):
    """Runs in their order. A notebook shows them as one text: what went struck through, what came underlined."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from omni_nb.show.marked import differences_html

        return differences_html(self)

    def __str__(self) -> str:
        from omni_nb.show.marked import differences_text

        return differences_text(self)


def differences(before: str, after: str) -> Differences:
    """Two texts as runs, word by word (Chinese and the like character by character), case and marks included.

    A word or two that stayed between larger changes are shown as changed with them: a sentence that was written anew is
    read as one. Long texts cost at most about half a second: beyond `alignment.MOST_UNITS` words between a common
    beginning and end everything counts as changed.

    Raises:
        MissingExtra: jiwer is not installed, and the texts differ.
    """
    one, other = _tokens(before), _tokens(after)
    steps = align([before[a:b].strip() for a, b in one], [after[a:b].strip() for a, b in other])
    return Differences(_runs(before, after, one, other, steps))


def _tokens(text: str) -> list[Span]:
    """Words and marks, each with the spaces behind it; the first also with those before it."""
    spans: list[Span] = []
    at = 0
    for unit in units(text):
        if unit.end > at:  # one character may be several words: ﷺ
            spans += [(at + m.start(), at + m.end()) for m in _MARKS.finditer(text[at : unit.start])]
            spans.append((max(at, unit.start), unit.end))
            at = unit.end
    spans += [(at + m.start(), at + m.end()) for m in _MARKS.finditer(text[at:])]
    starts = [0, *(start for start, _ in spans[1:]), len(text)]
    return [(a, b) for a, b in pairwise(starts) if b > a]


def _runs(before: str, after: str, one: list[Span], other: list[Span], steps: list[Step]) -> Iterator[DifferenceRun]:
    def text(whole: str, spans: list[Span], start: int, end: int) -> str:
        return whole[spans[start][0] : spans[end - 1][1]] if end > start else ""

    groups = [[*group] for _, group in groupby(steps, key=lambda step: step.kind == "same")]
    whole = [
        (
            g[0].kind == "same",
            text(before, one, g[0].start, g[-1].end),
            text(after, other, g[0].other_start, g[-1].other_end),
        )
        for g in groups
    ]
    for same, run in groupby(_joined(whole), key=lambda g: g[0]):
        some = [*run]
        was, came = "".join(g[1] for g in some), "".join(g[2] for g in some)
        if same:
            yield DifferenceRun(kind="same", before=was, after=came)
            continue
        if was:
            yield DifferenceRun(kind="removed", before=was)
        if came:
            yield DifferenceRun(kind="added", after=came)


def _joined(groups: list[tuple[bool, str, str]]) -> Iterator[tuple[bool, str, str]]:
    """What stayed, is little, and is shorter than the changes on both its sides counts as changed with them."""
    for n, (same, was, came) in enumerate(groups):
        around = groups[n - 1 : n] + groups[n + 1 : n + 2]
        lost = len(around) == 2 and all(len(came.strip()) <= max(len(a.strip()), len(b.strip())) for _, a, b in around)
        yield same and not (lost and _little(came)), was, came


def _little(text: str) -> bool:
    """One or two words, or one character, and no mark that ends a clause."""
    if len(text) > _LONGEST_LITTLE or re.search(r"[^\w\s]|\n\s*\n", text):
        return False
    some = units(text)
    return len(some) <= (1 if any(u.is_character for u in some) else 2)
