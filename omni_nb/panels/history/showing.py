"""A history as a cell's last line: its widget, where a front end shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_nb.kept.history import History
from omni_nb.show import display

if TYPE_CHECKING:
    from omni_nb.omni import Omni


def show_history(kept: History, omni: Omni | None) -> None:
    """Show its widget.

    Args:
        kept: The history.
        omni: Who is asked by a composer that goes on from a reply; None: `Omni()`.

    Raises:
        NotImplementedError: There is no front end for widgets: its table is all there is to show.
    """
    if not display.shows_widgets():
        raise NotImplementedError
    from omni_nb.panels.history.panel import HistoryPanel

    HistoryPanel(kept, omni=omni).show()
