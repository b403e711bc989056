"""How far a sweep is: tqdm's bar with counts, cost and time left, in a notebook and in a terminal. The door to tqdm."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from omni_nb import catalog, quantities
from omni_nb.messages import _, say
from omni_nb.show import display
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.estimate import SweepEstimate
from omni_nb.sweep.purse import Purse


def say_at_once(bundle: display.Bundle, show: bool | None) -> bool:
    """Show how a sweep stands of which nothing is left to ask; returns whether anybody sees it. For `show` see `Omni`."""
    if not _wanted(show):
        return False
    if display.in_notebook():
        display.show_bundle(bundle)
    else:
        print(bundle["text/plain"], file=sys.stderr)
    return True


def _wanted(show: bool | None) -> bool:
    return show is not False and (bool(show) or display.in_notebook() or display.in_terminal())


class Progress:
    """Shows an engine at work.

    Args:
        engine: It.
        purse: What it pays from.
        done: Runs that were there before.
        estimate: What is still to be asked, said before it begins.
        show: As in `Omni`: None shows in notebooks and at terminals.
        button: A button to stop, which works where the kernel is free: not while a cell waits.
    """

    def __init__(
        self, engine: Engine, purse: Purse, *, done: int, estimate: SweepEstimate, show: bool | None, button: bool
    ) -> None:
        self._engine, self._purse, self._before = engine, purse, done
        self._handle: display.Handle | None = None
        self._estimate = estimate
        self._bar = self._made(show, button)

    @property
    def visible(self) -> bool:
        """Somebody sees it."""
        return self._bar is not None

    def tick(self) -> None:
        """Show what is new."""
        bar = self._bar
        if bar is None:
            return
        engine = self._engine
        ended = sum(engine.done.values())
        failed = ended - engine.done["ok"]
        told = [say(_("{n} failed", n=f"{failed:,}"))] if failed else []
        told.append(say(quantities.cost(self._purse.spent.cost, catalog.currency())))
        bar.set_postfix_str(", ".join(told), refresh=False)
        bar.update(self._before + ended - bar.n)

    def finish(self, bundle: display.Bundle) -> None:
        """Show how it ended, in the bar's place."""
        self.tick()
        if self._bar is not None:
            self._bar.refresh()
            self._bar.close()
        if self._handle is not None:
            self._handle.update(bundle, raw=True)
        elif display.in_notebook() and self._bar is not None:
            display.show_bundle(bundle)

    def _made(self, show: bool | None, button: bool) -> Any:
        if not _wanted(show):
            return None
        engine = self._engine
        total = self._before + len(engine.left)
        how: dict[str, Any] = {"total": total, "initial": self._before, "unit": say(_("run")), "smoothing": 0.1}
        if display.shows_widgets():
            with contextlib.suppress(ImportError):  # without ipywidgets it is a line of text
                return self._in_page(how, button)
        from tqdm import tqdm

        print(self._estimate, file=sys.stderr)
        return tqdm(**how, file=sys.stderr, dynamic_ncols=True)

    def _in_page(self, how: dict[str, Any], button: bool) -> Any:
        from ipywidgets import Button, HBox, Label, VBox
        from tqdm.notebook import tqdm

        bar = tqdm(**how, display=False)
        shown: Any = bar.container
        said = Label(str(self._estimate))
        if button:
            stop = Button(description=say(_("Stop")), icon="stop", layout={"width": "auto"})
            stop.on_click(lambda _button: self._engine.stop())
            shown = HBox([bar.container, stop])
        shown = VBox([said, shown])
        bundle = {"text/plain": say(_("a sweep is running")), **(shown._repr_mimebundle_() or {})}
        self._handle = display.show_replaceable(bundle)
        return bar
