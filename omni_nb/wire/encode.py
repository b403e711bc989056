"""A prompt and its settings to the request's JSON. It sends nothing and knows no key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from omni_nb.notes import Note
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt, TextPart
from omni_nb.prompt.words import sendable
from omni_nb.wire.dialects.dialect import Dialect, Json, encode_image


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything of a request but the prompt. None leaves a field out.

    Attributes:
        sound: Ask for text and audio, else text only.
        can_speak: The model can answer in sound, so that the JSON has to say whether it is to.
        voice: For sound; None takes the server's default.
        thinking: True or False switches it; None leaves it to the model.
        extra: Further top-level fields of the JSON; they win.
    """

    model: str
    sound: bool = True
    can_speak: bool = True
    voice: str | None = None
    stream: bool = True
    system: str | None = None
    thinking: bool | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange: what was asked and the words that were answered."""

    prompt: Prompt
    answer: str


def encode(prompt: Prompt, settings: Settings, dialect: Dialect, history: Sequence[Turn] = ()) -> Json:
    """The body of `POST /chat/completions`.

    Parts keep the order in which they were written ("First:", a picture, "Second:", a picture): another order is
    another question. Earlier answers are text only.

    Raises:
        PromptRefused: The dialect has no words for a part.
    """
    messages: list[Json] = []
    if settings.system:
        messages.append({"role": "system", "content": sendable(settings.system)})
    for turn in history:
        messages.append({"role": "user", "content": _content(turn.prompt, dialect)})
        messages.append({"role": "assistant", "content": sendable(turn.answer)})
    messages.append({"role": "user", "content": _content(prompt, dialect)})
    body: Json = {"model": settings.model, "messages": messages}
    _add_output(body, settings, dialect)
    for name in ("temperature", "top_p", "max_tokens", "seed"):
        if (value := getattr(settings, name)) is not None:
            body[name] = value
    _add_thinking(body, settings, dialect)
    return {**dialect.body_media(body), **settings.extra}


def rearranged(prompt: Prompt, dialect: Dialect) -> Note | None:
    """What is sent in another order than it was written, as a note; None where the order is kept."""
    parts = list(prompt.parts)
    lost = [
        p for i, p in enumerate(parts)
        if isinstance(p, MediaPart) and p.kind in dialect.apart and any(isinstance(q, TextPart) for q in parts[:i])
    ]  # fmt: skip
    if not lost:
        return None
    what = f"{dialect.title} takes sounds and films apart from the words, so their places among them are not sent"
    return Note("rearranged", what)


def _content(prompt: Prompt, dialect: Dialect) -> str | list[Json]:
    if not prompt.media:
        return prompt.text
    parts: list[Json] = []
    for part in prompt.parts:
        if isinstance(part, TextPart):
            parts.append({"type": "text", "text": part.text})
        elif isinstance(part, FramesPart):
            parts += dialect.encode_frames(part)
        elif part.kind == "image":
            parts.append(encode_image(part))
        else:
            parts.append((dialect.encode_audio if part.kind == "audio" else dialect.encode_video)(part))
    return parts


def _add_output(body: Json, settings: Settings, dialect: Dialect) -> None:
    if settings.stream:
        body["stream"] = True
        body["stream_options"] = {"include_usage": True}
    if dialect.audio_format is None:
        return
    if settings.sound:
        body["modalities"] = ["text", "audio"]
        # OpenAI streams only pcm16, but answers at once with wav
        body["audio"] = {"format": dialect.audio_format if settings.stream else "wav"}
        if settings.voice and dialect.voice_place == "audio":
            body["audio"]["voice"] = settings.voice
        elif settings.voice:
            body["speaker"] = settings.voice.lower()
    elif settings.can_speak:
        body["modalities"] = ["text"]


def _add_thinking(body: Json, settings: Settings, dialect: Dialect) -> None:
    if settings.thinking is None or dialect.thinking == "none":
        return
    if dialect.thinking == "body":
        body["enable_thinking"] = settings.thinking
    else:
        body["chat_template_kwargs"] = {"enable_thinking": settings.thinking}
