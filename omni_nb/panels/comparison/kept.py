"""What stays of a comparison in the notebook, below its widget: an ordinary output."""

from __future__ import annotations

from omni_nb.compare.comparison import Comparison
from omni_nb.messages import Message, _, say
from omni_nb.show.comparison import bundle
from omni_nb.show.display import Bundle

_NOTHING = _("Nothing has been compared yet.")


def kept(comparison: Comparison, key: str) -> Bundle:
    """The comparison as an output; `key` names it for the widget, which hides it while it lives."""
    if not len(comparison):
        return _words(_NOTHING, key)
    output = bundle(comparison)
    return {**output, "text/html": f'<div class="omni-nb-kept-{key}">{output["text/html"]}</div>'}


def nothing_yet(key: str, count: int) -> Bundle:
    """Until there is something to keep."""
    return _words(
        _(
            "{n} cell is being asked; what it answers will be kept here.|{n} cells are being asked; what they answer will be kept here.",
            n=count,
        ),
        key,
    )


def _words(words: Message, key: str) -> Bundle:
    return {"text/html": f'<div class="omni-nb-kept-{key}">{words}</div>', "text/plain": say(words)}
