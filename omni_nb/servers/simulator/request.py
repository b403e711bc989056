"""A request as the simulator reads it, by its own reading of the protocol."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from omni_nb.prompt import catalog
from omni_nb.prompt.catalog import Model
from omni_nb.servers.simulator.look import Seen, look

Json = dict[str, Any]


class Refusal(Exception):
    """An answer that is not 200.

    `in_stream`: the service says this one inside a 200 stream.
    """

    def __init__(
        self, status: int, message: str, *, code: str = "invalid_parameter_error", type: str = "invalid_request_error",
        in_stream: bool = False, headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status, self.message, self.code, self.type = status, message, code, type
        self.in_stream, self.headers = in_stream, headers or {}

    def envelope(self) -> Json:
        """As the service wraps it."""
        inner = {"message": self.message, "type": self.type, "param": None, "code": self.code}
        return {"error": inner, "request_id": "sim-00000000-0000-0000-0000-000000000000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One piece of media in a user message: bytes, or a URL that will not be fetched."""

    kind: str
    data: bytes = b""
    url: str = ""
    frames: int = 0
    bare: bool = False
    data_uri_bytes: int = 0

    def look(self) -> Seen:
        """What is in it."""
        if self.url:
            return Seen(kind=self.kind, url=self.url)
        seen = look("image" if self.frames else self.kind, self.data)
        if self.frames:
            return Seen(
                kind="video", width_px=seen.width_px, height_px=seen.height_px, colours=seen.colours, frames=self.frames
            )
        return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: the last user turn, and how the answer is wanted."""

    body: Json
    model: Model
    text: str
    media: tuple[Media, ...] = ()
    earlier: tuple[str, ...] = ()
    system: str = ""
    stream: bool = False
    sound: bool = False
    voice: str | None = None
    audio_format: str = ""
    thinking: bool = False
    include_usage: bool = False
    all_text: str = field(default="", repr=False)


def read(body: Json) -> Asked:
    """Read a body; anything that is no chat completion is refused as the service would."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refusal(400, "[] is too short - 'messages'")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise Refusal(400, "you must provide a model parameter")
    if not all(isinstance(m, dict) and isinstance(m.get("role"), str) for m in messages):
        raise Refusal(400, "Invalid type for 'messages': expected objects with a role.")
    if messages[-1]["role"] != "user":
        raise Refusal(400, "The last message must be from the user role.")
    users = [_parts(m.get("content")) for m in messages if m["role"] == "user"]
    text, media = users[-1]
    media += [
        _media(kind, url) for kind, name in (("audio", "audios"), ("video", "videos")) for url in body.get(name) or ()
    ]
    audio: Json = body["audio"] if isinstance(body.get("audio"), dict) else {}
    template = body.get("chat_template_kwargs") or {}
    options = body.get("stream_options") or {}
    return Asked(
        body=body,
        model=catalog.model(body["model"]),
        text=text,
        media=tuple(media),
        earlier=tuple(t for t, _ in users[:-1]),
        system="\n".join(_parts(m.get("content"))[0] for m in messages if m["role"] in ("system", "developer")),
        stream=body.get("stream") is True,
        sound="audio" in (body.get("modalities") or ()),
        voice=body.get("speaker") or audio.get("voice"),
        audio_format=str(audio.get("format") or ""),
        thinking=(body.get("enable_thinking") is True)
        or (isinstance(template, dict) and template.get("enable_thinking") is True),
        include_usage=bool(isinstance(options, dict) and options.get("include_usage")),
        all_text="\n".join(_parts(m.get("content"))[0] for m in messages),
    )


def _parts(content: Any) -> tuple[str, list[Media]]:
    if isinstance(content, str):
        return content, []
    if not isinstance(content, list):
        raise Refusal(400, "Invalid type for 'messages.[].content': expected a string or an array of content parts.")
    words: list[str] = []
    media: list[Media] = []
    for part in content:
        if not isinstance(part, dict):
            raise Refusal(400, "Invalid type for a content part: expected an object.")
        _read_part(part, words, media)
    return "\n".join(words), media


def _read_part(part: Json, words: list[str], media: list[Media]) -> None:
    kind = part.get("type")
    value: Any = part.get(kind) if isinstance(kind, str) else None
    if kind == "text":
        words.append(str(part.get("text") or ""))
    elif kind == "input_audio" and isinstance(value, dict):
        media.append(_media("audio", str(value.get("data") or "")))
    elif kind in ("image_url", "audio_url", "video_url"):
        url = value.get("url") if isinstance(value, dict) else value
        media.append(_media(kind.removesuffix("_url"), str(url or "")))
    elif kind == "video" and isinstance(value, list) and value:
        first = _media("image", str(value[0]))
        media.append(
            Media(kind="video", data=first.data, url=first.url, frames=len(value), data_uri_bytes=first.data_uri_bytes)
        )
    else:
        raise Refusal(
            400,
            f"Invalid value: '{kind}'. Supported content part types are: 'text', 'image_url', 'input_audio', 'video_url' and 'video'.",
        )


def _media(kind: str, url: str) -> Media:
    if url.startswith(("http://", "https://", "oss://")):
        return Media(kind=kind, url=url)
    if url.startswith("data:"):
        head, _, payload = url.partition(",")
        data = _base64(payload) if head.endswith(";base64") else urllib.parse.unquote_to_bytes(payload)
        return Media(kind=kind, data=data, data_uri_bytes=len(url))
    return Media(kind=kind, data=_base64(url), bare=True, data_uri_bytes=len(url))


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "The provided URL does not appear to be valid. Ensure it is correctly formatted.") from None
