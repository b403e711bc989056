"""Where words, thinking, sound and calls stand in a chunk, in all the ways in which servers write them. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omni_nb.messages import _
from omni_nb.wire.spelling import AUDIO, spelled

WORDS = ("text", "output_text", "refusal")
_THINKING = (
    "reasoning_content",
    "reasoning",
    "reasoning_details",
    "reasoning_text",
    "thinking",
    "thinking_blocks",
    "thought",
    "thoughts",
)
THINKING = frozenset(_THINKING)
_THOUGHT = ("text", "thinking", "summary", "content", "reasoning")
_DATA = ("data", "b64_json", "base64", "audio", "content", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPiece:
    """A piece of sound as it was written: base64 or a data URL in `data`, or the address of a file in `url`."""

    data: str = ""
    format: str = ""
    rate: object = None
    channels: object = None
    transcript: str = ""
    url: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPiece:
    """A piece of a tool call. `key` tells the calls of a reply apart; nothing means the one before."""

    key: str
    id: object
    name: object
    arguments: str


def as_list(value: Any) -> list[Any]:
    """A list, or one thing as a list."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def index_of(value: object) -> int:
    """The number of a choice, also as a float or in digits; 0 for what is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 6:
        return int(value)
    return int(value) if isinstance(value, int | float) and 0 < value < 10**6 else 0


def reason_of(choice: dict[str, Any]) -> str:
    """Why a choice ended, where it says so; also in a list, an object, or under the name that others have for it."""
    reason = choice.get("finish_reason")
    if reason is None and "finish_reason" in choice:  # nearly always
        return ""
    if reason is None:  # vLLM has `stop_reason` beside it, for the string that stopped it
        details = choice.get("finish_details")
        reason = choice.get("stop_reason") or (details.get("type") if isinstance(details, dict) else None)
    reason = next(iter(reason), None) if isinstance(reason, list) else reason
    reason = reason.get("type") or reason.get("reason") if isinstance(reason, dict) else reason
    return reason if isinstance(reason, str) and reason.casefold() not in ("null", "none") else ""


def words_of(content: Any) -> str:
    """The words of `content`: a string, a part, or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(words_of(p) for p in content if not thinking_of_part(p))
    if not isinstance(content, dict) or content.get("type", "text") not in WORDS:
        return ""
    words = content.get("text") or content.get("refusal")
    if isinstance(words, dict):  # {"text": {"value": …}}, as assistants have it
        words = words.get("value")
    return words if isinstance(words, str) else ""


def thinking_of(delta: dict[str, Any]) -> str:
    """The thinking beside the answer; two places that say it say the same."""
    if words := next((words for key in _THINKING if (value := delta.get(key)) and (words := _thought(value))), ""):
        return words
    inner = delta.get("provider_specific_fields")  # LiteLLM
    return thinking_of(inner) if isinstance(inner, dict) and "provider_specific_fields" not in inner else ""


def is_thought(delta: dict[str, Any]) -> bool:
    """Its content is thinking, as Gemini marks it."""
    google = extra.get("google") if isinstance(extra := delta.get("extra_content"), dict) else None
    return isinstance(google, dict) and google.get("thought") is True


def thinking_of_part(part: Any) -> str:
    """The thinking in a part of `content`."""
    if not isinstance(part, dict):
        return ""
    kind = part.get("type")
    thinks = part.get("thought") is True or (
        isinstance(kind, str) and kind.startswith(("thinking", "reasoning"))
    )  # Gemini's
    return _thought(part) if thinks else ""


