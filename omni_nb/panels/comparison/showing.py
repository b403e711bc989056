"""A comparison that is there, as a cell's last line: its widget in a notebook, its lines at a terminal. And the form."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from omni_nb import catalog
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.run import ComparisonRun
from omni_nb.panels.comparison.asking_form import Asks, Wanted
from omni_nb.panels.comparison.panel import ComparisonPanel
from omni_nb.panels.comparison.shown import just_shown, mark
from omni_nb.panels.comparison.sources import KeptCells
from omni_nb.show import display
from omni_nb.show.comparison_terminal import ComparisonTerminal, line_of
from omni_nb.show.console import Console


class InCell:
    """A run in a notebook without widgets: a line for each cell as it ends, then what stays."""

    def __init__(self, run: ComparisonRun) -> None:
        self._run, self._lines = run, ComparisonTerminal(run)

    def tick(self) -> None:
        """Print what has ended since."""
        self._lines.tick()

    def finish(self) -> None:
        """Print the rest, and show what stays."""
        self._lines.finish()
        comparison = self._run.comparison
        comparison.show()
        mark(comparison)


def show_comparison(comparison: Comparison) -> None:
    """Show it, unless `omni.compare(…)` has done so in this very cell."""
    if not display.in_notebook():
        out = Console(sys.stdout)
        for name, cell in zip(comparison.names, comparison, strict=True):
            out.line(line_of(name, cell))
    elif just_shown(comparison):
        return
    elif not display.shows_widgets():
        comparison.show()
    else:
        panel = ComparisonPanel(KeptCells(comparison), can_ask=False)
        panel.show()
        panel.finish()


def show_form(
    asks: Asks, *, chosen_models: Sequence[str] | str, chosen_voices: Sequence[str] | str | None, repeats: int
) -> None:
    """Show the form that a comparison is asked with; the cells take their place below it."""
    models = tuple([chosen_models] if isinstance(chosen_models, str) else chosen_models)
    voices: tuple[str, ...] = ()
    if chosen_voices == "all":
        voices = tuple(v.id for v in catalog.model(models[0]).voices)
    elif chosen_voices is not None:
        voices = tuple([chosen_voices] if isinstance(chosen_voices, str) else chosen_voices)
    panel = ComparisonPanel(asks=asks, wanted=Wanted(models=models, voices=voices, repeats=repeats))
    panel.show()
    panel.finish()
