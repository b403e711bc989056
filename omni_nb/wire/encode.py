"""A request as the JSON of one dialect. It sends nothing and knows no key."""

from __future__ import annotations

from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt, TextPart
from omni_nb.prompt.request import Request, Settings
from omni_nb.prompt.words import sendable
from omni_nb.wire.dialects.dialect import Dialect, Json, encode_image


def encode(request: Request, dialect: Dialect) -> Json:
    """The body of `POST /chat/completions`.

    Parts keep the order in which they were written ("First:", a picture, "Second:", a picture): another order is
    another question. Earlier answers are text only.

    Raises:
        PromptRefused: The dialect has no words for a part.
    """
    settings = request.settings
    messages: list[Json] = []
    if settings.system:
        messages.append({"role": "system", "content": sendable(settings.system)})
    for turn in request.turns:
        messages.append({"role": "user", "content": _content(turn.prompt, dialect)})
        messages.append({"role": "assistant", "content": sendable(turn.answer)})
    messages.append({"role": "user", "content": _content(request.prompt, dialect)})
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
    what = _(
        "{title} receives sounds and videos separately from the text, so their position in the text is not sent",
        title=dialect.title,
    )
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
