"""Reply: what came back, finished or cut, and the fold that builds it.

Live, replayed and reloaded replies are the same value, built by the same fold. It knows no
server and no screen; only its rich display asks `show`, by name, inside a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from omni_nb import catalog
from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.notes import Note, notes_of
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart, audio
from omni_nb.prompt.request import Request
from omni_nb.reply.timing import Stopwatch, Timing
from omni_nb.reply.usage import Cost, Usage, cost_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Samples
from omni_nb.wire.endings import COMPLETE, Ending, of_error, of_whole
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

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A call that the model asks for. It is kept as it came; running tools is not this package's job.

    Attributes:
        id: The service's, for the message that brings the result.
        name: The tool.
        arguments: JSON as the model wrote it: not trusted, and not always valid.
    """

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered.

    Attributes:
        text: The words. Not trusted: the package never puts them into a page as HTML.
        reasoning: The thinking, if the service sent it.
        audio: The sound, or None.
        usage: Tokens as the service counted them, or None.
        cost: Estimate from dated prices, or None where unknown.
        timing: When text and sound came.
        ending: How it ended, in one word: `done`, `length`, `cut` …; see `omni_nb.wire.endings.Ending`.
        complete: The service said that this is all. It follows from `ending`.
        error: Why it is not complete, or None.
        finish_reason: The service's own word: `stop`, `length` … or None.
        simulated: It comes from the built-in simulator.
        notes: What was learnt or odd on the way: sentences, each with a `code` for programs.
        prompt: The words that were asked.
        request: All that was asked: media, earlier turns, settings. Only in memory: a reply that was kept on disk has
            the words and `request_hash` alone.
        tool_calls: What the model asks to be called. Nothing is called.
        undecoded: Sound that came and could not be decoded, as it came; a note says what it is.
        id: Unique here. `service_id` is the service's own.
        created: UTC time, ISO 8601.
    """

    text: str = ""
    reasoning: str = ""
    audio: Clip | None = None
    usage: Usage | None = None
    cost: Cost | None = None
    timing: Timing = field(default_factory=Timing)
    ending: Ending = "in_progress"
    complete: bool = False
    error: OmniError | None = None
    finish_reason: str | None = None
    simulated: bool = False
    notes: tuple[Note, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    undecoded: bytes = b""
    model: str = ""
    voice: str | None = None
    server: str = ""
    prompt: str = ""
    request: Request | None = field(default=None, repr=False, compare=False)
    id: str = ""
    service_id: str = ""
    created: str = ""
    kept_hash: str = field(default="", repr=False, compare=False)

    @property
    def asked(self) -> Prompt | None:
        """What was asked in this turn, with its media; None for a reply that was kept on disk."""
        return None if self.request is None else self.request.prompt

    @property
    def request_hash(self) -> str:
        """`Request.hash` of what was asked, by which a history finds it; empty where it is not known."""
        return self.kept_hash if self.request is None else self.request.hash

    def __post_init__(self) -> None:
        ending = self._derived() if self.ending == "in_progress" else self.ending
        if self.error is not None and ending in COMPLETE:
            ending = of_error(self.error)
        object.__setattr__(self, "ending", ending)
        object.__setattr__(self, "notes", notes_of(self.notes))
        object.__setattr__(self, "complete", ending in COMPLETE)

    def _derived(self) -> Ending:
        """Of a reply that was made by hand, or kept before there was the word."""
        if self.error is not None:
            return of_error(self.error)
        if not self.complete:
            return "in_progress"
        reasons = (self.finish_reason,) if self.finish_reason else ()
        answered = bool(self.text or self.audio is not None or self.undecoded or self.tool_calls)
        return of_whole(reasons, answered=answered, tools=bool(self.tool_calls))

    def save(self, path: str | Path) -> Path:
        """Write the sound; the format follows the suffix: .wav .flac (exact) .mp3 .ogg .opus.

        Raises:
            ValueError: There is no sound, or no such format.
        """
        if self.audio is None:
            raise ValueError(
                "this reply has no sound to save"
                + (" (it was asked for as text)" if self.complete else f": {self.error}")
            )
        return self.audio.save(path)

    def plot(
        self, *, ax: Axes | None = None, kind: Literal["waveform", "spectrogram"] = "waveform", title: str | None = None
    ) -> Axes:
        """Draw the sound on `ax` or a new figure; returns the matplotlib axes.

        Raises:
            ValueError: There is no sound.
        """
        if self.audio is None:
            raise ValueError("this reply has no sound to draw")
        from omni_nb.sound.plots import plot

        return plot(self.audio, ax=ax, kind=kind, title=title)

    def show(self) -> None:
        """Display it in a notebook: text, player, waveform, one line of facts."""
        from omni_nb.show.static import show_reply

        show_reply(self)

    def __omni_part__(self) -> MediaPart | TextPart:
        """As a part of a prompt: its sound if it has one, else its words."""
        return audio(self.audio) if self.audio is not None else TextPart(self.text)

    def _ipython_display_(self) -> None:
        from omni_nb.show.static import show_unless_just_shown

        show_unless_just_shown(self)

    def __str__(self) -> str:
        return visible(self.text)

    def __repr__(self) -> str:
        state = "" if self.complete else f", incomplete: {self.error.code if self.error else self.ending}"
        words = self.text if len(self.text) <= 60 else self.text[:57] + "…"
        return f"<Reply{' (simulated)' if self.simulated else ''} {words!r}, {self.audio!r}{state}>"


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
        self._watch = Stopwatch()
        self.notes: list[Note] = [*origin.notes]
        self._on: dict[type, Callable[[Any], None]] = {
            TextDelta: self._on_text, ReasoningDelta: self._on_reasoning, AudioDelta: self._on_audio, UsageReport: self._on_usage,
            Finish: self._on_finish, Started: self._on_started, Noted: self._on_note, Ended: self._on_ended,
            ToolCallDelta: self._on_tool, ThinkingEnded: self._on_thinking_ended, Undecoded: self._on_undecoded,
        }  # fmt: skip

    def feed(self, event: Event) -> None:
        """Take one event in. A `StreamError` is folded as the error that `Ended` brings."""
        if handler := self._on.get(type(event)):
            handler(event)

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
        return self._watch.audio_s

    def reply(self) -> Reply:
        """The reply as it stands."""
        o = self._origin
        sound = self._clip()
        cost = None if o.simulated else cost_of(self._usage, catalog.model(o.model))
        thought, text = split_at_close(self.text) if self._thinking_ended else ("", self.text)
        return Reply(
            text=text, reasoning=self.reasoning + thought, tool_calls=tuple(self._tools[i] for i in sorted(self._tools)), undecoded=self._undecoded, audio=sound, usage=self._usage, cost=cost, timing=self._watch.timing(),
            ending=self._ending, error=self._error, finish_reason=self._finish, simulated=o.simulated, notes=tuple(self.notes),
             model=o.model or self._service[1], voice=o.voice, server=o.server, prompt=o.request.prompt.text if o.request else "", request=o.request, id=o.id, service_id=self._service[0],
            created=o.created or datetime.now(UTC).isoformat(timespec="seconds"),
        )  # fmt: skip

    def _clip(self) -> Clip | None:
        if self._rate_hz is None:
            return None
        if len(self._runs) > 1:  # the pieces are let go: one copy stays
            self._runs = [(0, np.concatenate([run for _, run in self._runs]))]
        return Clip(self._runs[0][1], self._rate_hz)

    def _on_text(self, e: TextDelta) -> None:
        self._watch.text(e.at_s)
        self._text.append(e.text)

    def _on_reasoning(self, e: ReasoningDelta) -> None:
        self._reasoning.append(e.text)

    def _on_audio(self, e: AudioDelta) -> None:
        samples = e.samples
        if self._rate_hz is None:
            self._rate_hz = e.rate_hz
        elif e.rate_hz != self._rate_hz:  # a server that changes its mind half-way
            samples = Clip(samples, e.rate_hz).resample(self._rate_hz).samples
        start = self._runs[-1][0] + len(self._runs[-1][1]) if self._runs else 0
        self._watch.audio(e.at_s, len(samples), self._rate_hz)
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
        self._watch.end(e.at_s)
