"""Cells that were answered, without asking anybody; and cells that come when a test says so."""

from __future__ import annotations

import asyncio
import dataclasses

import numpy as np

from omni_nb import Clip, Reply, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.compare.words import match_words
from omni_nb.errors import ServerError
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.wire.events import AudioDelta, Ended, TextDelta

MODEL = catalog.default_model().id
VOICES = [v.id for v in catalog.default_model().voices]


def tone(seconds=1.0, hz=220.0, level=0.2, rate=24_000, silence=0.0):
    quiet = np.zeros(int(silence * rate))
    sound = level * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    return Clip.of(np.concatenate([quiet, sound, quiet]), rate)


def place(n):
    return Place(model=MODEL, voice=VOICES[n])


def answered(n, *, text="hello", clip=None, verbatim="", pinned=False, **measured):
    clip = tone(1 + n / 10) if clip is None else clip
    reply = Reply(text=text, audio=clip, complete=True, finish_reason="stop", model=MODEL, voice=VOICES[n])
    return Cell(
        place=place(n),
        reply=reply,
        words=match_words(verbatim, text) if verbatim else None,
        measures=Measures(duration_s=clip.duration_s, **measured),
        verbatim=verbatim,
        pinned=pinned,
    )


def refused(n, why="the server is busy"):
    return Cell(place=place(n), error=ServerError(why, status=503))


def comparison(*cells):
    return Comparison(cells)


def until(wanted):
    """Wait on the event loop for what happens there."""

    async def come():
        while not wanted():
            await asyncio.sleep(0.005)

    EVENT_LOOP.submit(asyncio.wait_for(come(), 60)).result()


class Coming:
    """Cells under way, as `ComparisonRun` has them: a test feeds them."""

    def __init__(self, count):
        self._cells = [Cell(place=place(n)) for n in range(count)]
        self.stopped = []
        self.asked = []
        for n in range(count):
            self._fresh(n)

    def _fresh(self, n):
        if not hasattr(self, "folds"):
            self.folds, self.states = {}, {}
        self.folds[n] = ReplyFold(Origin(model=MODEL, voice=VOICES[n], sound=True, request=None))
        self.states[n] = "waiting"

    def say(self, n, text="", samples=None):
        if text:
            self.folds[n].feed(TextDelta(0.1, text))
        if samples is not None:
            self.folds[n].feed(AudioDelta(0.2, samples, 24_000))
        self.states[n] = "coming"

    def end(self, n, error=None):
        self.folds[n].feed(Ended(1.0, "failed" if error else "done", error))
        self.states[n] = "failed" if error else "done"

    # -- as the panel sees it

    def __len__(self):
        return len(self._cells)

    @property
    def done(self):
        return all(s in ("done", "failed") for s in self.states.values())

    @property
    def comparison(self):
        return Comparison(tuple(self.cell(n) for n in range(len(self))))

    def state(self, n):
        return self.states[n]

    def fold(self, n):
        return self.folds[n] if self.states[n] not in ("done", "failed") else None

    def cell(self, n):
        if self.states[n] not in ("done", "failed"):
            return self._cells[n]
        reply = self.folds[n].reply()
        duration = reply.audio.duration_s if reply.audio else None
        return dataclasses.replace(
            self._cells[n], reply=reply, error=reply.error, measures=Measures(duration_s=duration)
        )

    def pin(self, n, on=True):
        self._cells[n] = dataclasses.replace(self._cells[n], pinned=on)

    def again(self, n):
        self.asked.append(n)
        self._fresh(n)

    def cancel(self, n=None):
        self.stopped.append(n)
