"""Following: a comparison's cells as they are asked and come, kept in step with what the page shows of them.

On the event loop only. What takes long (loudness, where the same words stand) runs on a thread and comes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from omni_nb.panels.comparison.cell_views import growing_view, settled_view
from omni_nb.panels.comparison.hearing import Hearing, HearingOf
from omni_nb.panels.comparison.progress import progress
from omni_nb.panels.comparison.sound_feed import SoundFeed
from omni_nb.panels.comparison.sources import Cells, Seen
from omni_nb.panels.comparison.word_places import NONE, word_places
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.widgets.comparison import ComparisonView
from omni_nb.widgets.protocol.comparison import SameWords

LOOK_S, _DRAW_S = 0.05, 0.25


class Following:
    """Follows one set of cells.

    Args:
        cells: What is shown.
        widget: Where.
        tasks: Runs what takes long.
        settled: Called when cells have ended and are measured.
        complain: Says what a person must know.
        clock: Seconds.

    Attributes:
        cells: As given.
        seen: As they are shown.
        feed: Which sound the page has.
        busy: Something is under way, or not measured yet.
    """

    def __init__(
        self, cells: Cells, widget: ComparisonView, tasks: Tasks, *, settled: Callable[[], None],
        complain: Callable[[str], None], clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.cells, self.seen = cells, Seen(cells)
        self.feed = SoundFeed()
        self.busy = False
        self._widget, self._tasks, self._settled_told, self._complain = widget, tasks, settled, complain
        self._clock, self._drawn_s = clock, float("-inf")
        self._hearing = HearingOf()
        self._settled: dict[int, Hearing] = {}
        self._over = False

    def begin(self) -> None:
        """Show them, and follow them until nothing is under way."""
        self._widget.set("places", NONE)
        self._draw_growing()
        self.follow()

    def follow(self) -> None:
        """Follow them on: some are asked again."""
        self._draw_growing()
        if not self.busy:
            self.busy = True
            self._tasks.spawn(self._follow())

    def redraw(self) -> None:
        """Show them as they are now."""
        self._draw_growing()
        self._draw_settled()

    def send_all(self) -> None:
        """The page has no sound any more."""
        self.feed.forget()
        self._send_sound()

    def end(self) -> None:
        """They are shown no more."""
        self._over = True
        for n in range(len(self.cells)):
            self._widget.set(f"cell:{n}", None)

    async def _follow(self) -> None:
        try:
            while not self._over:
                done = self.cells.done
                self._send_sound()
                if self._clock() - self._drawn_s >= _DRAW_S or done:
                    self._draw_growing()
                    await self._settle()
                if done and len(self._settled) == len(self.cells):
                    return
                await asyncio.sleep(LOOK_S)
        except Exception as err:
            self._complain(in_words(err))
        finally:
            self.busy = False

    def _send_sound(self) -> None:
        if not self._over and (pieces := self.feed.due(self.cells, self._clock())):
            self._widget.push(pieces)

    def _draw_growing(self) -> None:
        self._drawn_s = self._clock()
        for n, name in enumerate(self.seen.names):
            if not self.seen.ended(n):
                self._settled.pop(n, None)
                view = growing_view(name, self.seen.cell(n), self.cells.state(n), self.cells.fold(n))
                self._widget.set(f"cell:{n}", view)
        self._widget.set("progress", progress(self.cells))

    async def _settle(self) -> None:
        """Measure what has ended, all with all: how loud one is heard depends on the others."""
        cells = {n: self.seen.cell(n) for n in range(len(self.cells)) if self.seen.ended(n)}
        if all(n in self._settled for n in cells):
            return
        found = await asyncio.to_thread(self._hearing.of, cells)
        if self._over:
            return
        self._settled.update(found)
        if self._hearing.missing:
            self._complain(self._hearing.missing)
        self._draw_settled()
        self._settled_told()
        if self.cells.done:
            self._tasks.in_thread(lambda: word_places(cells), self._align)

    def _align(self, found: SameWords) -> None:
        if not self._over:
            self._widget.set("places", found)

    def _draw_settled(self) -> None:
        for n, hearing in self._settled.items():
            if self.seen.ended(n):
                view = settled_view(self.seen.names[n], self.seen.cell(n), self.cells.state(n), hearing)
                self._widget.set(f"cell:{n}", view)
        self._widget.set("progress", progress(self.cells))
