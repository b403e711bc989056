"""Listening: what a listener sees of a blind test. It shows one trial and tells what was answered; it decides nothing.

No name of a voice ever reaches the page: samples come as bytes, by their side, all of a trial of one length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from omni_nb.messages import _, say
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.audition import AUDITION_FILES
from omni_nb.widgets.base import BaseWidget, script, style
from omni_nb.widgets.protocol.listening import Finished, FromListening, Refused, ShowTrial
from omni_nb.widgets.protocol.reading import Handlers

_FILES: Final = (*AUDITION_FILES, "listening_words.js", "listening_sound.js", "listening_view.js")
_GONE = _("The listening test was here. Run the cell to continue; the answers given so far are kept.")


class ListeningView(BaseWidget):
    """The listening test in a notebook.

    Args:
        handlers: For `ready`, `gone`, `vote` and `undo`, on whatever thread the page's words come.
    """

    _esm = script("messages.js", "kernel_gone.js", *_FILES, "listening.js")
    _css = style("listening.css", used_by=_esm)

    def __init__(self, handlers: Handlers, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.listen(FromListening, handlers)
        self._answer_while_cells_run()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The view, and words in its place for exported notebooks and viewers without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data |= {"text/html": f"<div>{_GONE}</div>", "text/plain": say(_GONE)}
        return bundle

    def show_trial(self, trial: ShowTrial, clips: Sequence[Clip]) -> None:
        """Ask this now."""
        self.send(trial, list(padded([clip.samples for clip in clips])))

    def say(self, message: Finished | Refused) -> None:
        """That there is nothing left to ask, or that a vote is not kept."""
        self.send(message)

    def _answer_while_cells_run(self) -> None:
        """As `Form` does: ipykernel 7 would let a vote wait for the cell that runs."""
        comm = getattr(self, "comm", None)
        if callable(getattr(comm, "_reply_subshell_for", None)):
            comm._reply_subshell_for = None  # type: ignore[union-attr]


def padded(sounds: Sequence[Samples]) -> list[bytes]:
    """Little-endian int16 of one length, zeros behind: how long a message is tells which voice is slow."""
    most = max((len(samples) for samples in sounds), default=0)
    return [np.pad(samples, (0, most - len(samples))).astype("<i2").tobytes() for samples in sounds]


def page_script() -> str:
    """The same test for a page of its own: it names nothing outside of itself and asks no network."""
    return script(*_FILES, "crc32.js", "listening_keep.js", "listening_page.js")


def page_style() -> str:
    """Its style sheet."""
    return style("listening.css", "listening_page.css")
