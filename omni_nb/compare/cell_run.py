"""One cell under way: asked, asked again where other words were read, and heard by another model where that is wished."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from omni_nb.compare.cell import Cell
from omni_nb.compare.measures import Measures, measure
from omni_nb.compare.words import WordMatch, match_reply, match_words, words_notes
from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.parts import Prompt, TextPart, audio
from omni_nb.prompt.request import Request
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter
from omni_nb.session.meanwhile import told_by
from omni_nb.session.run import Run

CellState = Literal["waiting", "asked", "coming", "checking", "done", "failed"]
"""Held back by the limiter · sent · words or sound have come · another model hears it · whole · cut, stopped, refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """What all cells of a comparison are asked with.

    Attributes:
        client: Asks.
        limiter: Shared by all cells.
        on_end: Told of each reply, also a cut one, on a thread beside the event loop.
        word_retries: How often a cell is asked again whose words differ from those that were to be read.
        verify: The model that is asked what it hears in the sound; None: none is.
        answered: Finds the answer that is kept to a request, but so many newer ones; None: all are asked.
    """

    client: Client
    limiter: Limiter
    on_end: Callable[[Reply], None] = lambda reply: None
    word_retries: int = 0
    verify: str | None = None
    answered: Callable[[Request, int], Reply | None] | None = None


