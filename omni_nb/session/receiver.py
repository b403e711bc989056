"""One answer as it comes: bytes to chunks to events, and what is seen of it on the way. It asks nobody and shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from omni_nb.messages import _
from omni_nb.session import outcome
from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.events import (
    AudioDelta,
    Event,
    Finish,
    ReasoningDelta,
    StreamError,
    TextDelta,
    ToolCallDelta,
    Undecoded,
)
from omni_nb.wire.limits import Limits, too_much
from omni_nb.wire.server_words import ServerWords
from omni_nb.wire.sse import SseDecoder

_MOST_REASONS = 64


class Receiver:
    """Decodes one answer.

    Args:
        body: What was asked.
        limits: How much may come.
        silence_s: The longest time without anything of the reply, whatever signs of life come.
        words: The door for a server's words.

    Attributes:
        sse: How the body looks.
        decode: Chunk and time to events.
        content: Words, thinking, sound or a tool call came.
        words_came: Words of the answer came.
        sound_bytes: Samples that came, in bytes.
        finish_last: A finish reason came, and no content behind it.
        reasons: Finish reasons, in their order.
    """

    def __init__(self, body: Json, *, limits: Limits, silence_s: float, words: ServerWords) -> None:
        asked = body.get("audio")
        self.sse = SseDecoder(limits)
        self._decoder = ChunkDecoder(
            asked_format=str(asked.get("format") or "") if isinstance(asked, dict) else "", words=words
        )
        self._limits, self._silence_s, self._words = limits, silence_s, words
        self.content = self.words_came = self.finish_last = False
        self.reasons: list[str] = []
        self.sound_bytes = self._chars = self._pieces = 0
        self._moved_s = 0.0
        self._bounded = True
        self.decode: Callable[[Json, float], list[Event]] = self._decoder.feed

    @property
    def over(self) -> bool:
        """Nothing more is to be read."""
        return self.sse.done or self.sse.too_long

    def chunks(self, data: bytes) -> Iterator[tuple[Json, str]]:
        """The chunks that are whole now, each with its JSON."""
        return zip(self.sse.feed(data), self.sse.texts, strict=True)

    def rest(self) -> Iterator[tuple[Json, str]]:
        """At the end of the body: the chunk that nothing ended."""
        return zip(self.sse.flush(), self.sse.texts, strict=True)

    def flush(self, at_s: float) -> list[Event]:
        """What the decoders held back."""
        return self._decoder.flush(at_s)

    def see(self, events: Sequence[Event]) -> StreamError | None:
        """Take note of what came; an error that the server sends inside of its answer is given back."""
        for event in events:
            kind = type(event)
            if kind is TextDelta:
                self._chars += len(event.text)  # type: ignore[union-attr]
                self.words_came = True
            elif kind is AudioDelta:
                self.sound_bytes += 2 * len(event.samples)  # type: ignore[union-attr]
            elif isinstance(event, ReasoningDelta):
                self._chars += len(event.text)
            elif isinstance(event, ToolCallDelta):
                self._chars += len(event.arguments)
            elif isinstance(event, Finish):
                self.finish_last = True
                if len(self.reasons) < _MOST_REASONS or event.reason not in self.reasons:
                    self.reasons.append(event.reason)
                continue
            elif isinstance(event, StreamError):
                return event
            elif not isinstance(event, Undecoded):
                continue
            self.content, self.finish_last = True, False
        return None

    def watch(self, at_s: float, *, moved: bool) -> None:
        """Judge whether it goes on, after each arrival.

        Two clocks: of bytes the transport's; comments and pings keep that from ringing, and this one not.

        Raises:
            StreamBroken: Nothing but signs of life for too long, or a file of sound that is too large.
        """
        pieces = self._decoder.pieces
        if moved or pieces != self._pieces or self.sse.in_long_line:
            self._pieces, self._moved_s = pieces, at_s
        elif at_s - self._moved_s > self._silence_s:
            raise outcome.stalled(self._silence_s)
        if self._decoder.held_bytes > self._limits.sound_bytes:
            raise too_much(_("a sound file"), "sound_bytes", self._limits.sound_bytes)

    def bound(self) -> None:
        """Judge whether it is too much; said once.

        Raises:
            StreamBroken: It is.
        """
        limits = self._limits
        if self._bounded and self._chars > limits.text_chars:
            self._bounded = False
            raise too_much(_("the words"), "text_chars", limits.text_chars)
        if self._bounded and self.sound_bytes > limits.sound_bytes:
            self._bounded = False
            raise too_much(_("the sound"), "sound_bytes", limits.sound_bytes)

    def seen(self, *, sound: bool, sound_asked: bool, sound_kept: bool, tools: Sequence[str]) -> outcome.Seen:
        """All that is needed to judge how it ended. For the arguments see `Seen`."""
        door, sse = self._words, self.sse
        return outcome.Seen(
            done=sse.done, finish_last=self.finish_last, reasons=self.reasons, content=self.content, words=self.words_came,
            sound=sound, sound_asked=sound_asked, sound_kept=sound_kept, tools=tools, declined=self._decoder.refused,
            torn=[door.message(t) for t in sse.torn], odd=[door.message(t) for t in sse.odd], page=door.message(sse.page),
            damaged=sse.damaged, strange=self._decoder.strange,
        )  # fmt: skip
