"""An answer as each server would frame it: a timeline of chunks, or one JSON document.

Times are seconds of the service's own pace: words 40 a second after 0.35 s, sound at 2.5 times
real time after 0.7 s, as measured of the hosted models by others.
"""

from __future__ import annotations

import base64
import heapq
import json
import re
import struct
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from omni_nb.servers.simulator.answers import Answer, tokens
from omni_nb.servers.simulator.request import Asked
from omni_nb.servers.simulator.speech import RATE_HZ, Speech
from omni_nb.servers.simulator.tools import ToolCall
from omni_nb.sound.clip import Clip

Json = dict[str, Any]
Timed = tuple[float, str | bytes]

_TEXT_FROM_S, _TEXT_EVERY_S = 0.35, 0.025
_SOUND_FROM_S, _SOUND_SPEED, _SOUND_CHUNK_S = 0.7, 2.5, 0.2
HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror='window.pwned=2'>\n\n![remote](http://example.invalid/pixel.png)\n\n"
    "[link](javascript:window.pwned=3)\n\n<iframe src='http://example.invalid/'></iframe> <b>bold?</b>\n\n`<script>window.pwned=4</script>`\n\n"
    "- ```html\n  <script>window.pwned=5</script>\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How this reply is written, and what marks it: each has an id and a time of its own."""

    dialect: str
    faults: frozenset[str]
    asked: Asked
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4()}")
    created: int = field(default_factory=lambda: int(time.time()))

    def has(self, *names: str) -> bool:
        """One of these faults is on."""
        return not self.faults.isdisjoint(names)


def stream(answer: Answer, speech: Speech | None, f: Framing) -> Iterator[Timed]:
    """The events of the stream, each with its time; the text of SSE, ready to be written."""
    words = (HOSTILE + answer.text) if f.has("hostile") else answer.text
    last = 0.0
    if f.dialect != "plain" or answer.reasoning or words:
        yield 0.3, _sse(_first(f))
    if answer.call is not None:
        words, speech = "", None
    timeline = heapq.merge(
        _text(words, answer.reasoning, f), _call(answer.call, f), _sound(speech, f), key=lambda step: step[0]
    )
    for at_s, event in timeline:
        last = at_s
        if f.has("comments") or f.dialect == "openrouter":
            yield at_s, ": OPENROUTER PROCESSING\n\n"
        yield at_s, event
    if f.has("no-finish"):
        return
    yield last + 0.02, _sse(_chunk(f, {"content": ""} if f.dialect == "dashscope" else {}, finish=answer.finish))
    if f.asked.include_usage and not f.has("no-usage"):
        yield last + 0.03, _sse({**_chunk(f, {}), "choices": [], "usage": usage(answer, speech, f.asked)})
    if not f.has("no-done"):
        yield last + 0.03, "data: [DONE]\n\n"


def document(answer: Answer, speech: Speech | None, f: Framing) -> Json:
    """The same without a stream."""
    message: Json = {"role": "assistant", "content": answer.text}
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    if answer.call is not None:
        speech = None
        message |= {"content": None if f.dialect == "openai" else "", "tool_calls": [_tool_call(answer.call)]}
    elif speech is not None:
        data = _b64(speech.whole().encode("wav"))
        message["audio"] = {"id": "audio_sim", "data": data, "transcript": answer.text, "expires_at": f.created}
        if f.dialect in ("openai", "openrouter"):
            message["content"] = None
    choice = {"message": message, "finish_reason": answer.finish, "index": 0, "logprobs": None}
    return {
        "choices": [choice], "object": "chat.completion", "usage": usage(answer, speech, f.asked), "created": f.created,
        "system_fingerprint": None, "model": f.asked.model.id, "id": f.id,
    }  # fmt: skip


