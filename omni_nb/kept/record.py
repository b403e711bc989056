"""A reply as JSON and back, so that it equals itself. The sound is a file beside it.

What is read may be of a later version, of another program, or damaged: what is known of it is taken, and what is
of no use is None. It opens no file.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable, Mapping
from typing import Any

from omni_nb import errors
from omni_nb.errors import OmniError
from omni_nb.kept.plain import of_plain
from omni_nb.messages import Message, _, say
from omni_nb.messages import of_plain as of_plain_message
from omni_nb.notes import Note, NoteCode
from omni_nb.reply.reply import Reply, ToolCall
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost, Usage
from omni_nb.sound.clip import Clip
from omni_nb.wire.endings import Ending

VERSION = 1
_CODES = typing.get_args(NoteCode)
_ENDINGS = typing.get_args(Ending)
_APART = ("audio", "error", "request", "kept_hash", "undecoded", "trace")
_LOST = Note("sound_lost", _("the sound of this reply was kept in a file of its own, which is lost or damaged"))


def to_json(reply: Reply) -> bytes:
    """A reply as JSON. Halves of characters stay as they are: a model may send them."""
    return encoded(to_plain(reply), indent=1)


def encoded(plain: Mapping[str, Any], indent: int | None = None) -> bytes:
    """As UTF-8; halves of characters are escaped, which is how JSON may hold them."""
    text = json.dumps(plain, ensure_ascii=False, indent=indent)
    return text.encode(errors="backslashreplace")


def to_plain(reply: Reply) -> dict[str, Any]:
    """What JSON can hold of a reply: all but its sound, its trace and what could not be decoded."""
    plain = {f.name: getattr(reply, f.name) for f in dataclasses.fields(reply) if f.name not in _APART}
    for name in ("usage", "cost", "timing"):
        plain[name] = dataclasses.asdict(plain[name]) if plain[name] is not None else None
    plain["note_codes"] = [
        note.code for note in reply.notes
    ]  # beside the notes: earlier versions read these as strings
    plain["note_messages"] = [note.to_plain() for note in reply.notes]
    plain["tool_calls"] = [dataclasses.asdict(call) for call in reply.tool_calls]
    plain["error"] = plain_error(reply.error)
    plain["request_hash"] = reply.request_hash
    plain["samples"] = 0 if reply.audio is None else len(reply.audio)
    return {"version": VERSION, **plain}


def plain_error(error: OmniError | None) -> dict[str, Any] | None:
    """An error with all that it says; `error_of` makes it again.

    Its sentences stand there in English, as earlier versions read them, and once more as what they were made of.
    """
    if error is None:
        return None
    said = {k: v for k, v in vars(error).items() if k != "report"}
    messages = {k: v.to_plain() for k, v in said.items() if isinstance(v, Message)}
    return {
        "kind": type(error).__name__,
        **{k: say(v, "en") if k in messages else v for k, v in said.items()},
        "messages": messages,
    }


def from_json(data: bytes, sound: Callable[[], Clip | None]) -> Reply | None:
    """The reply, or None where this is no record of one.

    Args:
        data: The record.
        sound: Reads the sound beside it; None where there is none that can be read.
    """
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return from_plain(plain, sound)


def from_plain(plain: Any, sound: Callable[[], Clip | None]) -> Reply | None:
    """The same of what the JSON held."""
    try:
        if not isinstance(plain["version"], int) or plain["version"] < 1:
            return None
        samples = plain.get("samples", 0)
        given = {k: v for k, v in plain.items() if k in _TYPES and k not in _APART}
        for name, kind in (("usage", Usage), ("cost", Cost), ("timing", Timing)):
            given[name] = of_plain(kind, given[name]) if given.get(name) is not None else _TYPES[name]
        if given.get("ending") not in _ENDINGS:  # of before, or of a later version: the reply derives it
            given.pop("ending", None)
        given["notes"] = _notes(given.get("notes", ()), plain.get("note_codes"), plain.get("note_messages"))
        given["tool_calls"] = tuple(of_plain(ToolCall, call) for call in given.get("tool_calls", ()))
        given["error"] = error_of(plain.get("error"))
        given["kept_hash"] = key if isinstance(key := plain.get("request_hash"), str) else ""  # of later versions
        given["audio"] = sound()
        if given["audio"] is None and samples:
            given["notes"] += (_LOST,)
        return Reply(**given) if _of_its_types(given) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


_TYPES: dict[str, Any] = {
    f.name: None if f.default is dataclasses.MISSING else f.default for f in dataclasses.fields(Reply)
} | {"timing": Timing()}


def _of_its_types(given: dict[str, Any]) -> bool:
    """Whether each field has the type of its default; `finish_reason` and `voice` are text or None."""
    for name, value in given.items():
        default = _TYPES[name]
        if isinstance(default, str | bool) and type(value) is not type(default):
            return False
        if name in ("finish_reason", "voice") and not isinstance(value, str | None):
            return False
    return True


def _notes(texts: list[str], codes: object, messages: object) -> tuple[Note, ...]:
    """Notes whose codes are lost, or of a later version, are still notes."""
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a note is no string")
    if not isinstance(codes, list) or len(codes) != len(texts):
        codes = ["unknown"] * len(texts)
    if not isinstance(messages, list) or len(messages) != len(texts):
        messages = [None] * len(texts)
    said = [_sentence(text, message) for text, message in zip(texts, messages, strict=True)]
    return tuple(Note(code if code in _CODES else "unknown", text) for code, text in zip(codes, said, strict=True))


def _sentence(text: str, message: object) -> str:
    """What was said, able to be said in another language if what it was made of is kept and says the same."""
    made = of_plain_message(message)
    return made if made is not None and made == text else text


def error_of(plain: dict[str, Any] | None) -> OmniError | None:
    """The error with all that it said; a field that is damaged, or of a later version, is left out.

    Raises:
        KeyError, TypeError: It is no error of ours.
    """
    if plain is None:
        return None
    kind = getattr(errors, plain["kind"], None)
    known = kind if isinstance(kind, type) and issubclass(kind, OmniError) else OmniError
    names = vars(known("")).keys() - {"report"}
    right = {k: v for k, v in plain.items() if k in names and isinstance(v, _ERROR_TYPES.get(k, str))}
    messages = plain.get("messages")
    if isinstance(messages, dict):
        right |= {k: _sentence(right[k], message) for k, message in messages.items() if k in right}
    return known(right.pop("cause", ""), **right)


_ERROR_TYPES: dict[str, Any] = {"status": int, "retry_after_s": int | float}
