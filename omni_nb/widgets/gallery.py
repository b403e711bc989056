"""GalleryView: voices in a page, heard with one playhead, filtered and picked. It decides nothing and asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omni_nb.messages import _
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.audition import AUDITION_FILES
from omni_nb.widgets.base import script, style
from omni_nb.widgets.protocol.comparison import SoundPiece
from omni_nb.widgets.sectioned import Listener, SectionedWidget


class GalleryView(SectionedWidget):
    """The gallery's widget. Its list, rows and sounds are the comparison's.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
    """

    gone = _("Run the cell to hear these voices; what is known about them is listed below.")
    _esm = script(
        "messages.js", "kernel_gone.js", "form_children.js", *AUDITION_FILES, "take_focus.js", "comparison_stage.js", "comparison_wave.js",
        "comparison_row.js", "comparison_list.js", "comparison_sounds.js", "comparison_foot.js", "cell_page.js", "gallery_turn.js", "gallery_bar.js", "gallery_foot.js", "gallery.js",
    )  # fmt: skip
    _css = style("comparison.css", "gallery.css", used_by=_esm)

    def __init__(self, on_message: Listener, **kwargs: Any) -> None:
        super().__init__(on_message, passing="cell:", **kwargs)

    def push(self, pieces: Sequence[tuple[SoundPiece, Samples]]) -> None:
        """Send more sound, of any number of voices in one message."""
        buffers = [samples.astype("<i2", copy=False).tobytes() for _, samples in pieces]
        self.send_lean({"t": "pcm", "pieces": [piece for piece, _ in pieces]}, buffers)
