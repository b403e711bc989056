"""Request: everything that is asked, as one value: the prompt, the turns before it, the settings.

It knows no server, no dialect and no key, so the same question to another server is the same request. Its hash is the
key by which a history finds it, a recorded stream matches it, a batch resumes.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omni_nb.prompt.parts import FramesPart, MediaPart, Part, Prompt, TextPart, fps_sent
from omni_nb.prompt.words import sendable


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything of a request but the words and media. None leaves a field out.

    Attributes:
        sound: Ask for text and audio, else text only.
        can_speak: The model can answer in sound, so that the JSON has to say whether it is to. Known of the model,
            not asked: two requests do not differ by it.
        voice: For sound; None takes the server's default.
        thinking: True or False switches it; None leaves it to the model.
        extra: Further top-level fields of the JSON; they win. A copy: what its owner does to it later changes nothing.
    """

    model: str
    sound: bool = True
    can_speak: bool = field(default=True, compare=False)
    voice: str | None = None
    stream: bool = True
    system: str | None = None
    thinking: bool | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extra", copy.deepcopy(dict(self.extra)))


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange: what was asked and the words that were answered."""

    prompt: Prompt
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Request:
    """What is asked. Two are equal when the same is asked: names of files and notes do not count.

    Attributes:
        prompt: The turn to be answered.
        turns: What was said before, oldest first.
        settings: The rest.
    """

    prompt: Prompt
    turns: tuple[Turn, ...] = ()
    settings: Settings

    @property
    def canonical(self) -> str:
        """It as JSON that is the same for the same request: keys sorted, no spaces, nothing that is left out.

        Media stand in it by the SHA-256 of their bytes, URLs as URLs. It holds no key, and no dialect.
        """
        plain: dict[str, Any] = {"prompt": _plain_prompt(self.prompt), **_plain_settings(self.settings)}
        if self.turns:
            plain["turns"] = [{"prompt": _plain_prompt(t.prompt), "answer": t.answer} for t in self.turns]
        text = json.dumps(_same_numbers(plain), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sendable(text)

    @property
    def hash(self) -> str:
        """SHA-256 of `canonical`, 64 hexadecimal digits. It reads all media: 10 MB take some 10 ms."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        """Bytes of the media that travel along, before base64."""
        prompts = (self.prompt, *(t.prompt for t in self.turns))
        return sum(
            f.size_bytes for p in prompts for m in p.media for f in (m.frames if isinstance(m, FramesPart) else (m,))
        )

    def __eq__(self, other: object) -> bool:
        return self.canonical == other.canonical if isinstance(other, Request) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.canonical)


def _plain_prompt(prompt: Prompt) -> list[Any]:
    """Its parts in their order. Words alone are sent joined, so they are one part."""
    return [_plain_part(p) for p in prompt.parts] if prompt.media else [prompt.text]


def _plain_part(part: Part) -> Any:
    if isinstance(part, TextPart):
        return part.text
    if isinstance(part, FramesPart):
        return {"frames": [_content(f) for f in part.frames], "fps": fps_sent(part)}
    return {part.kind: _content(part)}


def _content(part: MediaPart) -> dict[str, str]:
    return {"url": part.url} if part.url else {"sha256": hashlib.sha256(part.data or b"").hexdigest()}


def _plain_settings(settings: Settings) -> dict[str, Any]:
    """What differs from "not said", so that a setting that comes with a later version changes no hash."""
    plain = {f.name: getattr(settings, f.name) for f in dataclasses.fields(settings) if f.compare}
    if not settings.sound:
        plain["voice"] = None  # which is not sent then
    return {k: v for k, v in plain.items() if v is not None and v != {} and (k, v) != ("system", "")}


def _same_numbers(value: Any) -> Any:
    """1.0 is 1, as it is for `==`; JSON would write two things."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {k: _same_numbers(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_same_numbers(v) for v in value]
    return value