class CellRun:
    """A cell, and what is under way for it. What changes it happens on the event loop's thread.

    Args:
        cell: As it is: one that was not answered in whole is asked at once.
        asker: What it is asked with.
        same: How many cells before it ask the very same: each of them takes another answer that is kept.

    Attributes:
        done: Nothing is under way, and nothing more is to be asked.
    """

    def __init__(self, cell: Cell, asker: Asker, *, same: int = 0) -> None:
        self._cell, self._asker = cell, asker
        self._pinned = cell.pinned
        self._run: Run | None = None
        self._hearing: Run | None = None
        self._found: tuple[Measures, WordMatch | None] = (Measures(), None)
        self._best: Cell | None = None
        self._stopped = False
        self.done = True
        if not cell.ok and asker.answered is None:
            self.again()
        elif not cell.ok:
            self.done = False
            EVENT_LOOP.in_thread(lambda: self._look(same))

    @property
    def state(self) -> CellState:
        """How far it is."""
        run = self._run
        if self._hearing is not None:
            return "checking"
        if self.done:
            return "done" if self._cell.ok else "failed"
        if run is None or not run.sent:
            return "waiting"
        return "coming" if run.fold.text or run.fold.audio_s else "asked"

    @property
    def fold(self) -> ReplyFold | None:
        """What has come so far, while it is under way; safe to read from any thread."""
        run = self._run
        return run.fold if run is not None else None

    @property
    def cell(self) -> Cell:
        """As it is now: with what has come, while it is under way."""
        run, cell = self._run, self._cell
        if cell.pinned != self._pinned:
            cell = dataclasses.replace(cell, pinned=self._pinned)
        return cell if run is None else dataclasses.replace(cell, reply=run.reply())

    def again(self) -> None:
        """Ask it anew. One that is under way is left alone."""
        if self.done:
            self.done, self._stopped, self._best = False, False, None
            EVENT_LOOP.call(lambda: self._ask(tries=1))

    def pin(self, on: bool) -> None:
        """Mark it as a favourite, or no longer."""
        self._pinned = on

    def cancel(self) -> None:
        """Ask for the end without waiting for it."""
        self._stopped = True
        EVENT_LOOP.call(self._cancel)

    def wait(self, seconds: float) -> None:
        """Until something has ended, or so long."""
        if (run := self._hearing or self._run) is not None:
            run.done.wait(seconds)
        else:
            time.sleep(min(seconds, 0.005))

    def _look(self, same: int) -> None:
        """Whether it was answered before. On a thread: what is kept is read, and measured."""
        cell, kept, found = self._cell, None, self._found
        answered, request = self._asker.answered, cell.request
        assert answered is not None
        assert request is not None
        try:
            kept = answered(request, same)
            if kept is not None:
                found = (measure(kept), match_reply(cell.verbatim, kept) if cell.verbatim else None)
        finally:  # whatever could not be read is asked
            EVENT_LOOP.call(lambda: self._looked(kept, found))

    # From here on: on the event loop's thread.

    def _looked(self, kept: Reply | None, found: tuple[Measures, WordMatch | None]) -> None:
        cell = dataclasses.replace(self._cell, reply=kept, measures=found[0], words=found[1])
        if kept is None or (_errors(cell) and self._asker.word_retries):
            self._ask(tries=1)
        else:
            self._cell = cell
            self._check()

    def _cancel(self) -> None:
        for run in filter(None, (self._run, self._hearing)):
            run.cancel()

    def _ask(self, tries: int) -> None:
        cell = dataclasses.replace(
            self._cell,
            reply=None,
            error=None,
            measures=Measures(),
            words=None,
            heard=None,
            heard_words=None,
            tries=tries,
        )
        self._cell, self._found = cell, (Measures(), None)

        def on_end(reply: Reply) -> None:  # on a thread of its own: it reads all of the sound
            try:
                self._asker.on_end(reply)  # first: it keeps what was paid for, whatever becomes of its measures
            finally:
                match = match_reply(cell.verbatim, reply) if cell.verbatim and reply.complete else None
                self._found = (measure(reply), match)

        assert cell.request is not None
        try:
            self._run = self._asker.client.start(
                cell.request, on_end=on_end, on_done=self._answered, limiter=self._asker.limiter, meanwhile=told_by(self._asker.on_end),
                remarks=lambda reply: words_notes(cell.verbatim, reply) if cell.verbatim and reply.complete else (),
            )  # fmt: skip
        except Exception as err:  # mostly it would be refused: nothing was sent. Whatever it is, nobody waits for ever
            self._cell, self.done = dataclasses.replace(cell, error=_as_error(err)), True
            return
        if self._stopped:
            self._run.cancel()

    def _answered(self) -> None:
        run = self._run
        assert run is not None
        reply = None if run.refused is not None else run.reply()
        measures, match = self._found
        cell = dataclasses.replace(
            self._cell, reply=reply, error=run.refused if reply is None else reply.error, measures=measures, words=match
        )
        self._run, self._cell = None, cell
        if not self._stopped and _errors(cell) and cell.tries <= self._asker.word_retries:
            self._best = _better(self._best, cell)
            self._ask(cell.tries + 1)
        else:
            self._cell = dataclasses.replace(_better(self._best, cell), tries=cell.tries)
            self._check()

    def _check(self) -> None:
        """Ask another model what it hears."""
        model, clip, cell = self._asker.verify, self._cell.clip, self._cell
        if model is None or clip is None or not cell.ok or self._stopped:
            self.done = True
            return

        def on_end(reply: Reply) -> None:
            if reply.complete:
                match = match_words(cell.verbatim or cell.text, reply.text)
                self._cell = dataclasses.replace(cell, heard=reply.text, heard_words=match)

        client = self._asker.client
        try:
            request = client.request(
                Prompt.of(audio(clip), TextPart(_WRITE_DOWN)), (), {"model": model, "modalities": ["text"]}
            )
            self._hearing = client.start(request, on_end=on_end, on_done=self._heard, limiter=self._asker.limiter)
        except Exception as err:
            self._unchecked(_as_error(err).cause)

    def _heard(self) -> None:
        run, self._hearing = self._hearing, None
        assert run is not None
        if self._cell.heard is not None:
            self.done = True
            return
        why = run.refused or run.reply().error
        self._unchecked(why.cause if why is not None else _("nothing was received"))

    def _unchecked(self, why: str) -> None:
        reply = self._cell.reply
        assert reply is not None
        note = Note("words_unchecked", _("what is heard could not be checked: {why}", why=why))
        self._cell = dataclasses.replace(self._cell, reply=dataclasses.replace(reply, notes=(*reply.notes, note)))
        self.done = True


_WRITE_DOWN = "Write down exactly what is said in this recording, in its own language. Answer with these words alone."


def _as_error(err: Exception) -> OmniError:
    if isinstance(err, OmniError):
        return err
    cause = str(err) if isinstance(err, ValueError) else f"unexpected {type(err).__name__}: {err}"
    return OmniError(cause, code="internal")


def _errors(cell: Cell) -> int:
    return cell.words.errors if cell.words is not None else 0


def _better(one: Cell | None, other: Cell) -> Cell:
    """The one whose words are nearer; what was not answered in whole is worse than anything."""
    if one is None or (other.ok and not one.ok):
        return other
    return other if other.ok and _errors(other) < _errors(one) else one
