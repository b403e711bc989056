"""A request as the simulator reads it, by its own reading of the protocol."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.servers.simulator import openapi
from omni_nb.servers.simulator.look import Seen, look

Json = dict[str, Any]


class Refusal(Exception):
    """An answer that is not 200.

    `param`: the field that it is about. `in_stream`: the service says this one inside a 200 stream.
    """

    def __init__(
        self, status: int, message: str, *, code: str = "invalid_parameter_error", type: str = "invalid_request_error",
        param: str | None = None, in_stream: bool = False, headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status, self.message, self.code, self.type, self.param = status, message, code, type, param
        self.in_stream, self.headers = in_stream, headers or {}

    def envelope(self) -> Json:
        """As the service wraps it."""
        inner = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": inner, "request_id": f"sim-{uuid.uuid4()}"}


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
    """What was asked: the last user turn, and how the answer is wanted.

    Attributes:
        called: Names of the tools that were called since that turn.
        results: What they gave back, where the last message is one of theirs.
        most_tokens: `max_tokens`, or None.
    """

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
    called: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    most_tokens: int | None = None
    all_text: str = field(default="", repr=False)


def read(body: Json) -> Asked:
    """Read a body; anything that is no chat completion is refused as the service would.

    Raises:
        Refusal: 400, with the field that is wrong.
    """
    _check(body)
    messages: list[Json] = body["messages"]
    turns = _in_turn(messages)
    users = [_parts(m["content"]) for m in messages if m["role"] == "user"]
    text, media = users[-1] if users else ("", [])
    media += [
        _media(kind, url) for kind, name in (("audio", "audios"), ("video", "videos")) for url in body.get(name) or ()
    ]
    audio: Json = body.get("audio") or {}
    voice = audio.get("voice")
    template = body.get("chat_template_kwargs") or {}
    stop = body.get("stop") or ()
    return Asked(
        body=body, model=catalog.model(body["model"]), text=text, media=tuple(media), earlier=tuple(t for t, _ in users[:-1]),
        system="\n".join(_parts(m.get("content"))[0] for m in messages if m["role"] in ("system", "developer")),
        stream=body.get("stream") is True, sound="audio" in (body.get("modalities") or ()),
        voice=body.get("speaker") or (voice.get("id") if isinstance(voice, dict) else voice), audio_format=audio.get("format") or "",
        thinking=body.get("enable_thinking") is True or template.get("enable_thinking") is True,
        include_usage=(body.get("stream_options") or {}).get("include_usage") is True,
        called=tuple(c["function"]["name"] for m in turns for c in m.get("tool_calls") or ()),
        results=tuple(_parts(m.get("content"))[0] for m in turns if m["role"] == "tool"),
        stop=(stop,) if isinstance(stop, str) else tuple(s for s in stop if s),
        most_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        all_text="\n".join(_parts(m.get("content"))[0] for m in messages),
    )  # fmt: skip


def _check(body: Json) -> None:
    if not body.get("model") and isinstance(body.get("model", ""), str):
        raise Refusal(400, "you must provide a model parameter", param="model")
    if body.get("messages", []) == []:
        raise Refusal(400, "[] is too short - 'messages'", param="messages")
    if (found := openapi.complaint(body)) is not None:
        field_, rule, words = found
        raise Refusal(400, f"Invalid {'type' if rule == 'type' else 'value'} for '{field_}': {words}.", param=field_)


def _in_turn(messages: Sequence[Json]) -> list[Json]:
    """The messages behind the last user's, once all are in an order that the service takes."""
    open_calls: set[str] = set()
    for i, m in enumerate(messages):
        where = f"messages[{i}]"
        if m["role"] == "tool":
            if m.get("tool_call_id") not in open_calls:
                raise Refusal(
                    400, "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.", param=f"{where}.tool_call_id"
                )  # fmt: skip
            open_calls.discard(str(m["tool_call_id"]))
        elif open_calls:
            raise Refusal(400, f"tool_call_ids without a response: {', '.join(sorted(open_calls))[:200]}.", param=where)
        if m["role"] in ("user", "system", "developer", "tool") and m.get("content") is None:
            raise Refusal(
                400,
                f"Invalid value for '{where}.content': expected a string or an array, got null.",
                param=f"{where}.content",
            )
        open_calls |= {str(c["id"]) for c in m.get("tool_calls") or ()}
    if messages[-1]["role"] not in ("user", "tool"):
        raise Refusal(400, "The last message must be from the user role.", param="messages")
    last = max((i for i, m in enumerate(messages) if m["role"] == "user"), default=-1)
    return list(messages[last + 1 :])


def _parts(content: Any) -> tuple[str, list[Media]]:
    if content is None or isinstance(content, str):
        return content or "", []
    words: list[str] = []
    media: list[Media] = []
    for part in content:
        _read_part(part, words, media)
    return "\n".join(words), media


def _read_part(part: Json, words: list[str], media: list[Media]) -> None:
    kind = part["type"]
    value: Any = part.get(kind)
    if kind in ("text", "refusal") and value is not None:
        words.append(value)
    elif kind == "input_audio" and value is not None:
        media.append(_media("audio", value["data"]))
    elif kind in ("image_url", "audio_url", "video_url") and value is not None:
        media.append(_media(kind.removesuffix("_url"), value["url"] if isinstance(value, dict) else value))
    elif kind == "video" and value is not None:
        first = _media("image", value[0])
        media.append(
            Media(kind="video", data=first.data, url=first.url, frames=len(value), data_uri_bytes=first.data_uri_bytes)
        )
    elif kind in openapi.PART_KINDS:
        raise Refusal(
            400,
            f"Missing required parameter: a part of type '{kind}' needs '{kind}'.",
            param=f"messages.content.{kind}",
        )
    else:
        raise Refusal(
            400, f"Invalid value: '{kind[:60]}'. Supported content part types are: {', '.join(repr(k) for k in openapi.PART_KINDS)}.",
            param="messages.content.type",
        )  # fmt: skip


def _media(kind: str, url: str) -> Media:
    if url.startswith(("http://", "https://", "oss://")):
        return Media(kind=kind, url=url)
    if url[:5].lower() == "data:":
        head, _, payload = url.partition(",")
        data = _base64(payload) if head.lower().endswith(";base64") else urllib.parse.unquote_to_bytes(payload)
        return Media(kind=kind, data=data, data_uri_bytes=len(url))
    return Media(kind=kind, data=_base64(url), bare=True, data_uri_bytes=len(url))


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "The provided URL does not appear to be valid. Ensure it is correctly formatted.") from None
