"""Reply: what came back, finished or cut.

It knows no server and no screen; only its rich display asks `show`, by name, inside a function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _
from omni_nb.notes import Note, notes_of
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart, audio
from omni_nb.prompt.request import Request
from omni_nb.reply.timing import Timing
from omni_nb.reply.trace import Trace
from omni_nb.reply.usage import Cost, Usage
from omni_nb.sound.clip import Clip
from omni_nb.wire.endings import COMPLETE, Ending, of_error, of_whole

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
class Reply(Shown):
    """What a model answered.

    Attributes:
        text: The words, as Markdown. They are not trusted: HTML in them is shown as text.
        reasoning: The thinking, if the service sent it.
        audio: The sound, or None.
        usage: Tokens as the service counted them, or None.
        cost: Estimate from dated prices, or None where unknown.
        timing: When text and sound came.
        trace: The chunks in which it came, with times and sizes.
        ending: How it ended, in one word: `done`, `length`, `cut` …; see `omni_nb.wire.endings.Ending`.
        complete: The service said that this is all. It follows from `ending`.
        error: Why it is not complete, or None.
        finish_reason: The service's own word: `stop`, `length` … or None.
        simulated: It comes from the built-in simulator.
        notes: What was unusual: sentences, each with a `code` for programs.
        voice: Its voice; None if no sound was asked for, or if the server chose one.
        server: Who answered, as people call it.
        prompt: The words that were asked.
        request: All that was asked: media, earlier turns, settings. None for a reply that was kept by an earlier
            version, or whose media are lost; `request_hash` is known then.
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
    trace: Trace = field(default_factory=Trace, repr=False, compare=False)
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
        """What was asked in this turn, with its media; None where `request` is."""
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
        """Write the sound, or all of the reply with its question; the suffix says what.

        Args:
            path: `.wav` `.flac` (exact) `.mp3` `.ogg` `.opus` for the sound; `.srt` for captions to it; `.md` for the
                words; `.html` for a page that plays offline; `.zip` for all of it. What is there is replaced.

        Returns:
            Where it is.

        Raises:
            ValueError: There is no sound to save, or no such format.
            MediaError: There is no such folder, or it may not be written to.
        """
        from omni_nb.saving.files import is_of_words, save_reply

        if is_of_words(path):
            return save_reply(self, path)
        if self.audio is None:
            raise ValueError(_("this reply has no sound to save: {why}", why=self._why_silent()))
        return self.audio.save(path)

    def _why_silent(self) -> str:
        if self.error is not None:
            return self.error.message
        told = (
            n for n in self.notes if n.code in ("sound_missing", "sound_lost", "sound_elsewhere", "sound_undecoded")
        )
        return next(told, _("only text was requested"))

    def plot(
        self, *, ax: Axes | None = None, kind: Literal["waveform", "spectrogram"] = "waveform", title: str | None = None
    ) -> Axes:
        """Draw the sound on `ax` or a new figure; returns the matplotlib axes.

        Args:
            ax: Where to draw; None makes a figure.
            kind: `waveform`, or `spectrogram`.
            title: The title above it.

        Raises:
            ValueError: There is no sound.
        """
        if self.audio is None:
            raise ValueError(_("this reply has no sound to draw"))
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
