"""What was written in a cell's composer and not sent, so that it is there again when the cell is run again.

In memory, words and attachments. After a restart of the kernel the page brings the words back (`form_unsent.js`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_editor import DraftEditor
from omni_nb.panels.composer.form_bridge import FormBridge

_MOST_PLACES = 32
_written: OrderedDict[str, Draft] = OrderedDict()


def bring_back(place: str | None, editor: DraftEditor, bridge: FormBridge) -> None:
    """Put what was written there before into an empty form. On the event loop.

    Args:
        place: The cell, and which of its composers; None where the front end does not name cells.
        editor: Of the composer that is shown there now.
        bridge: Names the place to the page.
    """
    if place is None:
        return
    draft, before = editor.draft, _written.pop(place, None)
    _written[place] = draft
    while len(_written) > _MOST_PLACES:
        _written.popitem(last=False)
    bridge.set(place=hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16])
    if before is not None and before is not draft and not draft.text and not draft.cards:
        editor.fill(before.text, [card for card in before.cards if card.state != "coming"])
