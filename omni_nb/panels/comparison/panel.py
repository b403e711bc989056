"""ComparisonPanel: a comparison in the notebook, and what a person does with it.

What the page says is taken on the event loop. `following` keeps the page in step with what comes; `asking_form`, where
there is one, starts what is followed next.
"""

from __future__ import annotations

import asyncio
import time
import uuid
import weakref
from collections.abc import Callable
from typing import Any

from omni_nb.compare.comparison import Comparison
from omni_nb.escape import visible
from omni_nb.kept import store
from omni_nb.messages import _, say, speaks
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.arrangement import Arranged, arranged
from omni_nb.panels.comparison.asking_form import AskingForm, Asks, Wanted
from omni_nb.panels.comparison.following import LOOK_S, Following
from omni_nb.panels.comparison.kept import kept, nothing_yet
from omni_nb.panels.comparison.sources import ENDED, Cells, KeptCells
from omni_nb.panels.page_life import Views, weak_listener
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from omni_nb.widgets.comparison import ComparisonView
from omni_nb.widgets.protocol import comparison as says
from omni_nb.widgets.protocol.pages import Ready, Unknown
from omni_nb.widgets.protocol.reading import Handlers, Message, dispatch, puzzled


class ComparisonPanel:
    """Shows cells, and does with them what a person wants.

    Args:
        cells: What is shown; without them there is a form first.
        can_ask: Cells can be asked again.
        asks: Asks what is written in the form; without it there is no form.
        wanted: What the form begins with.
        clock: Seconds, for tests.
    """

    def __init__(
        self, cells: Cells | None = None, *, can_ask: bool = True, asks: Asks | None = None, wanted: Wanted | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._can_ask, self._clock = can_ask, clock
        self._key = uuid.uuid4().hex[:10]
        self._arranged = Arranged()
        self._output: display.Handle | None = None
        self._tasks = Tasks(self._complain)
        self._views = Views(self._tasks, busy=lambda: not self._cells.done, close=self.close)
        self._widget = ComparisonView(weak_listener(weakref.WeakMethod(self.take), at_once=("stop",)))
        self._following = self._follower(cells if cells is not None else KeptCells(Comparison(())))
        self.handlers: Handlers = {
            **self._views.handlers, "ready": self._on_ready, "unknown": self._on_unknown,
            "arrange": self._on_arrange, "pin": self._on_pin, "remove": self._on_remove, "restore": self._on_restore,
            "again": self._on_again, "stop": self._on_stop, "hears": self._on_hears,
        }  # fmt: skip
        self._form: AskingForm | None = None
        if asks is not None:
            self._form = AskingForm(asks, wanted or Wanted(), show=self._show_form, begin=self._begin_anew)
            self.handlers = {**self.handlers, **self._form.handlers}
        self._tasks.on_loop(self._begin)
        speaks(self)

    def language_changed(self) -> None:
        """Say what is shown in the language that is spoken now; what stays in the notebook stands as it was said."""
        EVENT_LOOP.call(self._say_anew)

    @property
    def widget(self) -> ComparisonView:
        """What is shown."""
        return self._widget

    def show(self) -> None:
        """Display it in the cell that runs, and below it what stays in the notebook."""
        shown.hold(self)
        display.show_object(self._widget)
        self._output = display.show_kept(self._kept() if self._cells.done else nothing_yet(self._key, len(self._cells)))

    def tick(self) -> None:
        """Nothing: it follows its cells by itself."""

    def finish(self) -> None:
        """Wait until all that has come is shown, and kept in the notebook."""

        async def settled() -> None:
            while self._following.busy:
                await asyncio.sleep(0.01)

        EVENT_LOOP.submit(settled()).result()
        self._keep()
        shown.mark(self._cells.comparison)

    def close(self) -> None:
        """Take it away. What stays in the notebook stays."""
        self._cells.cancel()
        self._widget.close()
        shown.let_go(self)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _cells(self) -> Cells:
        return self._following.cells

    def _follower(self, cells: Cells) -> Following:
        return Following(
            cells, self._widget, self._tasks, settled=self._arrange, complain=self._complain, clock=self._clock
        )

    def _begin(self) -> None:
        self._widget.set("about", {"kept": self._key, "again": self._can_ask})
        self._widget.set("notice", "")
        if self._form is None:
            self._widget.set("asking", None)
        else:
            self._form.draw()
        self._following.begin()
        self._arrange()

    def _say_anew(self) -> None:
        self._widget.set("notice", "")
        if self._form is not None:
            self._form.draw()
        self._following.redraw()
        self._arrange()

    def _begin_anew(self, cells: Cells) -> None:
        """Other cells take the place of those that are shown."""
        self._cells.cancel()
        self._following.end()
        self._arranged = Arranged()
        self._following = self._follower(cells)
        self._begin()
        self._tasks.spawn(self._keep_when_settled())

    def _show_form(self, section: says.AskingForm) -> None:
        self._widget.set("asking", section)

    def _arrange(self) -> None:
        self._widget.set("arrangement", self._arranged.view(self._following.seen.comparison))

    def _kept(self) -> display.Bundle:
        return kept(self._cells.comparison, self._key)

    def _keep(self) -> None:
        if self._output is not None:
            self._output.update(self._kept(), raw=True)

    def _complain(self, text: str) -> None:
        self._widget.set("notice", visible(say(text)))

    async def _keep_when_settled(self) -> None:
        """On a thread: players are encoded."""
        while self._following.busy:
            await asyncio.sleep(LOOK_S)
        await asyncio.to_thread(self._keep)

    # -- what the page says --------------------------------------------------------------------

    def take(self, content: Message, buffers: list[Any]) -> None:
        """Give a message to its handler. Whatever goes wrong is said on the page: nobody else would hear of it."""
        try:
            dispatch(content, buffers, says.FromComparison, self.handlers)
        except Exception as err:
            self._complain(in_words(err))

    def _on_ready(self, _m: Ready, _: Any) -> None:
        if self._widget.lacks():
            self._following.send_all()

    def _on_unknown(self, m: Unknown, _: Any) -> None:
        self._complain(puzzled(m))

    def _on_arrange(self, m: says.Arrange, _: Any) -> None:
        self._arranged = arranged(m["by"], m["reverse"], m["facts"], self._arranged.removed)
        self._arrange()

    def _on_pin(self, m: says.PinCell, _: Any) -> None:
        n = self._number(m["cell"])
        self._following.seen.pin(n, m["on"])
        reply = self._following.seen.cell(n).reply
        EVENT_LOOP.in_thread(lambda: store.pin(reply, on=m["on"]))
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
            if self._cells.state(n) in ENDED:
                self._cells.again(n)
        self._widget.set("notice", "")
        self._following.follow()
        self._tasks.spawn(self._keep_when_settled())

    def _on_stop(self, _m: says.StopCells, _: Any) -> None:
        self._cells.cancel()

    def _on_hears(self, m: says.CellHeard, _: Any) -> None:
        self._following.feed.heard = None if m["cell"] is None else self._number(m["cell"])

    def _number(self, cell: str) -> int:
        if not cell.isdecimal() or int(cell) >= len(self._cells):
            raise ValueError(_("there is no cell {cell} here: reload the page", cell=repr(cell)))
        return int(cell)

    def _remove(self, removed: frozenset[int]) -> None:
        a = self._arranged
        self._arranged = Arranged(a.by, a.reverse, a.facts, removed)
        self._redraw()

    def _redraw(self) -> None:
        self._following.redraw()
        self._arrange()
        if self._cells.done:
            self._tasks.spawn(self._keep_when_settled())
