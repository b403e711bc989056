"""Which cells are shown, and in which order. A value; the comparison itself stays as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from omni_nb.catalog.languages import language_name
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.facts import gender_word
from omni_nb.escape import visible
from omni_nb.messages import _, language, say
from omni_nb.panels.comparison.measure_words import SORTS
from omni_nb.widgets.protocol.comparison import Arrangement, FactChoice, SortChoice

PINNED: Final = "pinned"


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a person chose.

    Attributes:
        by: A measure, `pinned` (favourites first), or empty: as they were asked.
        reverse: The other way round.
        facts: What cells must have: `gender`, `dialect`, `language`, `model`; `pinned` is `yes`.
        removed: Numbers of cells that are not shown any more.
    """

    by: str = ""
    reverse: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()

    def order(self, comparison: Comparison) -> list[int]:
        """The numbers of the cells that are shown, in order."""
        place = {id(cell): n for n, cell in enumerate(comparison)}
        kept = dataclasses.replace(
            comparison, cells=tuple(c for n, c in enumerate(comparison) if n not in self.removed)
        )
        facts = {k: v for k, v in self.facts.items() if v}
        wanted = facts.pop(PINNED, "")
        found = kept.filter((lambda cell: cell.pinned) if wanted else None, **facts)
        if self.by == PINNED:
            found = found.sort(lambda cell: cell.pinned != (not self.reverse))
        elif self.by:
            found = found.sort(self.by, reverse=self.reverse)
        elif self.reverse:
            found = dataclasses.replace(found, cells=found.cells[::-1])
        return [place[id(cell)] for cell in found]

    def view(self, comparison: Comparison) -> Arrangement:
        """The section that shows it."""
        order = self.order(comparison)
        return {
            "cells": [str(n) for n in order], "by": self.by, "reverse": self.reverse, "facts": dict(self.facts),
            "sorts": _sorts(comparison), "filters": _filters(comparison), "removed": len(self.removed),
            "hidden": len(comparison) - len(self.removed) - len(order),
        }  # fmt: skip


def arranged(by: str, reverse: bool, facts: Mapping[str, str], removed: frozenset[int]) -> Arranged:
    """What a page chose.

    Raises:
        ValueError: There is no such order or fact.
    """
    if by and by not in SORTS and by != PINNED:
        raise ValueError(_("cannot sort by {by}", by=repr(by)))
    if strange := set(facts) - set(_FACTS) - {PINNED}:
        raise ValueError(_("cannot filter by {strange}", strange=", ".join(sorted(strange))))
    return Arranged(by, reverse, dict(facts), removed)


def facts_of(cell: Cell) -> dict[str, list[str]]:
    """What a cell can be filtered by."""
    return {name: list(values(cell)) for name, (_title, values, _words) in _FACTS.items()}


def _sorts(comparison: Comparison) -> list[SortChoice]:
    """Only what is known of some cell."""
    known = [name for name in SORTS if any(getattr(c.measures, name) is not None for c in comparison)]
    return [*_choices(known, SORTS.__getitem__, sort=False), {"id": PINNED, "title": say(_("favourites first"))}]


def _filters(comparison: Comparison) -> list[FactChoice]:
    """Only what tells some cells from others."""
    found: list[FactChoice] = []
    for name, (title, values, words) in _FACTS.items():
        there = list(dict.fromkeys(v for cell in comparison for v in values(cell) if v))
        apart = any(set(values(cell)) != set(values(comparison.cells[0])) for cell in comparison)
        if there and apart:
            found.append({"id": name, "title": say(title), "values": _choices(there, words)})
    return found


def _choices(there: Sequence[str], words: Callable[[str], str], *, sort: bool = True) -> list[SortChoice]:
    return [{"id": one, "title": visible(say(words(one)))} for one in (sorted(there, key=words) if sort else there)]


def _language(code: str) -> str:
    return language_name(code, language())


_Fact = tuple[str, Callable[[Cell], Sequence[str]], Callable[[str], str]]
_FACTS: dict[str, _Fact] = {
    "gender": (_("gender"), lambda c: (c.voice.gender,) if c.voice else (), gender_word),
    "dialect": (_("dialect"), lambda c: (c.voice.dialect,) if c.voice else (), _language),
    "language": (_("language"), lambda c: c.voice.speaks if c.voice else (), _language),
    "model": (_("model"), lambda c: (c.place.model,), str),
}
