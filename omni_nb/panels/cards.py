"""Cards: attachments of a prompt, as a person sees them: what it is, a small picture of it, its facts.

A card is there from the first byte of an upload on, and also for what turned out to be nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from omni_nb.escape import visible
from omni_nb.prompt.mend import part_kind
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.prompt.remake import frames_of, miniature
from omni_nb.sound.clip import Clip
from omni_nb.sound.plots import svg_data_url, waveform_svg

_THUMB_PX = 128
_INLINE_BYTES = 7_500_000  # of a file: 10 MB of base64, see facts of the service


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
    state: str = "ready"
    note: str = ""
    error: str = ""
    size: int = 0
    thumb: str = ""

    def look(self, *, bad: bool = False) -> dict[str, Any]:
        """For the form; `bad`: something about it would be refused."""
        kind = part_kind(self.part) if self.part is not None else "file"
        return {
            "id": self.id, "name": visible(self.name), "kind": kind, "facts": facts_of(self.part) if self.part else weight(self.size),
            "thumb": self.thumb, "note": visible(self.note), "error": visible(self.error), "state": self.state, "bad": bad,
            "listen": isinstance(self.part, MediaPart) and self.part.kind == "audio" and self.part.data is not None,
        }  # fmt: skip


def facts_of(part: MediaPart | FramesPart) -> str:
    """Size, length and weight in a few words."""
    if isinstance(part, FramesPart):
        return f"{len(part.frames)} frames, {part.fps:.2g} a second · {weight(sum(f.size_bytes for f in part.frames))}"
    if part.url:
        return "by URL: fetched by the service, not looked into here"
    info = part.info
    facts = []
    if info is not None and info.width_px:
        facts.append(f"{info.width_px} × {info.height_px}")
    if info is not None and info.duration_s:
        facts.append(length(info.duration_s))
    if info is not None:
        facts.append(info.format)
    return " · ".join([*facts, weight(part.size_bytes)])


def weight(n: int) -> str:
    """Bytes as people read them."""
    return f"{n} bytes" if n < 1_000 else f"{n / 1e3:.0f} kB" if n < 1_000_000 else f"{n / 1e6:.1f} MB"


def length(t_s: float) -> str:
    """Seconds as people read them."""
    return f"{t_s:.1f} s" if t_s < 60 else f"{int(t_s) // 60}:{int(t_s) % 60:02d} min"


def thumbnail(part: MediaPart | FramesPart) -> str:
    """A data URL of a small picture: the picture, the waveform, the first frame. Empty where there is none.

    It decodes: call it beside whatever must not wait.
    """
    try:
        if isinstance(part, FramesPart):
            return _small(part.frames[0].data)
        if part.data is None:
            return ""
        if part.kind == "audio":
            return svg_data_url(waveform_svg(Clip.read(part.data), bins=60, width=128, height=80))
        return _small(frames_of(part, 1).frames[0].data if part.kind == "video" else part.data)
    except Exception:  # a card without a picture is still a card
        return ""


def _small(data: bytes | None) -> str:
    picture = miniature(data or b"", _THUMB_PX)
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


def inline_note(part: MediaPart | FramesPart) -> str:
    """What to know of a file that is too heavy to travel inline to some servers."""
    if isinstance(part, MediaPart) and part.data is not None and part.size_bytes > _INLINE_BYTES:
        return "more than 7.5 MB: as base64 too much for DashScope; as a URL it would do"
    return ""
