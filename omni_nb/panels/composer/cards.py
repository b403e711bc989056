"""Cards: attachments of a prompt, as a person sees them: what it is, a small picture of it, its facts.

A card is there from the first byte of an upload on, and also for what turned out to be nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omni_nb import catalog, quantities
from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.prompt.remedies import part_kind
from omni_nb.show.media import called, facts_of
from omni_nb.widgets.protocol.sections import CardView


@dataclass(slots=True, kw_only=True)
class Card:
    """One attachment.

    Attributes:
        part: What is sent, or None while it comes and for what cannot be sent.
        state: `coming`, `ready` or `bad`.
        note: What is worth knowing, e.g. what a mend did.
        error: Why it cannot be sent.
        size: Bytes that were announced, for one that comes.
    """

    id: str
    name: str
    part: MediaPart | FramesPart | None = None
    state: Literal["coming", "ready", "bad"] = "ready"
    note: str = ""
    error: str = ""
    size: int = 0
    thumb: str = ""

    def look(self, *, bad: bool = False) -> CardView:
        """The card as the form shows it; `bad`: something about it would be refused."""
        kind = part_kind(self.part) if self.part is not None else "file"
        return {
            "id": self.id, "name": visible(called(self.name, self.part) if self.part else self.name), "kind": kind, "facts": facts_of(self.part) if self.part else quantities.size(self.size),
            "thumb": self.thumb, "note": visible(self.note), "error": visible(self.error), "state": self.state, "bad": bad,
            "listen": isinstance(self.part, MediaPart) and self.part.kind == "audio" and self.part.data is not None,
        }  # fmt: skip


def inline_note(part: MediaPart | FramesPart) -> str:
    """A note for a file that is too large for some servers to be sent inside of the request; empty for others."""
    usual = catalog.default_host()
    most = catalog.inline_file_limit(usual.dialect)
    if isinstance(part, MediaPart) and part.data is not None and most is not None and part.size_bytes > most:
        return _(
            "more than {size}: too large for {server} as base64; a URL works",
            size=quantities.size(most),
            server=usual.name,
        )
    return ""
