"""What a request asks, told from its JSON whoever wrote it: by this a recording is found again. Pure.

Two programs ask the same in other words: `voice` or `speaker`, bare base64 or a data URL, with or without
`stream_options`. So a question is read out of the body: words, media by the SHA-256 of their bytes, and settings. Its
`form` is the body itself, so that a refusal of one form is not played to another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omni_nb.servers.cassette.scrub import plain_words, tells
from omni_nb.wire.dialects.dialect import Json

# Of how it is sent, or of who sends it, and not of what is asked.
_OF_SENDING = frozenset({"stream_options", "store", "service_tier"})
_RENAMED = {"max_completion_tokens": "max_tokens", "speaker": "voice"}
_TOP_LEVEL_MEDIA = {"images": "image", "audios": "audio", "videos": "video"}
_DATA_URL = re.compile(r"data:[^,]{0,200},")
_LONG = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Attributes:
        content: As JSON: `model`, `messages` (each `{role: words}` or a list of words and media), `sound`, `voice`,
            `stream` and what else was set. No key, no account, no bytes of media.
        key: The same for the same question: `key_of` the content.
        form: 16 hexadecimal digits of the body as it was written.
    """

    content: Json
    key: str
    form: str

    @property
    def words(self) -> str:
        """The words of its last turn."""
        return last_words(self.content)


def question_of(body: Mapping[str, Any]) -> Question:
    """The question in a body of `POST /chat/completions`, whatever its dialect."""
    body = {k: v for k, v in body.items() if not tells(k)}
    form = _digest(_shrunk({k: v for k, v in body.items() if k not in _OF_SENDING or k == "stream_options"}))[:16]
    content = _content(body)
    return Question(content=content, key=key_of(content), form=form)


def key_of(content: Any) -> str:
    """Of a content, also one that was edited by hand."""
    plain = dict(content) if isinstance(content, Mapping) else {"content": content}
    if isinstance(plain.get("voice"), str):
        plain["voice"] = plain["voice"].casefold()  # vLLM-Omni writes its speakers in small letters
    return _digest(plain)


def last_words(content: Any) -> str:
    """The words of the last message that holds some."""
    messages = content.get("messages") if isinstance(content, Mapping) else None
    for message in reversed(messages if isinstance(messages, list) else []):
        for said in message.values() if isinstance(message, dict) else ():
            words = said if isinstance(said, str) else " ".join(p for p in said if isinstance(p, str)) if isinstance(said, list) else ""  # fmt: skip
            if words.strip():
                return " ".join(words.split())
    return ""


def media_in(content: Any) -> list[str]:
    """Kinds and hashes of all media of a question."""
    out: list[str] = []
    for message in content.get("messages") or [] if isinstance(content, Mapping) else []:
        for said in message.values() if isinstance(message, dict) else ():
            out += (
                [json.dumps(p, sort_keys=True) for p in said if isinstance(p, dict)] if isinstance(said, list) else []
            )
    return out


def _content(body: Mapping[str, Any]) -> Json:
    messages = body.get("messages")
    out: Json = {
        "model": body.get("model"),
        "messages": [_message(m) for m in messages] if isinstance(messages, list) else messages,
    }
    apart = [{kind: _medium(v)} for name, kind in _TOP_LEVEL_MEDIA.items() for v in _list(body.get(name))]
    if apart and out["messages"]:
        role, said = next(iter(out["messages"][-1].items()))
        out["messages"][-1][role] = [*(_list(said) if isinstance(said, list) else [said]), *apart]
    if "audio" in _list(body.get("modalities")):
        out["sound"] = True
    sound = body.get("audio")
    if isinstance(sound, Mapping) and (rest := {k: v for k, v in sound.items() if k != "format"}):
        out |= {k if k == "voice" else f"audio.{k}": _shrunk(v) for k, v in rest.items()}
    template = body.get("chat_template_kwargs")
    if isinstance(template, Mapping) and "enable_thinking" in template:
        out["enable_thinking"] = template["enable_thinking"]
        template = {k: v for k, v in template.items() if k != "enable_thinking"}
    out |= {"chat_template_kwargs": _shrunk(template)} if template else {}
    out["stream"] = bool(body.get("stream"))
    for name, value in body.items():
        if (
            name not in _READ
            and value is not None
            and (name, value) != ("mm_processor_kwargs", {"use_audio_in_video": True})
        ):
            out.setdefault(_RENAMED.get(name, name), _shrunk(value))
    return out


_READ = frozenset(
    {"model", "messages", "modalities", "audio", "stream", "chat_template_kwargs", *_TOP_LEVEL_MEDIA, *_OF_SENDING}
)


def _message(message: Any) -> Json:
    if not isinstance(message, Mapping):
        return {"": _shrunk(message)}
    said = message.get("content")
    parts = [_part(p) for p in said] if isinstance(said, list) else said
    if isinstance(parts, str):
        parts = plain_words(parts)
    elif isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], str):
        parts = parts[0]  # words alone are written in two ways
    rest = {k: _shrunk(v) for k, v in message.items() if k not in ("role", "content") and v is not None}
    return {str(message.get("role")): "" if parts is None else parts, **rest}


def _part(part: Any) -> Any:
    if isinstance(part, str):
        return plain_words(part)
    if not isinstance(part, Mapping):
        return _shrunk(part)
    kind = str(part.get("type"))
    if kind == "text":
        return plain_words(str(part.get("text", "")))
    held = part.get(kind)
    if kind in ("image_url", "audio_url", "video_url"):
        return {kind.removesuffix("_url"): _medium(held.get("url") if isinstance(held, Mapping) else held)}
    if kind == "input_audio" and isinstance(held, Mapping):
        return {"audio": _medium(held.get("data"))}
    if kind == "video" and isinstance(held, list):
        more = {"fps": part["fps"]} if "fps" in part else {}
        return {"video": [_medium(v) for v in held], **more}
    return _shrunk(dict(part))


def _medium(value: Any) -> Any:
    """A URL, or the hash of what came along."""
    if not isinstance(value, str):
        return _shrunk(value)
    found = _DATA_URL.match(value)
    if found is None and re.match(r"[A-Za-z][\w+.-]*://", value):
        return plain_words(value)
    return "sha256:" + hashlib.sha256(_bytes(value[found.end() :] if found else value)).hexdigest()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text.encode(errors="backslashreplace")


def _shrunk(value: Any) -> Any:
    """A JSON value with long data as hashes, and without what tells of an account."""
    if isinstance(value, Mapping):
        return {str(k): _shrunk(v) for k, v in value.items() if not tells(str(k))}
    if isinstance(value, list | tuple):
        return [_shrunk(v) for v in value]
    if isinstance(value, str):
        long = len(value) >= _LONG and not re.search(r"\s", value[:_LONG])
        return _medium(value) if long or _DATA_URL.match(value) else plain_words(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 1.0 is 1; JSON would write two things
    return value


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
