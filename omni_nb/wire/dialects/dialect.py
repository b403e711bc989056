"""What a dialect is: a server's way of writing the protocol, as data and a few small functions.

Each dialect is one value in a module of its own. This module knows none of them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from omni_nb.errors import PromptRefused
from omni_nb.messages import Message, _
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.wire.sse import Chunk

Json = dict[str, Any]


def _recognises_none(chunk: Chunk) -> bool:
    return False


def _as_it_is(body: Json) -> Json:
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A server's way of writing the protocol.

    Attributes:
        name: As in `Omni(dialect=…)`.
        audio_format: What to write in `audio.format` when sound is streamed; None: no sound out.
        voice_place: `audio` for `audio.voice`, `speaker` for a top-level `speaker`.
        encode_audio, encode_video, encode_frames: One part to its JSON; a list for several parts.
        thinking: Where the switch for thinking goes.
        marks_sound: Sound comes as `delta.content` of chunks that say so. The decoder sees that by itself.
        recognises: This chunk can only come from such a server.
        body_media: Moves media out of the message into the body (sglang-omni), or None.
        apart: Kinds of media whose place among the words is lost by that.
    """

    name: str
    audio_format: str | None
    voice_place: Literal["audio", "speaker", "none"] = "audio"
    encode_audio: Callable[[MediaPart], Json]
    encode_video: Callable[[MediaPart], Json]
    encode_frames: Callable[[FramesPart], list[Json]]
    thinking: Literal["body", "template", "none"] = "none"
    marks_sound: bool = False
    recognises: Callable[[Chunk], bool] = _recognises_none
    body_media: Callable[[Json], Json] = _as_it_is
    apart: frozenset[str] = frozenset()
    title: str = ""


def b64(part: MediaPart) -> str:
    """The part's bytes as base64."""
    return base64.b64encode(part.data or b"").decode("ascii")


def data_url(part: MediaPart) -> str:
    """The URL of a part, or its bytes as a data URL with a MIME type."""
    if part.url:
        return part.url
    assert part.info is not None
    return f"data:{part.info.mime};base64,{b64(part)}"


def bare_data_url(part: MediaPart) -> str:
    """The URL of a part, or its bytes as `data:;base64,…` without a MIME type."""
    return part.url or f"data:;base64,{b64(part)}"


def encode_image(part: MediaPart) -> Json:
    """A picture, the same in every dialect."""
    return {"type": "image_url", "image_url": {"url": data_url(part)}}


def frames_as_images(part: FramesPart) -> list[Json]:
    """Where a server knows no video, its frames as pictures."""
    return [encode_image(frame) for frame in part.frames]


def refuse(what: str, server: str, instead: Message) -> NoReturn:
    """A part that this dialect has no words for."""
    raise PromptRefused(
        _("{server} does not accept {what}", server=server, what=what), code="not_in_this_dialect", repair=instead
    )
