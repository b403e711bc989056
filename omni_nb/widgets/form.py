"""Form: what a person sees of the composer, as sections that are set by name."""

from __future__ import annotations

from typing import Any

from omni_nb.messages import _
from omni_nb.widgets.base import script, style
from omni_nb.widgets.sectioned import Listener, SectionedWidget


class Form(SectionedWidget):
    """The composer's form.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
    """

    gone = _("The composer was here. Run the cell to open it again; the conversation is kept below.")
    _esm = script(
        "messages.js", "announce.js", "copying.js", "answer.js", "enlarging.js", "playing.js", "player_face.js", "saved_player.js", "capture.js",
        "crc32.js", "upload.js", "sample.js", "form_children.js", "form_keys.js", "form_combo.js", "form_settings.js", "form_cards.js", "form_text.js", "form_check.js",
        "form_panel.js", "form_foot.js", "form_starters.js", "form_turn.js", "form_thread.js",
        "form_hands.js", "kernel_gone.js", "form_kernel.js", "take_focus.js", "form.js",
    )  # fmt: skip
    _css = style("enlarged.css", "form.css", "thread.css", used_by=_esm)

    def __init__(self, on_message: Listener, **kwargs: Any) -> None:
        super().__init__(on_message, passing="turn:", **kwargs)
