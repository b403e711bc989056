"""ComparisonPanel: a comparison in the notebook, kept in step with what is asked and what comes.

Its state changes on the event loop only. What the page says is taken there; what takes long (loudness, the output that
stays) runs on a thread and comes back.
"""

from __future__ import annotations

import asyncio
import time
import uuid
import weakref
from collections.abc import Callable
from typing import Any

from omni_nb.escape import visible
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.arrangement import Arranged, arranged
from omni_nb.panels.comparison.cell_views import growing_view, settled_view
from omni_nb.panels.comparison.hearing import Hearing, HearingOf
from omni_nb.panels.comparison.kept import kept, nothing_yet
from omni_nb.panels.comparison.progress import progress
from omni_nb.panels.comparison.sound_feed import SoundFeed
from omni_nb.panels.comparison.sources import Cells, Seen
from omni_nb.panels.comparison.word_places import NONE, word_places
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from omni_nb.widgets.comparison import ComparisonView
from omni_nb.widgets.protocol import comparison as says
from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, name_of, puzzled

_LOOK_S, _DRAW_S, _GRACE_S = 0.05, 0.25, 5.0


class ComparisonPanel:
    """Shows cells, and does with them what a person wants.

    Args:
        cells: What is shown.
        can_ask: Cells can be asked again.
        clock: Seconds, for tests.
    """

    def __init__(self, cells: Cells, *, can_ask: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._cells, self._can_ask, self._clock = cells, can_ask, clock
        self._key = uuid.uuid4().hex[:10]
        self._arranged = Arranged()
        self._seen = Seen(cells)
        self._feed, self._hearing = SoundFeed(), HearingOf()
        self._settled: dict[int, Hearing] = {}
        self._following = self._loaded = False
        self._views = 0
        self._drawn_s = float("-inf")
        self._output: display.Handle | None = None
        self.handlers: Handlers = {
            "ready": self._on_ready, "seen": self._on_seen, "gone": self._on_gone, "unknown": self._on_unknown,
            "arrange": self._on_arrange, "pin": self._on_pin, "remove": self._on_remove, "restore": self._on_restore,
            "again": self._on_again, "stop": self._on_stop, "hears": self._on_hears,
        }  # fmt: skip
        self._tasks = Tasks(self._complain)
        self._widget = ComparisonView(_listener(weakref.ref(self)))
        self._tasks.on_loop(self._begin)

    @property
    def widget(self) -> ComparisonView:
        """What is shown."""
        return self._widget

    def show(self) -> None:
        """Display it in the cell that runs, and below it what stays in the notebook."""
        shown.hold(self)
        display.show_object(self._widget)
        done = self._cells.done
        bundle = kept(self._cells.comparison, self._key) if done else nothing_yet(self._key, len(self._cells))
        self._output = display.show_replaceable(bundle)

    def tick(self) -> None:
        """Nothing: it follows its cells by itself."""

    def finish(self) -> None:
        """Wait until all that has come is shown, and kept in the notebook."""

        async def settled() -> None:
            while self._following:
                await asyncio.sleep(0.01)

        EVENT_LOOP.submit(settled()).result()
        self._keep()
        shown.mark(self._cells.comparison)

    def close(self) -> None:
        """Take it away. What stays in the notebook stays."""
        self._cells.cancel()
        self._widget.close()
        shown.let_go(self)

    # -- following what is asked ---------------------------------------------------------------

    def _begin(self) -> None:
        self._widget.set("about", {"kept": self._key, "again": self._can_ask})
        self._widget.set("notice", "")
        self._widget.set("places", NONE)
        self._draw_growing()
        self._arrange()
        self._follow()

    def _follow(self) -> None:
        """Until nothing is under way and all is measured."""
        if not self._following:
            self._following = True
            self._tasks.spawn(self._following_on())

    async def _following_on(self) -> None:
        try:
            while True:
                done = self._cells.done
                self._send_sound()
                if self._clock() - self._drawn_s >= _DRAW_S or done:
                    self._draw_growing()
                    await self._settle()
                if done and len(self._settled) == len(self._cells):
                    return
                await asyncio.sleep(_LOOK_S)
        except Exception as err:
            self._complain(in_words(err))
        finally:
            self._following = False

    def _send_sound(self) -> None:
        if pieces := self._feed.due(self._cells, self._clock()):
            self._widget.push(pieces)

    def _draw_growing(self) -> None:
        self._drawn_s = self._clock()
        for n, name in enumerate(self._seen.names):
            if not self._seen.ended(n):
                self._settled.pop(n, None)
                view = growing_view(name, self._seen.cell(n), self._cells.state(n), self._cells.fold(n))
                self._widget.set(f"cell:{n}", view)
        self._widget.set("progress", progress(self._cells))

    async def _settle(self) -> None:
        """Measure what has ended, all with all: how loud one is heard depends on the others."""
        cells = {n: self._seen.cell(n) for n in range(len(self._cells)) if self._seen.ended(n)}
        if all(n in self._settled for n in cells):
            return
        self._settled.update(await asyncio.to_thread(self._hearing.of, cells))
        if self._hearing.missing:
            self._complain(self._hearing.missing)
        self._draw_settled()
        self._arrange()
        if self._cells.done:
            self._tasks.in_thread(lambda: word_places(cells), self._align)

    def _align(self, found: says.SameWords) -> None:
        self._widget.set("places", found)

    def _draw_settled(self) -> None:
        for n, hearing in self._settled.items():
            if self._seen.ended(n):
                view = settled_view(self._seen.names[n], self._seen.cell(n), self._cells.state(n), hearing)
                self._widget.set(f"cell:{n}", view)
        self._widget.set("progress", progress(self._cells))

    def _arrange(self) -> None:
        self._widget.set("arrangement", self._arranged.view(self._seen.comparison))

    def _keep(self) -> None:
        if self._output is not None:
            self._output.update(kept(self._cells.comparison, self._key), raw=True)

    def _keep_later(self) -> None:
        """On a thread: players are encoded."""
        self._tasks.in_thread(self._keep, lambda _: None)

    def _complain(self, text: str) -> None:
        self._widget.set("notice", visible(text))

    # -- what the page says --------------------------------------------------------------------

    def take(self, content: Message, buffers: list[Any]) -> None:
        """Give a message to its handler. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            dispatch(content, buffers, says.FromComparison, self.handlers)
        except Exception as err:
            self._complain(in_words(err))

    def _on_ready(self, _m: Ready, _: Any) -> None:
        # The first page has every message since the beginning; one that was loaded again, or lost one, has not.
        again, self._loaded = self._loaded, True
        if again:
            self._feed.forget()
            self._send_sound()

    def _on_seen(self, _m: says.CellsSeen, _: Any) -> None:
        self._views += 1

    def _on_gone(self, _m: Gone, _: Any) -> None:
        self._tasks.spawn(self._close_unless_seen(self._views))

    async def _close_unless_seen(self, views: int) -> None:
        """A view that goes may come again at once: a cell that is moved. What is under way is paid for, and kept."""
        await asyncio.sleep(_GRACE_S)
        while not self._cells.done:
            await asyncio.sleep(0.5)
        if self._views == views:
            self.close()

    def _on_unknown(self, m: Unknown, _: Any) -> None:
        self._complain(puzzled(m))

    def _on_arrange(self, m: says.Arrange, _: Any) -> None:
        self._arranged = arranged(m["by"], m["reverse"], m["facts"], self._arranged.removed)
        self._arrange()

    def _on_pin(self, m: says.PinCell, _: Any) -> None:
        self._seen.pin(self._number(m["cell"]), m["on"])
        self._redraw()

    def _on_remove(self, m: says.RemoveCell, _: Any) -> None:
        self._remove(self._arranged.removed | {self._number(m["cell"])})

    def _on_restore(self, _m: says.RestoreCells, _: Any) -> None:
        self._remove(frozenset())

    def _on_again(self, m: says.AskAgain, _: Any) -> None:
        if not self._can_ask:
            raise ValueError("these cells cannot be asked again: they are kept answers; compare anew")
        failed = [n for n in range(len(self._cells)) if self._cells.state(n) == "failed"]
        for n in [self._number(m["cell"])] if "cell" in m else failed:
            self._cells.again(n)
        self._widget.set("notice", "")
        self._draw_growing()
        self._tasks.spawn(self._kept_again())

    async def _kept_again(self) -> None:
        self._follow()
        while self._following:
            await asyncio.sleep(_LOOK_S)
        await asyncio.to_thread(self._keep)

    def _on_stop(self, _m: says.StopCells, _: Any) -> None:
        self._cells.cancel()

    def _on_hears(self, m: says.CellHeard, _: Any) -> None:
        self._feed.heard = None if m["cell"] is None else self._number(m["cell"])

    def _number(self, cell: str) -> int:
        if not cell.isdecimal() or int(cell) >= len(self._cells):
            raise ValueError(f"there is no cell {cell!r} here: reload the page")
        return int(cell)

    def _remove(self, removed: frozenset[int]) -> None:
        a = self._arranged
        self._arranged = Arranged(a.by, a.reverse, a.facts, removed)
        self._redraw()

    def _redraw(self) -> None:
        self._draw_growing()
        self._draw_settled()
        self._arrange()
        if self._cells.done:
            self._keep_later()


def _listener(panel_ref: weakref.ref[ComparisonPanel]) -> Callable[[Message, list[Any]], None]:
    """Make what the widget calls. It holds the panel weakly: widgets live as long as their comm, panels should not."""

    def take(content: Message, buffers: list[Any]) -> None:
        panel = panel_ref()
        if panel is None:
            return
        if name_of(content) == "stop":
            panel.take(content, buffers)  # at once, not behind what the loop is at
        else:
            EVENT_LOOP.call(lambda: panel.take(content, buffers))

    return take
