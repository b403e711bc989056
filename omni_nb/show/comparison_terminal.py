"""A comparison at a terminal: a line for each cell when it has ended."""

from __future__ import annotations

import sys
from typing import TextIO

from omni_nb import quantities
from omni_nb.compare.cell import Cell
from omni_nb.compare.run import ComparisonRun
from omni_nb.escape import short, visible
from omni_nb.messages import _, say
from omni_nb.show.console import Console


class ComparisonTerminal:
    """Prints each cell of a run once it has ended, in the order in which they end."""

    def __init__(self, run: ComparisonRun, out: TextIO | None = None) -> None:
        self._run, self._out = run, Console(out or sys.stdout)
        self._told: set[int] = set()
        self._names = run.comparison.names

    def tick(self) -> None:
        """Print what has ended since."""
        for n in range(len(self._run)):
            if n not in self._told and self._run.state(n) in ("done", "failed"):
                self._told.add(n)
                self._out.line(line_of(self._names[n], self._run.cell(n)))

    def finish(self) -> None:
        """Print the rest."""
        self.tick()


def line_of(name: str, cell: Cell) -> str:
    """A cell in one line: its name, how it went, its words."""
    told = [f"{'✓' if cell.ok else '⚠'} {name}"]
    if cell.clip is not None:
        told.append(quantities.duration(cell.clip.duration_s))
    if (first_s := cell.measures.first_sound_s) is not None:
        told.append(_("first sound {seconds}", seconds=quantities.seconds(first_s, 2)))
    if cell.error is not None:
        told.append(cell.error.cause)
    if cell.text:
        told.append(short(" ".join(cell.text.split())))
    return visible(" · ".join(map(say, told)))
