"""The fold of events into a `Reply`.

Live, replayed and reloaded replies are the same value, built by the same fold. It knows no server and no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_nb import catalog
from omni_nb.errors import OmniError
from omni_nb.notes import Note
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply, ToolCall
from omni_nb.reply.timing import timing_of
from omni_nb.reply.trace import TraceRecorder
from omni_nb.reply.usage import Usage, cost_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Samples
from omni_nb.wire.endings import Ending
from omni_nb.wire.events import (
    AudioDelta,
    Ended,
    Event,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    TextDelta,
    ThinkingEnded,
    ToolCallDelta,
    Undecoded,
    UsageReport,
)
from omni_nb.wire.thinking import split_at_close


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a reply comes from; everything of it that is known before it begins.

    Attributes:
        request: What is asked.
        sound: Sound was asked for.
        notes: What is worth knowing before anything has come.
    """

    model: str
    voice: str | None = None
    server: str = ""
    simulated: bool = False
    request: Request | None = None
    id: str = ""
    created: str = ""
    sound: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reply has come: samples of its sound, chunks of its trace."""

    samples: int = 0
    chunks: int = 0


class ReplyFold:
    """Folds events into a `Reply`. `reply()` may be asked at any time: it is what has come so far.

    One thread feeds; another may read `text`, which only grows.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._runs: list[tuple[int, Samples]] = []  # each with the number of its first sample
        self._rate_hz: int | None = None
        self._usage: Usage | None = None
        self._finish: str | None = None
        self._ending: Ending = "in_progress"
        self._error: OmniError | None = None
        self._service = ("", "")
        self._tools: dict[int, ToolCall] = {}
        self._undecoded = b""
        self._thinking_ended = False
        self._trace = TraceRecorder()
        self._words = self._thinking = self._samples = 0  # of the chunk that is taken in
        self._total_s = 0.0
        self.notes: list[Note] = [*origin.notes]
        self._on: dict[type, Callable[[Any], None]] = {
            TextDelta: self._on_text, ReasoningDelta: self._on_reasoning, AudioDelta: self._on_audio, UsageReport: self._on_usage,
            Finish: self._on_finish, Started: self._on_started, Noted: self._on_note, Ended: self._on_ended,
            ToolCallDelta: self._on_tool, ThinkingEnded: self._on_thinking_ended, Undecoded: self._on_undecoded,
        }  # fmt: skip

    def feed(self, event: Event) -> None:
        """Take one event in that belongs to no chunk, or whose chunk is not known."""
        self.feed_chunk((event,), event.at_s, 0)

    def feed_chunk(self, events: Sequence[Event], at_s: float, size_bytes: int, raw: str | None = None) -> None:
        """Take in what a chunk brought. A `StreamError` is folded as the error that `Ended` brings.

        Args:
            events: In their order; there may be none.
            at_s: When its last byte came.
            size_bytes: Of its JSON.
            raw: Its JSON, if it is to be kept: without secrets.
        """
        for event in events:
            if handler := self._on.get(type(event)):
                handler(event)
        words, thinking, samples = self._words, self._thinking, self._samples
        if size_bytes or words or thinking or samples:
            self._trace.add(at_s, size_bytes, words, thinking, samples, raw)
            self._words = self._thinking = self._samples = 0

    def restart_trace(self) -> None:
        """It is asked once more: what came before is not of this reply."""
        self._trace = TraceRecorder()

    @property
    def text(self) -> str:
        """The words so far."""
        return "".join(self._text)

    def text_from(self, piece: int) -> tuple[str, int]:
        """The words from piece number `piece` on, and the number to ask for next time."""
        n = len(self._text)
        return "".join(self._text[piece:n]), n

    @property
    def awaits_sound(self) -> bool:
        """Words have come, and sound was asked for."""
        return self._origin.sound and bool(self._text)

    @property
    def reasoning(self) -> str:
        """The thinking so far."""
        return "".join(self._reasoning)

    @property
    def id(self) -> str:
        """The reply's own."""
        return self._origin.id

    def said(self) -> tuple[str, str]:
        """Thinking and words so far, apart."""
        thought, text = split_at_close(self.text) if self._thinking_ended else ("", self.text)
        return self.reasoning + thought, text

    def since(self, progress: Progress) -> tuple[Progress, NDArray[np.float64], Samples, int]:
        """What came since: how far it is now, rows of the trace, samples, and their rate in Hz (0: no sound yet)."""
        rows = self._trace.rows_from(progress.chunks)
        samples, rate_hz = self.audio_from(progress.samples)
        now = Progress(progress.samples + len(samples), progress.chunks + len(rows))
        return now, rows, samples, rate_hz

    def audio_from(self, at: int) -> tuple[Samples, int]:
        """The samples from number `at` on, and the sound's rate in Hz (0 before the first)."""
        new: list[Samples] = []
        for start, run in reversed(self._runs):
            if start + len(run) <= at:
                break
            new.append(run[max(at - start, 0) :])
        if len(new) == 1:  # no copy: after the end that is the whole sound
            return new[0], self._rate_hz or 0
        return (np.concatenate(new[::-1]) if new else np.zeros(0, np.int16)), self._rate_hz or 0

    @property
    def audio_s(self) -> float:
        """Seconds of sound so far."""
        return self._trace.samples / self._rate_hz if self._rate_hz else 0.0

    def reply(self) -> Reply:
        """The reply as it stands."""
        o, trace = self._origin, self._trace.trace()
        sound = self._clip()
        cost = None if o.simulated else cost_of(self._usage, catalog.model(o.model))
        reasoning, text = self.said()
        return Reply(
            text=text, reasoning=reasoning, tool_calls=tuple(self._tools[i] for i in sorted(self._tools)), undecoded=self._undecoded, audio=sound, usage=self._usage, cost=cost,
            timing=timing_of(trace, rate_hz=self._rate_hz, total_s=self._total_s), trace=trace,
            ending=self._ending, error=self._error, finish_reason=self._finish, simulated=o.simulated, notes=tuple(self.notes),
            model=o.model or self._service[1], voice=o.voice, server=o.server, prompt=o.request.prompt.text if o.request else "", request=o.request, id=o.id, service_id=self._service[0],
            created=o.created or datetime.now(UTC).isoformat(timespec="seconds"),
        )  # fmt: skip

    def begun(self) -> Reply:
        """The reply without anything of the answer."""
        o = self._origin
        return Reply(
            model=o.model or self._service[1], voice=o.voice, server=o.server, prompt=o.request.prompt.text if o.request else "", request=o.request,
            id=o.id, service_id=self._service[0], created=o.created, simulated=o.simulated, notes=tuple(self.notes),
        )  # fmt: skip

    def _clip(self) -> Clip | None:
        if self._rate_hz is None:
            return None
        runs = self._runs
        if len(runs) > 1:
            runs = [(0, np.concatenate([run for _, run in runs]))]
            if self._ending != "in_progress":  # the pieces are let go; before, another thread adds to them
                self._runs = runs
        return Clip(runs[0][1], self._rate_hz)

    def _on_text(self, e: TextDelta) -> None:
        self._words += len(e.text)
        self._text.append(e.text)

    def _on_reasoning(self, e: ReasoningDelta) -> None:
        self._thinking += len(e.text)
        self._reasoning.append(e.text)

    def _on_audio(self, e: AudioDelta) -> None:
        samples = e.samples
        if self._rate_hz is None:
            self._rate_hz = e.rate_hz
        elif e.rate_hz != self._rate_hz:  # a server that changes its mind half-way
            samples = Clip(samples, e.rate_hz).resample(self._rate_hz).samples
        start = self._runs[-1][0] + len(self._runs[-1][1]) if self._runs else 0
        self._samples += len(samples)
        self._runs.append((start, samples))

    def _on_usage(self, e: UsageReport) -> None:
        self._usage = (self._usage or Usage()).updated(Usage.of(e.usage))

    def _on_tool(self, e: ToolCallDelta) -> None:
        call = self._tools.get(e.index, ToolCall())
        self._tools[e.index] = ToolCall(
            id=call.id or e.id, name=call.name or e.name, arguments=call.arguments + e.arguments
        )

    def _on_thinking_ended(self, e: ThinkingEnded) -> None:
        self._thinking_ended = True

    def _on_undecoded(self, e: Undecoded) -> None:
        self._undecoded = e.data

    def _on_finish(self, e: Finish) -> None:
        self._finish = e.reason

    def _on_started(self, e: Started) -> None:
        self._service = (e.id, e.model)

    def _on_note(self, e: Noted) -> None:
        self.notes.append(e.note)

    def _on_ended(self, e: Ended) -> None:
        self._ending, self._error = e.ending, e.error
        self._total_s = e.at_s
