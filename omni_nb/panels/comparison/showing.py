"""A comparison that is there, as a cell's last line: its widget in a notebook, its lines at a terminal."""

from __future__ import annotations

import sys

from omni_nb.compare.comparison import Comparison
from omni_nb.panels.comparison.panel import ComparisonPanel
from omni_nb.panels.comparison.shown import just_shown
from omni_nb.panels.comparison.sources import KeptCells
from omni_nb.show import display
from omni_nb.show.comparison_terminal import line_of
from omni_nb.show.console import Console


def show_comparison(comparison: Comparison) -> None:
    """Show it, unless `omni.compare(…)` has done so in this very cell."""
    if not display.in_notebook():
        out = Console(sys.stdout)
        for name, cell in zip(comparison.names, comparison, strict=True):
            out.line(line_of(name, cell))
    elif not just_shown(comparison):
        panel = ComparisonPanel(KeptCells(comparison), can_ask=False)
        panel.show()
        panel.finish()
