"""HistoryView: kept replies in a page, listed, searched, opened, heard and marked. It decides nothing and keeps nothing."""

from __future__ import annotations

from typing import Any

from omni_nb.messages import _
from omni_nb.widgets.base import script, style
from omni_nb.widgets.sectioned import Listener, SectionedWidget


class HistoryView(SectionedWidget):
    """The history's widget.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
    """

    gone = _("The history was browsed here; nothing of it is kept in the notebook. Run the cell to browse it again.")
    _esm = script(
        "messages.js", "announce.js", "copying.js", "answer.js", "enlarging.js", "playing.js", "player_face.js", "saved_player.js",
        "sample.js", "form_children.js", "kernel_gone.js", "history_bar.js", "history_opened.js", "history_line.js", "history_foot.js", "history.js",
    )  # fmt: skip
    _css = style("enlarged.css", "history.css", used_by=_esm)

    def __init__(self, on_message: Listener, **kwargs: Any) -> None:
        super().__init__(on_message, passing="line:", **kwargs)
