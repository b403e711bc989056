"""How much one reply may be, so that a server that never ends costs no more memory than this."""

from __future__ import annotations

from dataclasses import dataclass

from omni_nb.errors import StreamBroken
from omni_nb.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large one reply may be. A larger one is ended with an error that says so; what had come is kept.

    Attributes:
        line_bytes: One line of the body. 20 minutes of sound in a single chunk are 77 MB.
        text_chars: Words and thinking together, in characters.
        sound_bytes: Samples (48,000 bytes a second at 24 kHz), or a sound file before it is decoded.
    """

    line_bytes: int = 256 << 20
    text_chars: int = 20_000_000
    sound_bytes: int = 1 << 30


def too_much(what: str, name: str, most: int) -> StreamBroken:
    """The error for a reply that is over a limit."""
    return StreamBroken(
        _("the reply was ended here: {what} is over the limit of {most}", what=what, most=f"{most:,}"),
        code="too_much",
        repair=_("What was received is kept. To allow more: Omni(limits=Limits({name}=…)).", name=name),
    )
