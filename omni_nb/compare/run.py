"""A comparison under way: each cell a run of its own, all of them through one limiter. It shows nothing."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from omni_nb.compare.comparison import Cell, Comparison
from omni_nb.compare.measures import Measures, measure
from omni_nb.compare.plan import Plan
from omni_nb.errors import OmniError
from omni_nb.notes import Note
from omni_nb.prompt.verbatim import same_words
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.limiter import Limiter
from omni_nb.session.run import Run

CellState = Literal["waiting", "asked", "coming", "done", "failed"]
"""Held back by the limiter · sent · words or sound have come · whole · cut, stopped or refused."""

_LONGEST_END_S = 5.0
Told = Callable[[Reply], None]


class ComparisonRun:
    """Asks every cell, and any of them again.

    Args:
        client: Asks.
        plan: What, and where it stands.
        limiter: Shared by all cells; another comparison may share it.
        on_end: Told of each reply, also a cut one, on a thread beside the event loop.
        of: Cells that are there already, by their number: they are not asked.

    Attributes:
        plan: As given.
    """

    def __init__(
        self, client: Client, plan: Plan, *, limiter: Limiter, on_end: Told = lambda reply: None,
        of: Comparison | None = None,
    ) -> None:  # fmt: skip
        self.plan = plan
        self._client, self._limiter, self._on_end = client, limiter, on_end
        self._runs: list[Run | None] = [None] * len(plan.places)
        self._measured: list[Measures] = [Measures()] * len(plan.places)
        self._cells = list(of.cells) if of is not None else self._unasked()
        for n, cell in enumerate(self._cells):
            if not cell.ok:
                self.again(n)

    def _unasked(self) -> list[Cell]:
        rows = zip(self.plan.places, self.plan.requests, self.plan.verbatim, strict=True)
        return [Cell(place=place, request=request, verbatim=words) for place, request, words in rows]

    def again(self, n: int) -> None:
        """Ask a cell, anew if it was asked before. One that is under way is left alone."""
        if (run := self._runs[n]) is not None and not run.done.is_set():
            return
        self._cells[n] = dataclasses.replace(self._cells[n], reply=None, error=None, measures=Measures())
        self._measured[n], self._runs[n] = Measures(), None

        def on_end(reply: Reply) -> None:
            self._measured[n] = measure(reply)
            self._on_end(reply)

        try:
            self._runs[n] = self._client.start(
                self.plan.requests[n], on_end=on_end, remarks=partial(_remarks, self.plan.verbatim[n]),
                limiter=self._limiter,
            )  # fmt: skip
        except OmniError as err:  # it would be refused: nothing was sent
            self._cells[n] = dataclasses.replace(self._cells[n], error=err)

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def done(self) -> bool:
        """Nothing is under way."""
        return all(run is None or run.done.is_set() for run in self._runs)

    def state(self, n: int) -> CellState:
        """How far a cell is."""
        run = self._runs[n]
        if run is None or run.done.is_set():
            return "done" if self.cell(n).ok else "failed"
        if not run.sent:
            return "waiting"
        return "coming" if run.fold.text or run.fold.audio_s else "asked"

    def fold(self, n: int) -> ReplyFold | None:
        """What has come so far of a cell that is or was under way; safe to read from any thread."""
        run = self._runs[n]
        return run.fold if run is not None else None

    def cell(self, n: int) -> Cell:
        """A cell as it is now; of one that is under way, with what has come."""
        run = self._runs[n]
        if run is None:
            return self._cells[n]
        if not run.done.is_set():
            return dataclasses.replace(self._cells[n], reply=run.reply())
        if self._cells[n].reply is None and self._cells[n].error is None:
            refused = run.refused is not None
            reply = None if refused else run.reply()
            self._cells[n] = dataclasses.replace(
                self._cells[n],
                reply=reply,
                error=run.refused if reply is None else reply.error,
                measures=self._measured[n],
            )
        return self._cells[n]

    @property
    def comparison(self) -> Comparison:
        """All cells as they are now. Once nothing is under way it is always equal."""
        return Comparison(tuple(map(self.cell, range(len(self)))))

    def pin(self, n: int, on: bool = True) -> None:
        """Mark a favourite, or no longer."""
        self.cell(n)
        self._cells[n] = dataclasses.replace(self._cells[n], pinned=on)

    def wait(self, tick: Callable[[], None] = lambda: None, *, every_s: float = 0.05) -> None:
        """Block until nothing is under way, calling `tick` meanwhile. A KeyboardInterrupt passes through."""
        while (run := next((r for r in self._runs if r is not None and not r.done.is_set()), None)) is not None:
            run.done.wait(every_s)
            tick()

    def stop(self) -> None:
        """Cancel all that is under way and wait for its end, which takes milliseconds. What came is kept."""
        self.cancel()
        until_s = time.monotonic() + _LONGEST_END_S
        for run in filter(None, self._runs):
            run.done.wait(max(0.0, until_s - time.monotonic()))

    def cancel(self, n: int | None = None) -> None:
        """Ask for the end of a cell, or of all, without waiting for it."""
        for run in filter(None, self._runs if n is None else [self._runs[n]]):
            run.cancel()


def _remarks(words: str, reply: Reply) -> Sequence[Note]:
    if not words or same_words(words, reply.text):
        return ()
    return (Note("words_differ", "the words read are not exactly those given"),)
