"""ComparisonView: cells side by side in a page, heard with one playhead. It decides nothing and knows no reply.

Sections say what is seen; sound goes in messages of its own, never in traits. A page that was loaded again, or lost a
message, says `ready` once more and is given everything: who holds the sounds is told by `on_message` and pushes them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from omni_nb.messages import _
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.audition import AUDITION_FILES
from omni_nb.widgets.base import script, style
from omni_nb.widgets.protocol.comparison import SoundPiece
from omni_nb.widgets.sectioned import Listener, SectionedWidget

_FILES: Final = (
    "messages.js", "kernel_gone.js", *AUDITION_FILES, "take_focus.js", "comparison_stage.js", "comparison_wave.js", "comparison_row.js",
    "comparison_list.js", "comparison_settings.js", "comparison_foot.js", "comparison_sounds.js", "comparison_asking.js", "cell_page.js",
    "comparison.js",
)  # fmt: skip


def page_script() -> str:
    """The same for a page that is opened from disk: the module, and what answers in Python's place."""
    return script(*_FILES, "comparison_page.js")


def page_style() -> str:
    """The style of that page."""
    return style("comparison.css", "comparison_page.css")


class ComparisonView(SectionedWidget):
    """The comparison's widget.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
    """

    gone = _("Run the cell to hear these side by side; the answers are kept below.")
    _esm = script(*_FILES)
    _css = style("comparison.css", used_by=_esm)

    def __init__(self, on_message: Listener, **kwargs: Any) -> None:
        super().__init__(on_message, passing="cell:", **kwargs)

    def push(self, pieces: Sequence[tuple[SoundPiece, Samples]]) -> None:
        """Send more sound, of any number of cells in one message."""
        buffers = [samples.astype("<i2", copy=False).tobytes() for _, samples in pieces]
        self.send_lean({"t": "pcm", "pieces": [piece for piece, _ in pieces]}, buffers)
