"""Chunks to events, for every dialect at once.

What a chunk says of itself (`modality`, `audio.format`) decides how it is read, so a wrong guess
of the dialect never costs a reply. It reads leniently: keys may be missing, null or misspelt. Every
word goes through the door for a server's words.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from omni_nb.messages import _
from omni_nb.sound.formats import REPLY_RATE_HZ
from omni_nb.wire import places, spelling
from omni_nb.wire.complaint import complaint_in, complaint_of
from omni_nb.wire.event_builder import EventBuilder
from omni_nb.wire.events import Event
from omni_nb.wire.places import SoundPiece, as_list
from omni_nb.wire.server_words import ServerWords
from omni_nb.wire.spelling import spelled
from omni_nb.wire.sse import Chunk

_INNER = ("output", "data", "result", "response", "completion", "body")
_MOST_ALTERNATIVES = 100_000
_COMMON = frozenset({"content", "audio", "role"})
_BARE_AUDIO = frozenset({"data", "id", "expires_at"})
_ERRORS = frozenset({"error", "Error", "errors", "exception"})


class ChunkDecoder:
    """Events out of chunks: it finds what stands where in a chunk, and `EventBuilder` makes events of it.

    Args:
        rate_hz: Of sound whose rate nobody tells.
        asked_format: The format of sound that was asked for.
        words: What is struck out of a server's words.

    Attributes:
        strange: The first object that was no part of a reply, shortened.
    """

    def __init__(
        self, *, rate_hz: int = REPLY_RATE_HZ, asked_format: str = "", words: ServerWords | None = None
    ) -> None:
        self.strange = ""
        self._words = words or ServerWords()
        self._events = EventBuilder(rate_hz=rate_hz, asked_format=asked_format, words=self._words)
        self._started = False
        self._facts = 0
        self._others: dict[int, list[tuple[dict[str, Any], Chunk]]] = {}
        self._other_pieces = 0

    def feed(self, chunk: Chunk, at_s: float) -> list[Event]:
        """The facts of one chunk, in the order in which a person would meet them."""
        events, out = self._events, self._events.begin(at_s)
        chunk = spelled(chunk, spelling.CHUNK)
        if not chunk.get("choices"):
            chunk = _unwrapped(chunk)
        if not self._started:
            self._started = True
            events.started(chunk.get("id"), chunk.get("model"))
        before = len(out)
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else [choices]:
            if isinstance(choice, dict):
                choice = spelled(choice, spelling.CHOICE)
                if choice.get("index"):
                    self._alternative(choice, chunk)
                else:
                    self._choice(choice, chunk)
        if "audio" in chunk:
            events.sound(places.sounds_of(chunk["audio"]), chunk)
        if chunk.get("usage") or "x_groq" in chunk:
            events.usage(_usage_of(chunk))
        if (not choices or not _ERRORS.isdisjoint(chunk)) and (complaint := complaint_in(chunk)):
            events.error(complaint)
        elif len(out) == before and not choices and not self.strange and chunk.get("type") != "ping":
            self.strange = self._words.message(json.dumps(chunk, ensure_ascii=False, default=str)[:200])
        self._facts += len(out) - before
        events.tell_notes()
        return out

    def flush(self, at_s: float) -> list[Event]:
        """At the end of the stream: what the decoders held back."""
        out = self._events.begin(at_s)
        self._flush_others()
        self._events.flush()
        return out

    @property
    def pieces(self) -> int:
        """Grows with everything that is part of a reply; what does not make it grow is a sign of life."""
        return self._facts + self._events.sounds + self._other_pieces

    @property
    def held_bytes(self) -> int:
        """Bytes of sound that wait for their decoding."""
        return self._events.held_bytes

    @property
    def refused(self) -> bool:
        """The model's refusal came in a field of its own."""
        return self._events.refused

    # Choices

    def _alternative(self, choice: dict[str, Any], chunk: Chunk) -> None:
        """Keep a further answer aside, should the first stay without words and sound."""
        index = places.index_of(choice.get("index"))
        if not index:
            self._choice(choice, chunk)
            return
        self._other_pieces += 1
        if self._other_pieces <= _MOST_ALTERNATIVES:
            self._others.setdefault(index, []).append((choice, chunk))
        else:
            self._events.note("several_answers", _("only the beginning of the other answers was kept"))

    def _flush_others(self) -> None:
        if not self._others:
            return
        events, first = self._events, self._others[min(self._others)]
        silent = not (events.spoken or events.called or events.sounded)
        # vLLM-Omni: a reply that is not streamed has its words in one choice and its sound in another
        beside = not events.sounded and all(places.only_sound(c, top) for c, top in first)
        if silent or beside:
            for choice, chunk in first:
                self._choice(choice, chunk)
        if len(self._others) > 1 or not (silent or beside):
            n = len(self._others) + (0 if silent else 1)
            events.note("several_answers", _("the server sent {n} answers; this is the first of them", n=n))

    def _choice(self, choice: dict[str, Any], chunk: Chunk) -> None:
        delta, message = choice.get("delta"), choice.get("message")
        reason = places.reason_of(choice)
        if isinstance(delta, str):
            delta = {"content": delta}
        if isinstance(choice.get("text"), str) and not delta and not message:  # the old completions
            delta = {"content": choice["text"]}
        if isinstance(delta, dict) and delta:
            delta = spelled(delta, spelling.DELTA)
            if chunk.get("object") == "chat.completion" or (reason and self._repeats(delta, chunk)):
                self._whole(delta, chunk)
            else:
                self._delta(delta, chunk)
        if isinstance(message, dict) and message:
            self._whole(spelled(message, spelling.DELTA), chunk)
        if isinstance(choice.get("usage"), dict):  # Moonshot
            self._events.usage(choice["usage"])
        if reason:
            self._events.finished(reason)
        if choice.get("error"):  # OpenRouter
            self._events.error(complaint_of(choice["error"], chunk))

    def _repeats(self, delta: dict[str, Any], chunk: Chunk) -> bool:
        """Whether a last piece says all again: the words, or the sound with all of the words or none."""
        events, audio = self._events, delta.get("audio")
        transcript = audio.get("transcript") if isinstance(audio, dict) else None
        words = [w for w in (delta.get("content"), transcript) if w]
        if any(events.all_said(w) for w in words):
            return True
        sounds = [p for p in places.sounds_of(audio) if p.data] if events.sounded else []
        return (
            len(sounds) == 1
            and all(events.all_said(w, least=1) for w in words)
            and events.all_heard(sounds[0].data, chunk, sounds[0].format, sounds[0].rate, sounds[0].channels)
        )

    def _whole(self, message: dict[str, Any], chunk: Chunk) -> None:
        """A message that is whole: of a reply that is not streamed, or one that says again what was streamed."""
        events = self._events
        if not (events.spoken or events.sounded or events.called or events.thinks_apart):
            self._delta(message, chunk)
            return
        if chunk.get("modality") == "audio":
            if not events.sounded:
                self._delta(message, chunk)
            return
        content = message.get("content")
        events.whole_content(places.words_of(content))
        pieces = places.sounds_of(message.get("audio")) + [
            p for c in as_list(content) for p in places.sounds_of_part(c)
        ]
        for piece in pieces:
            events.say("whole transcript", piece.transcript)
        if not events.sounded:
            events.sound([replace(piece, transcript="") for piece in pieces], chunk)
        new = {"tool_calls", "function_call"} if not events.called else set()
        new |= {"refusal"} if not events.refused else set()
        new |= places.THINKING if not events.thinks_apart else set()
        self._delta({k: message[k] for k in new & message.keys()}, chunk)

    # What a choice holds

    def _delta(self, delta: dict[str, Any], chunk: Chunk) -> None:
        events, content, audio = self._events, delta.get("content"), delta.get("audio")
        more = not _COMMON.issuperset(delta)
        if more:
            if places.is_thought(delta):
                content, thinking = None, places.words_of(content)
            else:
                thinking = places.thinking_of(delta)
            if thinking:
                events.thinks_apart = True
                events.think(thinking)
            if delta.get("tool_calls") or delta.get("function_call"):
                events.call(places.calls_of(delta))
        if content:
            if chunk.get("modality") == "audio" and isinstance(content, str):  # vLLM-Omni
                events.sound([SoundPiece(data=content)], chunk)
            elif isinstance(content, str):
                events.content(content)
            else:
                self._parts(content, chunk)
        if more and (refusal := delta.get("refusal")) and isinstance(refusal, str):
            events.refuse(refusal)
        if audio:
            self._audio(audio, chunk)
        if more and delta.get("images"):
            events.note("not_shown", _("the answer contains pictures, which are not shown here"))

    def _audio(self, audio: Any, chunk: Chunk) -> None:
        data = audio.get("data") if isinstance(audio, dict) and _BARE_AUDIO.issuperset(audio) else None
        if isinstance(data, str) and not data.startswith("http"):  # as nearly all come: nothing else to look for
            if data:
                self._events.heard(data, chunk)
        else:
            self._events.sound(places.sounds_of(audio), chunk)

    def _parts(self, content: Any, chunk: Chunk) -> None:
        for part in as_list(content):
            if thinking := places.thinking_of_part(part):
                self._events.think(thinking)
            elif words := places.words_of(part):
                self._events.content(words)
            elif sounds := places.sounds_of_part(part):
                self._events.sound(sounds, chunk)
            elif isinstance(part, dict) and isinstance(kind := part.get("type"), str) and kind not in places.WORDS:
                self._events.note(
                    "not_shown",
                    _(
                        "the answer contains a part of type {name}, which is not shown here",
                        name=repr(self._words.name(kind)),
                    ),
                )


def _usage_of(chunk: dict[str, Any]) -> object:
    usage, groq = chunk.get("usage"), chunk.get("x_groq")
    return groq.get("usage") if usage is None and isinstance(groq, dict) else usage


def _unwrapped(chunk: Chunk) -> Chunk:
    """The completion in a gateway's envelope, or the chunk itself."""
    for key in _INNER:
        inner = chunk.get(key)
        if isinstance(inner, dict) and inner.get("choices"):
            return {k: v for k, v in chunk.items() if k in ("usage", "id", "model", "request_id")} | inner
    return chunk
