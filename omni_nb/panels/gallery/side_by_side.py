"""SideBySide: the comparison of the voices that are picked, inside of the gallery, and the output that stays of both."""

from __future__ import annotations

import asyncio

from omni_nb.catalog import Model
from omni_nb.compare.run import ComparisonRun
from omni_nb.messages import _
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.asking_form import Asks, Wanted
from omni_nb.panels.comparison.kept import kept as kept_comparison
from omni_nb.panels.comparison.panel import ComparisonPanel
from omni_nb.panels.tasks import Tasks
from omni_nb.show import display
from omni_nb.widgets.gallery import GalleryView

_LOOK_S = 0.1


class SideBySide:
    """Begins comparisons and shows the latest.

    Args:
        model: Whose voices.
        asks: Plans and starts.
        tasks: Runs what takes long.
        widget: The gallery's; it shows the comparison's in itself.
        key: Names the output that stays.
        kept: What stays of the gallery alone.
    """

    def __init__(
        self, model: Model, asks: Asks, tasks: Tasks, widget: GalleryView, *, key: str, kept: display.Bundle
    ) -> None:  # fmt: skip
        self._model, self._asks, self._tasks, self._widget = model, asks, tasks, widget
        self._key, self._kept = key, kept
        self._panel: ComparisonPanel | None = None
        self._output: display.Handle | None = None

    def show(self) -> None:
        """Display what stays in the notebook; the widget hides it while it lives."""
        self._output = display.show_kept(self._bundle())

    def close(self) -> None:
        """Take the comparison away. What stays in the notebook stays."""
        if self._panel is not None:
            self._panel.close()

    def begin(self, words: str, voices: tuple[str, ...]) -> None:
        """Have these voices read these words. To be called on the loop.

        Raises:
            ValueError: There are not two voices.
        """
        if len(voices) < 2:
            raise ValueError(_("compare at least two voices: pick them with Enter"))
        wanted = Wanted(prompt=words, models=(self._model.id,), voices=voices, say=True)
        # on a thread: a panel that is made waits for this loop
        self._tasks.in_thread(lambda: self._begun(wanted), self._take)

    def _begun(self, wanted: Wanted) -> tuple[ComparisonRun, ComparisonPanel]:
        run = self._asks.start(self._asks.plan_of(wanted))
        return run, ComparisonPanel(run)

    def _take(self, begun: tuple[ComparisonRun, ComparisonPanel]) -> None:
        self.close()
        run, self._panel = begun
        shown.hold(self._panel)
        self._widget.set("compared", {"id": self._panel.widget.model_id})
        self._tasks.spawn(self._keep(run))

    async def _keep(self, run: ComparisonRun) -> None:
        while not run.done:
            await asyncio.sleep(_LOOK_S)
        more = await asyncio.to_thread(kept_comparison, run.comparison, self._key)
        if self._output is not None:
            self._output.update(self._bundle(more), raw=True)

    def _bundle(self, more: display.Bundle | None = None) -> display.Bundle:
        both = [self._kept, *([more] if more else [])]
        html = "".join(b["text/html"] for b in both)
        return {
            "text/html": f'<div class="omni-nb-kept-{self._key}">{html}</div>', "text/plain": "\n\n".join(b["text/plain"] for b in both),
        }  # fmt: skip
