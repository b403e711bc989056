"""Chunks to events, for every dialect at once.

What a chunk says of itself (`modality`, `audio.format`) decides how it is read, so a wrong guess
of the dialect never costs a reply. It reads leniently: keys may be missing, null or misspelt. Every
word goes through the door for a server's words.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from omni_nb.sound.formats import Samples
from omni_nb.wire import places, spelling
from omni_nb.wire.complaint import Complaint, complaint_in, complaint_of
from omni_nb.wire.events import (
    AudioDelta,
    Event,
    Finish,
    Note,
    ReasoningDelta,
    Started,
    StreamError,
    TextDelta,
    ThinkingEnded,
    ToolCallDelta,
    Undecoded,
    UsageReport,
)
from omni_nb.wire.places import SoundPiece, as_list
from omni_nb.wire.server_words import RunningWords, ServerWords
from omni_nb.wire.sound_decoder import SoundDecoder
from omni_nb.wire.spelling import spelled
from omni_nb.wire.sse import Chunk
from omni_nb.wire.thinking import LoneClose, ThinkTags
from omni_nb.wire.transcript_merger import TranscriptMerger, WholeCharacters

_INNER = ("output", "data", "result", "response", "completion", "body")
_MOST_ALTERNATIVES = 100_000
_COMMON = frozenset({"content", "audio", "role"})
_BARE_AUDIO = frozenset({"data", "id", "expires_at"})
_ERRORS = frozenset({"error", "Error", "errors", "exception"})
_MOST_NOTES = 8
_LONG = 16  # shorter words may well be said twice


class ChunkDecoder:
    """Events out of chunks; holds the decoders that span chunks.

    Args:
        rate_hz: Of sound whose rate nobody tells.
        asked_format: The format of sound that was asked for.
        words: What is struck out of a server's words.

    Attributes:
        pieces: Grows with everything that is part of a reply; what does not make it grow is a sign of life.
        strange: The first object that was no part of a reply, shortened.
        refused: The model's refusal came in a field of its own.
    """

    def __init__(self, *, rate_hz: int = 24_000, asked_format: str = "", words: ServerWords | None = None) -> None:
        self.pieces = 0
        self.strange = ""
        self._words = words or ServerWords()
        self._sound = SoundDecoder(rate_hz=rate_hz, asked=asked_format)
        self._rate_hz = rate_hz
        self._text = TranscriptMerger()
        self._answer, self._thought = _Said(self._words), _Said(self._words)
        self._tags, self._lone = ThinkTags(), LoneClose()
        self._said: list[str] = []
        self._said_chars = 0
        self._spoken = self._sounded = self.refused = self._has_tools = self._thinks_apart = False
        self._started = False
        self._others: dict[int, list[tuple[dict[str, Any], Chunk]]] = {}
        self._other_pieces = 0
        self._tools: dict[str, int] = {}
        self._arguments: dict[int, RunningWords] = {}
        self._noted: list[str] = []
        self._said_notes = self._told = 0
        self._rate_noted = False

    def feed(self, chunk: Chunk, at_s: float) -> list[Event]:
        """The facts of one chunk, in the order in which a person would meet them."""
        out: list[Event] = []
        chunk = spelled(chunk, spelling.CHUNK)
        if not chunk.get("choices"):
            chunk = _unwrapped(chunk)
        if not self._started:
            self._started = True
            out.append(Started(at_s, self._words.name(chunk.get("id")), self._words.name(chunk.get("model"))))
        before = len(out)
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else [choices]:
            if isinstance(choice, dict):
                choice = spelled(choice, spelling.CHOICE)
                if choice.get("index"):
                    self._alternative(choice, chunk, at_s, out)
                else:
                    self._choice(choice, chunk, at_s, out)
        if "audio" in chunk:
            self._sounds(places.sounds_of(chunk["audio"]), chunk, at_s, out)
        if chunk.get("usage") or "x_groq" in chunk:
            self._usage(chunk, at_s, out)
        if (not choices or chunk.keys() & _ERRORS) and (complaint := complaint_in(chunk)):
            out.append(self._trouble(complaint, at_s))
        elif len(out) == before and not choices and not self.strange and chunk.get("type") != "ping":
            self.strange = self._words.message(json.dumps(chunk, ensure_ascii=False, default=str)[:200])
        self.pieces += len(out) - before
        if len(self._noted) > self._said_notes or len(self._sound.notes) > self._told:
            self._say_notes(at_s, out)
        return out

    def flush(self, at_s: float) -> list[Event]:
        """At the end of the stream: what the decoders held back."""
        out: list[Event] = []
        self._flush_others(at_s, out)
        thought, answer = self._tags.flush()
        self._think(thought, at_s, out)
        if answer:
            self._say("content", answer, at_s, out)
        if rest := self._thought.flush():
            out.append(ReasoningDelta(at_s, rest))
        if rest := self._answer.flush():
            out.append(TextDelta(at_s, rest))
        for index, running in self._arguments.items():
            if rest := running.flush():
                out.append(ToolCallDelta(at_s, index, "", "", rest))
        for rate_hz, samples in self._sound.flush():
            self._audio_out(samples, rate_hz, at_s, out)
        self._say_notes(at_s, out)
        if self._sound.undecoded:
            out.append(Undecoded(at_s, self._sound.undecoded))
        return out

    @property
    def held_bytes(self) -> int:
        """Sound that waits for its decoding."""
        return self._sound.held_bytes

    # Choices

    def _alternative(self, choice: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        """Not the first of several answers: kept aside, should the first stay without."""
        index = places.index_of(choice.get("index"))
        if not index:
            self._choice(choice, chunk, at_s, out)
            return
        self._other_pieces += 1
        self.pieces += 1
        if self._other_pieces <= _MOST_ALTERNATIVES:
            self._others.setdefault(index, []).append((choice, chunk))
        else:
            self._note("of the further answers only the beginning was kept")

    def _flush_others(self, at_s: float, out: list[Event]) -> None:
        if not self._others:
            return
        first = self._others[min(self._others)]
        silent = not (self._spoken or self._has_tools or self._sounded)
        # vLLM-Omni: a reply that is not streamed has its words in one choice and its sound in another
        beside = not self._sounded and all(places.only_sound(c, top) for c, top in first)
        if silent or beside:
            for choice, chunk in first:
                self._choice(choice, chunk, at_s, out)
        if len(self._others) > 1 or not (silent or beside):
            n = len(self._others) + (0 if silent else 1)
            self._note(f"the server sent {n} answers; this is the first of them")

    def _choice(self, choice: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        delta, message = choice.get("delta"), choice.get("message")
        reason = choice.get("finish_reason")
        if isinstance(delta, str):
            delta = {"content": delta}
        if isinstance(choice.get("text"), str) and not delta and not message:  # the old completions
            delta = {"content": choice["text"]}
        if isinstance(delta, dict) and delta:
            delta = spelled(delta, spelling.DELTA)
            if chunk.get("object") == "chat.completion" or (reason and self._repeats(delta)):
                self._whole(delta, chunk, at_s, out)
            else:
                self._delta(delta, chunk, at_s, out)
        if isinstance(message, dict) and message:
            self._whole(spelled(message, spelling.DELTA), chunk, at_s, out)
        if isinstance(choice.get("usage"), dict):  # Moonshot
            self._usage(choice, at_s, out)
        if isinstance(reason, str) and reason:
            out.append(Finish(at_s, self._words.name(reason)))
        if choice.get("error"):  # OpenRouter
            out.append(self._trouble(complaint_of(choice["error"], chunk), at_s))

    def _repeats(self, delta: dict[str, Any]) -> bool:
        """A last piece that says all again."""
        audio = delta.get("audio")
        for words in (delta.get("content"), audio.get("transcript") if isinstance(audio, dict) else None):
            if isinstance(words, str) and len(words) == self._said_chars >= _LONG and words == "".join(self._said):
                return True
        return False

    def _whole(self, message: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        """A message that is whole: of a reply that is not streamed, or one that says again what was streamed."""
        if not (self._spoken or self._sounded or self._has_tools or self._thinks_apart):
            self._delta(message, chunk, at_s, out)
            return
        if chunk.get("modality") == "audio":
            if not self._sounded:
                self._delta(message, chunk, at_s, out)
            return
        content = message.get("content")
        tags = ThinkTags()
        first, last = tags.feed(places.words_of(content)), tags.flush()
        self._say("message", first[1] + last[1], at_s, out)
        pieces = places.sounds_of(message.get("audio")) + [
            p for c in as_list(content) for p in places.sounds_of_part(c)
        ]
        for piece in pieces:
            self._say("whole transcript", piece.transcript, at_s, out)
        if not self._sounded:
            self._sounds([replace(piece, transcript="") for piece in pieces], chunk, at_s, out)
        new = {"tool_calls", "function_call"} if not self._has_tools else set()
        new |= {"refusal"} if not self.refused else set()
        new |= places.THINKING if not self._thinks_apart else set()
        self._delta({k: message[k] for k in new & message.keys()}, chunk, at_s, out)

    # What a choice holds

    def _delta(self, delta: dict[str, Any], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        content, audio = delta.get("content"), delta.get("audio")
        more = not delta.keys() <= _COMMON
        if more:
            if thinking := places.thinking_of(delta):
                self._thinks_apart = True
                self._think(thinking, at_s, out)
            if delta.get("tool_calls") or delta.get("function_call"):
                self._tool_calls(places.calls_of(delta), at_s, out)
        if content:
            if chunk.get("modality") == "audio" and isinstance(content, str):  # vLLM-Omni
                self._sounds([SoundPiece(data=content)], chunk, at_s, out)
            elif isinstance(content, str):
                self._content(content, at_s, out)
            else:
                self._parts(content, chunk, at_s, out)
        if more and (refusal := delta.get("refusal")) and isinstance(refusal, str):
            if not self.refused:
                self.refused = True
                self._note("the model declined to answer (refusal)")
            self._say("refusal", refusal, at_s, out)
        if audio:
            data = audio.get("data") if isinstance(audio, dict) and audio.keys() <= _BARE_AUDIO else None
            if isinstance(data, str) and not data.startswith("http"):
                if data:
                    self._heard(data, "", None, None, chunk, at_s, out)
            else:
                self._sounds(places.sounds_of(audio), chunk, at_s, out)
        if more and delta.get("images"):
            self._note("the answer holds pictures, which are not shown here")

    def _content(self, text: str, at_s: float, out: list[Event]) -> None:
        thought, words = self._tags.feed(text)
        if thought:
            self._think(thought, at_s, out)
        if words:
            self._say("content", words, at_s, out)
            if self._lone.feed(words):
                out.append(ThinkingEnded(at_s))

    def _parts(self, content: Any, chunk: Chunk, at_s: float, out: list[Event]) -> None:
        for part in as_list(content):
            if thinking := places.thinking_of_part(part):
                self._think(thinking, at_s, out)
            elif words := places.words_of(part):
                self._content(words, at_s, out)
            elif sounds := places.sounds_of_part(part):
                self._sounds(sounds, chunk, at_s, out)
            elif isinstance(part, dict) and isinstance(kind := part.get("type"), str) and kind not in places.WORDS:
                self._note(f"the answer holds a part of type {self._words.name(kind)!r}, which is not shown here")

    def _say(self, place: str, words: str, at_s: float, out: list[Event]) -> None:
        if words and (new := self._text.feed(place, words)):
            self._spoken = True
            self._said.append(new)
            self._said_chars += len(new)
            if new := self._answer.feed(new):
                out.append(TextDelta(at_s, new))

    def _think(self, words: str, at_s: float, out: list[Event]) -> None:
        if words and (words := self._thought.feed(words)):
            out.append(ReasoningDelta(at_s, words))

    def _tool_calls(self, calls: list[places.CallPiece], at_s: float, out: list[Event]) -> None:
        for call in calls:
            self._has_tools = True
            key = call.key or next(reversed(self._tools), "0")
            new = key not in self._tools
            index = self._tools.setdefault(key, len(self._tools))
            running = self._arguments.setdefault(index, self._words.running())
            name, id = (self._words.name(v) if new or v else "" for v in (call.name, call.id))
            out.append(ToolCallDelta(at_s, index, id, name, running.feed(call.arguments)))

    def _sounds(self, pieces: list[SoundPiece], chunk: Chunk, at_s: float, out: list[Event]) -> None:
        for piece in pieces:
            if piece.transcript:
                self._say("transcript", piece.transcript, at_s, out)
            if piece.url:
                self._note(f"the sound stands at {self._words.name(piece.url)}, and is not fetched from there")
            elif piece.problem:
                self._note(piece.problem)
            if piece.data:
                word = self._words.name(piece.format) if piece.format else ""
                self._heard(piece.data, word, piece.rate, piece.channels, chunk, at_s, out)

    def _heard(
        self, data: str, word: str, rate: object, channels: object, chunk: Chunk, at_s: float, out: list[Event]
    ) -> None:
        self._sounded = True
        self.pieces += 1
        if rate is None:
            rate = chunk.get("sample_rate_hz") or chunk.get("sample_rate")
        for rate_hz, samples in self._sound.feed(data, word, rate, channels or chunk.get("channels")):
            self._audio_out(samples, rate_hz, at_s, out)

    def _audio_out(self, samples: Samples, rate_hz: int, at_s: float, out: list[Event]) -> None:
        if rate_hz != self._rate_hz and not self._rate_noted:
            self._rate_noted = True
            self._note(f"the sound comes at {rate_hz:,} Hz, not at {self._rate_hz:,}")
        out.append(AudioDelta(at_s, samples, rate_hz))

    def _usage(self, chunk: dict[str, Any], at_s: float, out: list[Event]) -> None:
        usage = chunk.get("usage")
        if usage is None and isinstance(chunk.get("x_groq"), dict):
            usage = chunk["x_groq"].get("usage")
        if isinstance(usage, dict) and (numbers := places.numbers_in(usage, self._words.name)):
            out.append(UsageReport(at_s, numbers))

    def _trouble(self, c: Complaint, at_s: float) -> StreamError:
        w = self._words
        return StreamError(at_s, w.message(c.message), c.status, w.name(c.code) or None, w.name(c.request_id) or None)

    def _note(self, text: str) -> None:
        if text not in self._noted and len(self._noted) < _MOST_NOTES:
            self._noted.append(text)

    def _say_notes(self, at_s: float, out: list[Event]) -> None:
        new = self._noted[self._said_notes :] + self._sound.notes[self._told :]
        out.extend(Note(at_s, text) for text in new)
        self._said_notes, self._told = len(self._noted), len(self._sound.notes)


class _Said:
    """Whole characters, then the door for a server's words."""

    def __init__(self, words: ServerWords) -> None:
        self._characters, self._running = WholeCharacters(), words.running()

    def feed(self, piece: str) -> str:
        return self._running.feed(self._characters.feed(piece))

    def flush(self) -> str:
        return self._running.feed(self._characters.flush()) + self._running.flush()


def _unwrapped(chunk: Chunk) -> Chunk:
    """The completion in a gateway's envelope, or the chunk itself."""
    for key in _INNER:
        inner = chunk.get(key)
        if isinstance(inner, dict) and inner.get("choices"):
            return {k: v for k, v in chunk.items() if k in ("usage", "id", "model", "request_id")} | inner
    return chunk
