"""Where a comparison's cells come from: a run that asks them, or a value that is there."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from omni_nb.compare.cell import Cell
from omni_nb.compare.cell_run import CellState
from omni_nb.compare.comparison import Comparison
from omni_nb.reply.fold import ReplyFold


class Sounding(Protocol):
    """What sounds, by its number."""

    def __len__(self) -> int: ...

    def state(self, n: int) -> str:
        """How far one is; `done` and `failed` are the end."""
        ...

    def fold(self, n: int) -> ReplyFold | None:
        """What has come so far of one that is or was under way."""
        ...

    def cell(self, n: int) -> Cell:
        """One as it is now."""
        ...


class Cells(Protocol):
    """Cells by their number. `compare.run.ComparisonRun` is one."""

    def __len__(self) -> int: ...

    @property
    def done(self) -> bool:
        """Nothing is under way."""
        ...

    @property
    def comparison(self) -> Comparison:
        """All cells as they are now."""
        ...

    def state(self, n: int) -> CellState:
        """How far a cell is."""
        ...

    def fold(self, n: int) -> ReplyFold | None:
        """What has come so far of a cell that is or was under way."""
        ...

    def cell(self, n: int) -> Cell:
        """A cell as it is now."""
        ...

    def pin(self, n: int, on: bool = True) -> None:
        """Mark a favourite, or no longer."""
        ...

    def again(self, n: int) -> None:
        """Ask a cell again."""
        ...

    def cancel(self, n: int | None = None) -> None:
        """Ask for the end of a cell, or of all."""
        ...


ENDED = frozenset({"done", "failed"})


class Seen:
    """Cells as they are shown: of one that is under way without what has come, which is costly to put together.

    Args:
        cells: Where they come from.

    Attributes:
        names: What each is called.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._bare = list(cells.comparison.cells)
        self.names = cells.comparison.names

    def ended(self, n: int) -> bool:
        """It is whole, or will not be."""
        return self._cells.state(n) in ENDED

    def cell(self, n: int) -> Cell:
        """One cell."""
        return self._cells.cell(n) if self.ended(n) else self._bare[n]

    def pin(self, n: int, on: bool) -> None:
        """Mark a favourite, or no longer."""
        self._cells.pin(n, on)
        self._bare[n] = dataclasses.replace(self._bare[n], pinned=on)

    @property
    def comparison(self) -> Comparison:
        """All of them."""
        return Comparison(tuple(self.cell(n) for n in range(len(self._cells))))


class KeptCells:
    """Cells of a comparison that is there: they can be pinned and not asked again."""

    done = True

    def __init__(self, comparison: Comparison) -> None:
        self._cells = list(comparison.cells)

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def comparison(self) -> Comparison:
        """All cells, with what was pinned."""
        return Comparison(tuple(self._cells))

    def state(self, n: int) -> CellState:
        """Whole, or not."""
        return "done" if self._cells[n].ok else "failed"

    def fold(self, n: int) -> ReplyFold | None:
        """Nothing comes."""
        return None

    def cell(self, n: int) -> Cell:
        """A cell."""
        return self._cells[n]

    def pin(self, n: int, on: bool = True) -> None:
        """Mark a favourite, or no longer."""
        self._cells[n] = dataclasses.replace(self._cells[n], pinned=on)

    def again(self, n: int) -> None:
        """Nobody is there to be asked."""

    def cancel(self, n: int | None = None) -> None:
        """Nothing is under way."""
