"""The audition in a page: sounds against each other with one playhead. JavaScript alone; its interface stands in `audition.js`.

The comparison's widget joins these files to its module. A page that is opened from disk takes them in a script element.
"""

from __future__ import annotations

from typing import Final

from omni_nb.widgets.base import joined
from omni_nb.widgets.lean import squeezed

AUDITION_FILES: Final = ("playing.js", "audio_graph.js", "deck.js", "peaks.js", "audition.js")


def audition_script() -> str:
    """`makeAudition` and what it needs, for `<script type="module">`. It names nothing outside of itself and asks no network."""
    return squeezed(joined("language.js", *AUDITION_FILES))