def _thought(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth > 4:
        return ""
    if isinstance(value, list):
        return "".join(_thought(v, depth + 1) for v in value)
    if isinstance(value, dict):
        return next((w for k in _THOUGHT if (w := _thought(value.get(k), depth + 1))), "")
    return ""


def sounds_of(audio: Any) -> list[SoundPiece]:
    """The pieces of sound in `audio`: an object, a string, or a list of either."""
    if isinstance(audio, list):
        return [p for a in audio for p in (sounds_of(a) if isinstance(a, dict | str) else [_numbers()])][:1_000_000]
    if isinstance(audio, str):
        return [SoundPiece(**_data(audio))] if audio else []
    if not isinstance(audio, dict):
        return []
    audio = spelled(audio, AUDIO)
    told: dict[str, Any] = {
        "format": next((f for k in ("format", "mime_type", "mimeType", "media_type") if isinstance(f := audio.get(k), str)), ""),
        "rate": next((r for k in ("sample_rate", "sample_rate_hz", "sampling_rate", "rate") if (r := audio.get(k)) is not None), None),
        "channels": audio.get("channels"),
    }  # fmt: skip
    out: list[SoundPiece] = []
    transcript = audio.get("transcript")
    if isinstance(transcript, str) and transcript:
        out.append(SoundPiece(transcript=transcript))
    data = next((d for k in _DATA if (d := audio.get(k))), None)
    if isinstance(data, str):
        out.append(SoundPiece(**told, **_data(data)))
    elif isinstance(data, list):
        strings = [d for d in data if isinstance(d, str)]
        out += [SoundPiece(**told, **_data(d)) for d in strings if d]
        out += [_numbers()] if len(strings) < len(data) else []
    elif isinstance(data, dict):
        out += sounds_of(told | data)
    return out


def sounds_of_part(part: Any) -> list[SoundPiece]:
    """The sound in a part of `content` (`output_audio`, `audio`, `input_audio`, `audio_url`)."""
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str) or "audio" not in kind:
        return []
    inner = next((v for k in (kind, "audio", "output_audio", "input_audio", "audio_url") if (v := part.get(k))), None)
    if inner is None:
        return sounds_of(part)
    beside = {k: part[k] for k in ("transcript", "format", "sample_rate", "channels") if k in part}
    return sounds_of(beside | inner if isinstance(inner, dict) else beside | {"data": inner})


def only_sound(choice: dict[str, Any], chunk: dict[str, Any]) -> bool:
    """The choice holds no words, and sound or nothing."""
    said = choice.get("delta") or choice.get("message")
    if not isinstance(said, dict):
        return True
    words = said.get("content") if chunk.get("modality") != "audio" and choice.get("modality") != "audio" else None
    return not (words_of(words) or said.get("tool_calls"))


def calls_of(delta: dict[str, Any]) -> list[CallPiece]:
    """The pieces of tool calls, also of the old `function_call`."""
    out: list[CallPiece] = []
    for call in as_list(delta.get("tool_calls")):
        if not isinstance(call, dict):
            continue
        inner = call.get("function") or call.get("custom") or call
        inner = inner if isinstance(inner, dict) else {}
        index, id = call.get("index"), call.get("id")
        key = str(index) if isinstance(index, int) else id if isinstance(id, str) else ""
        out.append(CallPiece(key=key, id=id, name=inner.get("name"), arguments=_arguments(inner)))
    old = delta.get("function_call")
    if isinstance(old, dict):
        out.append(CallPiece(key="function_call", id=None, name=old.get("name"), arguments=_arguments(old)))
    return out


def numbers_in(usage: Any, name: Callable[[object], str] = str) -> Any:
    """Usage as it came, but the counts only: a server's words are no counts. `name` is the door for its keys."""
    if isinstance(usage, dict):
        kept = {name(k)[:60]: numbers_in(v, name) for k, v in list(usage.items())[:60]}
        return {k: v for k, v in kept.items() if v is not None and v != {}}
    if isinstance(usage, str):
        return usage if re.fullmatch(r"[0-9]{1,19}(?:\.0+)?", usage) else None
    good = (
        isinstance(usage, int | float)
        and not isinstance(usage, bool)
        and (isinstance(usage, int) or math.isfinite(usage))
    )
    return usage if good else None


def _arguments(call: dict[str, Any]) -> str:
    value = call.get("arguments", call.get("input"))
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value else ""


def _data(text: str) -> dict[str, str]:
    return {"url": text} if text[:8].lower().startswith(("http://", "https://")) else {"data": text}


def _numbers() -> SoundPiece:
    return SoundPiece(problem=_("a chunk of sound was not base64 text and was skipped"))
