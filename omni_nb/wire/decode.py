"""Chunks to events, for every dialect at once.

What a chunk says of itself (`modality`, `audio.format`) decides how it is read, so a wrong guess
of the dialect never costs a reply. It reads leniently: keys may be missing, null or misspelt.
"""

from __future__ import annotations

import difflib
import functools
import re
from typing import Any

from omni_nb.errors import OmniError
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Base64Decoder, PcmDecoder, PcmFormat, Samples
from omni_nb.wire.events import (
    AudioDelta,
    Event,
    Finish,
    Note,
    ReasoningDelta,
    Started,
    TextDelta,
    Trouble,
    UsageReport,
)
from omni_nb.wire.sse import Chunk
from omni_nb.wire.words import OneText, WholeCharacters

_CHUNK_KEYS = frozenset({
    "id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier", "error", "modality", "metrics",
    "sample_rate_hz", "sample_rate", "provider", "request_id", "obfuscation", "prompt_logprobs", "prompt_token_ids", "kv_transfer_params",
})  # fmt: skip
_CHOICE_KEYS = frozenset({
    "delta", "message", "finish_reason", "index", "logprobs", "stop_reason", "token_ids", "matched_stop", "native_finish_reason",
})  # fmt: skip
_DELTA_KEYS = frozenset({
    "content", "audio", "role", "reasoning_content", "reasoning", "tool_calls", "refusal", "function_call", "annotations", "reasoning_details",
})  # fmt: skip
_AUDIO_KEYS = frozenset({"data", "transcript", "id", "expires_at", "format", "sample_rate", "sample_rate_hz"})