def usage(answer: Answer, speech: Speech | None, asked: Asked) -> Json:
    """Counts by rules of thumb; the shape is the service's. Of speech, what was made of it so far."""
    kinds: Json = {"text_tokens": 10 + len(tokens(asked.all_text))}
    for media in asked.media:
        kinds[f"{media.kind}_tokens"] = kinds.get(f"{media.kind}_tokens", 0) + 25 + len(media.data) // 20_000
    out: Json = {"text_tokens": len(tokens(answer.text if answer.call is None else answer.call.arguments))}
    if speech is not None:
        out["audio_tokens"] = max(1, round(speech.duration_s * asked.model.tokens.audio_out_per_s))
    if answer.reasoning:
        out["reasoning_tokens"] = len(tokens(answer.reasoning))
    into, done = sum(kinds.values()), sum(out.values())
    return {
        "prompt_tokens": into, "completion_tokens": done, "total_tokens": into + done,
        "completion_tokens_details": out, "prompt_tokens_details": kinds,
    }  # fmt: skip


def _tool_call(call: ToolCall) -> Json:
    return {"index": 0, "id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _call(call: ToolCall | None, f: Framing) -> Iterator[Timed]:
    """A call as the service streams it: its name first, then its arguments in pieces."""
    if call is None:
        return
    first = _tool_call(call)
    first["function"] = {"name": call.name, "arguments": ""}
    yield _TEXT_FROM_S, _sse(_chunk(f, {"content": None, "tool_calls": [first]}))
    for i in range(0, len(call.arguments), 8):
        piece: Json = {"index": 0, "function": {"arguments": call.arguments[i : i + 8]}}
        if f.dialect == "dashscope":  # which repeats the rest, with an empty id
            piece |= {"id": "", "type": "function"}
        yield _TEXT_FROM_S + (i // 8 + 1) * _TEXT_EVERY_S, _sse(_chunk(f, {"content": None, "tool_calls": [piece]}))


def _text(words: str, reasoning: str, f: Framing) -> Iterator[Timed]:
    at_s = _TEXT_FROM_S
    for piece in re.findall(r"\S+\s*|\s+", reasoning):
        at_s += _TEXT_EVERY_S
        yield at_s, _sse(_chunk(f, {"content": None, "reasoning_content": piece}))
    old = f.asked.model.legacy and f.asked.sound
    in_transcript = (
        f.has("transcript")
        or (f.asked.sound and f.dialect in ("openai", "openrouter"))
        or (old and f.dialect == "dashscope")
    )
    for piece in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+[ \t]*|\s+", words):
        at_s += _TEXT_EVERY_S
        if f.has("both-places"):
            delta: Json = {"content": piece, "audio": {"transcript": piece}}
        elif in_transcript:
            delta = {"content": None, "audio": {"transcript": piece, "id": "audio_sim"}}
        else:
            delta = {"content": piece}
        yield at_s, _sse(_chunk(f, delta, modality="text"))


def _sound(speech: Iterable[Clip] | None, f: Framing) -> Iterator[Timed]:
    if speech is None or f.dialect == "plain":
        return
    rate_hz = 16_000 if f.has("rate-16000") else RATE_HZ
    pack = _packer(f, rate_hz)
    pieces: Iterable[str] = (pack(i, block) for i, block in enumerate(_blocks(speech, rate_hz, f)))
    if f.has("odd-splits"):
        pieces = _resplit(pieces)
    for i, piece in enumerate(pieces):
        yield _SOUND_FROM_S + i * _SOUND_CHUNK_S / _SOUND_SPEED, _sse(_sound_chunk(f, piece, rate_hz))


def _blocks(speech: Iterable[Clip], rate_hz: int, f: Framing) -> Iterator[bytes]:
    """PCM in pieces of 0.2 s (of odd lengths with that fault), across paragraphs; no more is held than one paragraph."""
    held, at, n = b"", 0, 1_001 if f.has("odd-splits") else int(rate_hz * _SOUND_CHUNK_S) * 2
    for clip in speech:
        held, at = held[at:] + clip.resample(rate_hz).samples.tobytes(), 0
        while len(held) - at >= n:
            yield held[at : at + n]
            at += n
            if f.has("odd-splits"):
                n = (n * 7 + 3) % 9_001 | 1
    if len(held) > at:
        yield held[at:]


def _sound_chunk(f: Framing, data: str, rate_hz: int) -> Json:
    if f.dialect.startswith("vllm"):
        chunk = _chunk(f, {"content": data}, modality="audio", finish="stop")
        if f.dialect == "vllm-omni":
            chunk["sample_rate_hz"] = rate_hz
        return chunk
    if f.dialect == "sglang-omni":
        fmt = f.asked.audio_format or "wav"
        return _chunk(f, {"audio": {"data": data, "format": fmt, "sample_rate": rate_hz}})
    return _chunk(f, {"audio": {"data": data, "expires_at": f.created, "id": "audio_sim"}})


def _packer(f: Framing, rate_hz: int) -> Callable[[int, bytes], str]:
    """Chunk number and PCM → the base64 that goes out."""

    def pack(i: int, pcm: bytes) -> str:
        if f.dialect == "sglang-omni":
            clip = Clip(np.frombuffer(pcm[: len(pcm) & ~1], np.int16), rate_hz)
            fmt: Any = f.asked.audio_format if f.asked.audio_format in ("wav", "flac", "mp3", "opus") else "wav"
            return _b64(clip.encode(fmt))
        if f.has("header-per-chunk", "rate-16000") or f.dialect == "vllm-omni-old":
            pcm = riff(pcm, rate_hz)
        elif f.has("header-zero"):
            pcm = riff(pcm, rate_hz, size=0)
        elif f.has("list-tail"):
            pcm = riff(pcm, rate_hz, tail=b"LIST" + struct.pack("<I", 14) + b"INFOISFT\x02\x00\x00\x00om")
        elif (f.has("header-first") or f.dialect == "vllm-omni") and i == 0:
            pcm = riff(pcm, rate_hz, size=0xFFFFFFFF)
        if f.has("padded-base64") or f.dialect == "openrouter":
            third = len(pcm) // 3 + 1
            return "".join(_b64(pcm[j : j + third]) for j in range(0, len(pcm), third))
        return _b64(pcm)

    return pack


def riff(pcm: bytes, rate_hz: int, *, size: int | None = None, tail: bytes = b"") -> bytes:
    """A wav file; `size` overrides what the header says."""
    said = len(pcm) if size is None else size
    whole = said if size is not None else 36 + len(pcm) + len(tail)
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    return b"RIFF" + struct.pack("<I", whole) + b"WAVE" + fmt + b"data" + struct.pack("<I", said) + pcm + tail


def _resplit(pieces: Iterable[str]) -> Iterator[str]:
    """Base64 strings whose borders are no multiples of four, as if a proxy had re-cut them."""
    carry = ""
    for piece in pieces:
        text = carry + piece
        cut = max(len(text) - 3, 0) if len(text) % 2 else max(len(text) - 1, 0)
        yield text[:cut]
        carry = text[cut:]
    yield carry


def _first(f: Framing) -> Json:
    delta: Json = {"role": "assistant"} if f.dialect != "dashscope" else {"content": "", "role": "assistant"}
    return _chunk(f, delta, modality="text")


def _chunk(f: Framing, delta: Json, *, finish: str | None = None, modality: str | None = None) -> Json:
    chunk: Json = {
        "choices": [{"delta": delta, "finish_reason": finish, "index": 0, "logprobs": None}], "object": "chat.completion.chunk",
        "usage": None, "created": f.created, "system_fingerprint": None, "model": f.asked.model.id, "id": f.id,
    }  # fmt: skip
    if f.dialect.startswith("vllm") and modality:
        chunk["modality"] = modality
    return _misspell(chunk) if f.has("misspelt") else chunk


def _misspell(chunk: Json) -> Json:
    for choice in chunk["choices"]:
        audio = choice["delta"].get("audio")
        if audio and "transcript" in audio:
            audio["trancript"] = audio.pop("transcript")
        if "reasoning_content" in choice["delta"]:
            choice["delta"]["reasoning_contnet"] = choice["delta"].pop("reasoning_content")
        if choice["finish_reason"]:
            choice["finish_reson"] = choice.pop("finish_reason")
    chunk.pop("object")
    return chunk


def _sse(chunk: Json) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False, separators=(',', ':'))}\n\n"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
