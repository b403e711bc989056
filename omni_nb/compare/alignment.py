"""The door to jiwer: the fewest changes that make one list of words of another (Levenshtein), at a bounded cost."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal, NamedTuple

from omni_nb.errors import MissingExtra
from omni_nb.messages import _

MOST_UNITS = 20_000
"""What is aligned at most on each side, behind a common beginning and before a common end.

20,000 words against as many others take 0.1 to 0.3 s, 100,000 took 5.7 s; memory grows by 10 MB. What is beyond
counts as changed, so that the count is never too small.
"""

_LONGEST_CLEARED = 100  # units: difflib's worst case is cubic

Change = Literal["same", "replaced", "missing", "added"]
_CHANGES: dict[str, Change] = {"equal": "same", "substitute": "replaced", "delete": "missing", "insert": "added"}


class Step(NamedTuple):
    """A stretch of both lists; `replaced` has the same number of units on both sides."""

    kind: Change
    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def errors(self) -> int:
        """Units to be changed."""
        return 0 if self.kind == "same" else max(self.end - self.start, self.other_end - self.other_start)


def align(one: Sequence[str], other: Sequence[str]) -> list[Step]:
    """The stretches, in order; together they are both lists. The sum of their errors is the distance.

    Raises:
        MissingExtra: jiwer is not installed and the lists differ.
    """
    begin = _common(one, other)
    end = _common(one[begin:][::-1], other[begin:][::-1])
    n, m = len(one) - end, len(other) - end
    cut, other_cut = n, m
    if (n - begin) * (m - begin) > MOST_UNITS**2:
        cut, other_cut = min(n, begin + MOST_UNITS), min(m, begin + MOST_UNITS)
    steps = [Step("same", 0, begin, 0, begin)]
    steps += _by_jiwer(one[begin:cut], other[begin:other_cut], begin)
    steps += _beyond(cut, n, other_cut, m)
    steps.append(Step("same", n, len(one), m, len(other)))
    return [s for s in steps if s.end > s.start or s.other_end > s.other_start]


def distance(one: Sequence[str], other: Sequence[str]) -> float:
    """The fewest changes as a share of the longer list: 0 the same, 1 nothing in common; 0 for two empty ones.

    Raises:
        MissingExtra: As for `align`.
    """
    errors = sum(step.errors for step in align(one, other))
    return errors / max(len(one), len(other), 1)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _by_jiwer(one: Sequence[str], other: Sequence[str], at: int) -> list[Step]:
    if not one or not other:
        return _beyond(at, at + len(one), at, at + len(other))
    found = _import_jiwer().process_words(
        "one", "other", reference_transform=lambda _: [[*one]], hypothesis_transform=lambda _: [[*other]]
    )
    steps = [
        Step(_CHANGES[c.type], at + c.ref_start_idx, at + c.ref_end_idx, at + c.hyp_start_idx, at + c.hyp_end_idx)
        for c in found.alignments[0]
    ]
    groups = [[*group] for _, group in groupby(steps, key=lambda step: step.kind == "same")]
    return [step for group in groups for step in _clearer(group, one, other, at)]


def _clearer(group: list[Step], one: Sequence[str], other: Sequence[str], at: int) -> list[Step]:
    """As few changes with more that stays: of `fox it jumps` and `box jumps high` three replaced words are as few."""
    first, last = group[0], group[-1]
    a, b = one[first.start - at : last.end - at], other[first.other_start - at : last.other_end - at]
    if first.kind == "same" or max(len(a), len(b)) > _LONGEST_CLEARED or not set(a) & set(b):
        return group
    found: list[Step] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        place = (first.start + i, first.start + j, first.other_start + k, first.other_start + m)
        found += [Step("same", *place)] if kind == "equal" else _beyond(*place)
    found = [s for s in found if s.end > s.start or s.other_end > s.other_start]
    return found if sum(s.errors for s in found) == sum(s.errors for s in group) else group


def require_jiwer() -> None:
    """Nothing, where jiwer is installed.

    Raises:
        MissingExtra: It is not.
    """
    _import_jiwer()


def _beyond(start: int, end: int, other_start: int, other_end: int) -> list[Step]:
    both = min(end - start, other_end - other_start)
    middle, other_middle = start + both, other_start + both
    return [
        Step("replaced", start, middle, other_start, other_middle),
        Step("missing", middle, end, other_middle, other_middle),
        Step("added", end, end, other_middle, other_end),
    ]


def _import_jiwer() -> Any:
    try:
        import jiwer
    except ImportError:
        raise MissingExtra(
            _("to count which words differ needs jiwer"),
            repair=_('pip install "omni_nb[compare]".'),
        ) from None
    return jiwer
