"""A request as what JSON can hold, and back: media stand in it by the hash of their bytes, which are kept beside it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from omni_nb.kept import striking
from omni_nb.kept.plain import of_plain, to_plain
from omni_nb.messages import Message
from omni_nb.messages import of_plain as of_plain_message
from omni_nb.notes import Note
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import FramesPart, MediaPart, Part, Prompt, TextPart
from omni_nb.prompt.request import Request, Settings, Turn


def media_of(request: Request) -> Iterator[bytes]:
    """The bytes of all media in it, those of earlier turns too; some perhaps twice."""
    for prompt in (request.prompt, *(t.prompt for t in request.turns)):
        for medium in prompt.media:
            for part in medium.frames if isinstance(medium, FramesPart) else (medium,):
                if part.data:
                    yield part.data


def request_to_plain(request: Request) -> dict[str, Any]:
    """It without the bytes of its media, and without secrets in URLs and in further fields."""
    settings = {f.name: to_plain(getattr(request.settings, f.name)) for f in dataclasses.fields(Settings)}
    settings["extra"] = striking.in_fields(settings["extra"])
    return {
        "prompt": _prompt(request.prompt),
        "turns": [{"prompt": _prompt(t.prompt), "answer": t.answer} for t in request.turns],
        "settings": settings,
    }


def request_of(plain: Any, data: Callable[[str], bytes | None]) -> Request | None:
    """The request, or None: it is none, or a medium of it is lost.

    Args:
        plain: As `request_to_plain` told it; of a later version, or damaged, perhaps.
        data: The bytes of that hash.
    """
    try:
        prompt = _prompt_of(plain["prompt"], data)
        turns = tuple(Turn(_prompt_of(t["prompt"], data), str(t["answer"])) for t in plain.get("turns", ()))
        return Request(prompt=prompt, turns=turns, settings=of_plain(Settings, plain["settings"]))
    except (_Lost, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


class _Lost(Exception):
    """A medium is gone."""


def _prompt(prompt: Prompt) -> dict[str, Any]:
    notes = [{"code": n.code, "said": n.to_plain()} for n in prompt.notes]
    return {"parts": [_part(p) for p in prompt.parts], **({"notes": notes} if notes else {})}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, TextPart):
        return {"text": part.text}
    if isinstance(part, FramesPart):
        return {"frames": [_part(f) for f in part.frames], "fps": part.fps, "note": _said(part.note)}
    content = (
        {"url": striking.in_url(part.url)} if part.url else {"sha256": hashlib.sha256(part.data or b"").hexdigest()}
    )
    info = None if part.info is None else {**dataclasses.asdict(part.info), "note": _said(part.info.note)}
    name = striking.in_words(str.__str__(part.name))
    return {"kind": part.kind, **content, "name": name, "info": to_plain(info), "note": _said(part.note)}


def _prompt_of(plain: Any, data: Callable[[str], bytes | None]) -> Prompt:
    notes = tuple(Note(n["code"], _sentence(n["said"])) for n in plain.get("notes", ()))
    return Prompt(tuple(_part_of(p, data) for p in plain["parts"]), notes)


def _part_of(plain: Any, data: Callable[[str], bytes | None]) -> Part:
    if "text" in plain:
        return TextPart(plain["text"])
    if "frames" in plain:
        frames = tuple(_medium_of(f, data) for f in plain["frames"])
        return FramesPart(frames, plain["fps"], _sentence(plain.get("note", "")))
    return _medium_of(plain, data)


def _medium_of(plain: Any, data: Callable[[str], bytes | None]) -> MediaPart:
    if plain["kind"] not in ("image", "audio", "video"):
        raise ValueError
    url = plain.get("url")
    found = data(plain["sha256"]) if url is None else None
    if url is None and found is None:
        raise _Lost
    info = None if plain.get("info") is None else of_plain(MediaInfo, {**plain["info"], "note": ""})
    if info is not None:
        info = dataclasses.replace(info, note=_sentence(plain["info"].get("note", "")))
    return MediaPart(plain["kind"], found, url, info, plain.get("name", ""), _sentence(plain.get("note", "")))


def _said(text: str) -> Any:
    return text.to_plain() if isinstance(text, Message) else text


def _sentence(plain: Any) -> str:
    return plain if isinstance(plain, str) else of_plain_message(plain) or ""