class ChunkDecoder:
    """Events out of chunks; holds the decoders that span chunks."""

    def __init__(self, *, rate_hz: int = 24_000) -> None:
        self._base64 = Base64Decoder()
        self._pcm = PcmDecoder(rate_hz=rate_hz)
        self._rate_hz = rate_hz
        self._text = OneText()
        self._whole = {"answer": WholeCharacters(), "thinking": WholeCharacters()}
        self._started = False
        self._notes_said = 0
        self._rate_noted = False

    def feed(self, chunk: Chunk, at_s: float) -> list[Event]:
        """The facts of one chunk, in the order in which a person would meet them."""
        out: list[Event] = []
        if not self._started:
            self._started = True
            out.append(Started(at_s, _str(chunk.get("id")), _str(chunk.get("model"))))
        chunk = _spelled(chunk, _CHUNK_KEYS)
        if chunk.get("error"):
            out.append(_trouble(chunk["error"], chunk, at_s))
        for choice in _list(chunk.get("choices")):  # a reply that is not streamed may put the sound into a second one
            if isinstance(choice, dict):
                self._choice(_spelled(choice, _CHOICE_KEYS), chunk, at_s, out)
        usage = chunk.get("usage")
        if isinstance(usage, dict) and usage:
            out.append(UsageReport(at_s, usage))
        self._say_notes(at_s, out)
        return out

    def flush(self, at_s: float) -> list[Event]:
        """At the end of the stream: what the decoders held back."""
        out: list[Event] = []
        self._pcm_out(self._base64.flush(), at_s, out)
        for rate_hz, samples in self._pcm.flush():
            self._audio_out(samples, rate_hz, at_s, out)
        if self._base64.dropped:
            out.append(Note(at_s, f"{self._base64.dropped} character(s) of the sound were not base64; left out"))
        self._say_notes(at_s, out)
        return out

    def _choice(self, choice: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            self._delta(_spelled(delta, _DELTA_KEYS), chunk, at_s, out)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            out.append(Finish(at_s, reason))

    def _delta(self, delta: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        thinking = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(thinking, str) and (thinking := self._whole["thinking"].feed(thinking)):
            out.append(ReasoningDelta(at_s, thinking))
        content = delta.get("content")
        if chunk.get("modality") == "audio":  # vLLM-Omni
            if isinstance(content, str) and content:
                self._sound(content, None, chunk.get("sample_rate_hz") or chunk.get("sample_rate"), at_s, out)
            content = None
        if content:
            self._say(self._text.feed("content", _words(content)), at_s, out)
        audio = delta.get("audio")
        if isinstance(audio, dict):
            audio = _spelled(audio, _AUDIO_KEYS)
            transcript = audio.get("transcript")
            if isinstance(transcript, str) and transcript:
                self._say(self._text.feed("transcript", transcript), at_s, out)
            data = audio.get("data")
            if isinstance(data, str) and data:
                rate = audio.get("sample_rate") or audio.get("sample_rate_hz") or chunk.get("sample_rate_hz")
                self._sound(data, audio.get("format"), rate, at_s, out)

    def _say(self, words: str, at_s: float, out: list[Event]) -> None:
        if words and (words := self._whole["answer"].feed(words)):
            out.append(TextDelta(at_s, words))

    def _sound(self, data: str, fmt: object, rate: object, at_s: float, out: list[Event]) -> None:
        if fmt in ("mp3", "flac", "opus", "ogg", "aac", "m4a"):
            self._encoded(data, str(fmt), at_s, out)
            return
        if (
            isinstance(rate, int)
            and 1_000 <= rate <= 768_000
            and not self._pcm.headers
            and rate != self._pcm.format.rate_hz
        ):
            self._pcm.format = PcmFormat(rate_hz=rate)
        self._pcm_out(self._base64.feed(data), at_s, out)

    def _encoded(self, data: str, fmt: str, at_s: float, out: list[Event]) -> None:
        """sglang-omni: each chunk is a file of its own."""
        own = Base64Decoder()
        try:
            clip = Clip.read(own.feed(data) + own.flush())
        except OmniError as err:
            out.append(Note(at_s, f"a piece of sound ({fmt}) could not be decoded and is missing: {err.cause}"))
            return
        self._audio_out(clip.samples, clip.sample_rate, at_s, out)

    def _pcm_out(self, data: bytes, at_s: float, out: list[Event]) -> None:
        if data:
            for rate_hz, samples in self._pcm.feed(data):
                self._audio_out(samples, rate_hz, at_s, out)

    def _audio_out(self, samples: Samples, rate_hz: int, at_s: float, out: list[Event]) -> None:
        if rate_hz != self._rate_hz and not self._rate_noted:
            self._rate_noted = True
            out.append(Note(at_s, f"the sound comes at {rate_hz:,} Hz, not at {self._rate_hz:,}"))
        out.append(AudioDelta(at_s, samples, rate_hz))

    def _say_notes(self, at_s: float, out: list[Event]) -> None:
        if len(self._pcm.notes) > self._notes_said:
            out.extend(Note(at_s, text) for text in self._pcm.notes[self._notes_said : 8])
            self._notes_said = len(self._pcm.notes)


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(_str(p.get("text")) for p in _list(content) if isinstance(p, dict))


def _spelled(d: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The dict with misspelt keys put right. Nearly always the dict itself."""
    if d.keys() <= known:
        return d
    fixed = dict(d)
    for key in d.keys() - known:
        right = _nearest_key(key, known)
        if right and not d.get(right):
            fixed[right] = fixed.pop(key)
    return fixed


@functools.lru_cache(maxsize=256)
def _nearest_key(key: str, known: frozenset[str]) -> str | None:
    return next(iter(difflib.get_close_matches(key, known, n=1, cutoff=0.84)), None)


def _trouble(error: Any, chunk: Chunk, at_s: float) -> Trouble:
    e = error if isinstance(error, dict) else {"message": str(error)}
    message = _str(e.get("message")) or "the service reported an error without words"
    # DashScope writes the status into the words; OpenRouter gives it as `code`
    found = re.search(r"<(\d{3})>", message)
    code = e.get("code")
    status = int(found.group(1)) if found else code if isinstance(code, int) and 100 <= code < 600 else None
    request_id = _str(chunk.get("request_id")) or _str(e.get("request_id")) or _str(chunk.get("id"))
    return Trouble(at_s, message, status, _str(code) or None, request_id or None)


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
