"""A comparison under way: each cell by itself, all of them through one limiter. It shows nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from omni_nb.compare.cell import Cell
from omni_nb.compare.cell_run import Asker, CellRun, CellState
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.plan import Plan
from omni_nb.reply.fold import ReplyFold

_LONGEST_END_S = 5.0


class ComparisonRun:
    """Asks every cell, and any of them again.

    Args:
        plan: What is asked, and where it stands.
        asker: What it is asked with.
        of: Cells that are there already: those that were answered in whole are not asked.

    Attributes:
        plan, asker: As given.
    """

    def __init__(self, plan: Plan, asker: Asker, *, of: Comparison | None = None) -> None:
        self.plan, self.asker = plan, asker
        cells = _unasked(plan) if of is None else of.cells
        same = _asked_before(cells) if asker.answered is not None else [0] * len(cells)
        self._cells = [CellRun(cell, asker, same=n) for cell, n in zip(cells, same, strict=True)]

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def done(self) -> bool:
        """Nothing is under way."""
        return all(cell.done for cell in self._cells)

    def state(self, n: int) -> CellState:
        """How far a cell is."""
        return self._cells[n].state

    def fold(self, n: int) -> ReplyFold | None:
        """What has come so far of a cell that is under way; safe to read from any thread."""
        return self._cells[n].fold

    def cell(self, n: int) -> Cell:
        """A cell as it is now; of one that is under way, with what has come."""
        return self._cells[n].cell

    @property
    def comparison(self) -> Comparison:
        """All cells as they are now."""
        return Comparison(tuple(cell.cell for cell in self._cells))

    def again(self, n: int) -> None:
        """Ask a cell anew. One that is under way is left alone."""
        self._cells[n].again()

    def pin(self, n: int, on: bool = True) -> None:
        """Mark a favourite, or no longer."""
        self._cells[n].pin(on)

    def wait(self, tick: Callable[[], None] = lambda: None, *, every_s: float = 0.05) -> None:
        """Block until nothing is under way, calling `tick` meanwhile. A KeyboardInterrupt passes through."""
        while (cell := next((c for c in self._cells if not c.done), None)) is not None:
            cell.wait(every_s)
            tick()

    def stop(self) -> None:
        """Cancel all that is under way and wait for its end, which takes milliseconds. What came is kept."""
        self.cancel()
        until_s = time.monotonic() + _LONGEST_END_S
        while not self.done and time.monotonic() < until_s:
            next(c for c in self._cells if not c.done).wait(0.05)

    def cancel(self, n: int | None = None) -> None:
        """Ask for the end of a cell, or of all, without waiting for it."""
        for cell in self._cells if n is None else [self._cells[n]]:
            cell.cancel()


def _unasked(plan: Plan) -> list[Cell]:
    rows = zip(plan.places, plan.requests, plan.verbatim, strict=True)
    return [Cell(place=place, request=request, verbatim=words) for place, request, words in rows]


def _asked_before(cells: Sequence[Cell]) -> list[int]:
    """For each cell how many before it ask the same."""
    asked: Counter[str] = Counter()
    before = []
    for cell in cells:
        hash = cell.request.hash if cell.request is not None else ""
        before.append(asked[hash])
        asked[hash] += 1
    return before
