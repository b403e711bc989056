"""The voices of a gallery by number, each with what it said once that is there: cells, as a comparison has them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from omni_nb.catalog import Model
from omni_nb.compare.cell import Cell
from omni_nb.compare.grid import Place
from omni_nb.errors import AuthenticationFailed, ConnectionFailed, KeyMissing, OmniError
from omni_nb.escape import short
from omni_nb.kept.samples import VoiceSample
from omni_nb.messages import _, say
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.session.limiter import Limiter
from omni_nb.session.run import Run

VoiceState = Literal["unasked", "waiting", "asked", "coming", "done", "failed"]
_OF_NO_VOICE = (KeyMissing, AuthenticationFailed, ConnectionFailed)
"""What would refuse every other voice too: nobody else is asked then."""


@dataclass(slots=True)
class _Slot:
    """One voice. `wanted`: it is looked for, or asked."""

    cell: Cell
    wanted: bool = False
    stopped: bool = False
    run: Run | None = None


class VoiceCells:
    """What voices say. All of it happens on the event loop's thread.

    Args:
        model: Whose voices.
        voices: Their ids.
        sampler: Asks them, and knows what they said before.
        limiter: Says when one may be asked.
        complain: Is told what goes wrong beside a voice, in words.
    """

    def __init__(
        self, model: Model, voices: Sequence[str], *, sampler: Sampler, limiter: Limiter, complain: Callable[[str], None]
    ) -> None:  # fmt: skip
        self._model, self._sampler, self._limiter, self._complain = model, sampler, limiter, complain
        self._tasks = Tasks(complain)
        self._slots: list[_Slot] = []
        for voice in voices:
            self.add(voice)

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def done(self) -> bool:
        """Nothing is under way."""
        return not any(slot.wanted for slot in self._slots)

    def add(self, voice: str) -> int:
        """One more; returns its number."""
        self._slots.append(_Slot(Cell(place=Place(model=self._model.id, voice=voice))))
        return len(self._slots) - 1

    def voice(self, n: int) -> str:
        """The id of one."""
        return self._slots[n].cell.place.voice or ""

    def state(self, n: int) -> VoiceState:
        """How far one is."""
        slot = self._slots[n]
        if slot.wanted:
            if slot.run is None or not slot.run.sent:
                return "waiting"
            return "coming" if slot.run.fold.text or slot.run.fold.audio_s else "asked"
        if slot.cell.error is not None:
            return "failed"
        return "done" if slot.cell.reply is not None else "unasked"

    def fold(self, n: int) -> ReplyFold | None:
        """What has come so far of one that is being asked."""
        run = self._slots[n].run
        return run.fold if run is not None else None

    def cell(self, n: int) -> Cell:
        """One, with what it said in the end."""
        return self._slots[n].cell

    def ask(self, n: int, *, again: bool = False) -> None:
        """Have it heard: what is kept, or else it speaks. Nothing where that is so, or under way; a failed one only `again`."""
        slot = self._slots[n]
        if not slot.wanted and (again or slot.cell.reply is None) and (again or slot.cell.error is None):
            slot.wanted, slot.stopped = True, False
            slot.cell = Cell(place=slot.cell.place)
            self._tasks.spawn(self._heard(slot, self._found(slot) if not again else _nothing()))

    async def load(self) -> None:
        """Bring what is kept of all of them; nobody is asked."""
        for slot in self._slots:
            if not slot.wanted and slot.cell.reply is None and (sample := await self._found(slot)) is not None:
                slot.cell = dataclasses.replace(slot.cell, reply=self._reply(slot, sample))

    def cancel(self) -> None:
        """Ask for the end of all that is under way, without waiting for it."""
        for slot in self._slots:
            slot.stopped = slot.stopped or slot.wanted
            if slot.run is not None:
                slot.run.cancel()

    async def _heard(self, slot: _Slot, kept: object) -> None:
        try:
            sample = await kept  # type: ignore[misc]
            if sample is not None:
                slot.cell = dataclasses.replace(slot.cell, reply=self._reply(slot, sample))
            elif not slot.stopped:
                await self._asked(slot)
        except Exception as err:
            error = err if isinstance(err, OmniError) else OmniError(in_words(err))
            slot.cell = dataclasses.replace(slot.cell, error=error)
        finally:
            slot.run, slot.wanted = None, False
        if isinstance(slot.cell.error, _OF_NO_VOICE) and not self.done:
            self.cancel()
            self._complain(_("{error} The other voices were not asked.", error=in_words(slot.cell.error)))

    async def _found(self, slot: _Slot) -> VoiceSample | None:
        return await asyncio.to_thread(self._sampler.find, self._model, slot.cell.place.voice or "")

    async def _asked(self, slot: _Slot) -> None:
        voice, ended = slot.cell.place.voice or "", asyncio.Event()

        def keep(reply: Reply) -> None:  # on a thread of its own
            try:
                self._sampler.keep(self._model, voice, reply)
            except OmniError as err:  # it can be heard all the same
                self._complain(in_words(err))

        slot.run = run = self._sampler.client.start(
            self._sampler.request(self._model, voice), on_end=keep, on_done=ended.set, limiter=self._limiter
        )
        await ended.wait()
        if run.refused is not None:
            raise run.refused
        reply = run.reply()
        if slot.stopped and reply.audio is None:
            return  # as if it had not been asked
        slot.cell = dataclasses.replace(slot.cell, reply=reply, error=_why(reply))

    def _reply(self, slot: _Slot, sample: VoiceSample) -> Reply:
        return Reply(
            text=sample.text, audio=sample.clip, complete=True, finish_reason="stop", simulated=sample.simulated,
            model=self._model.id, voice=slot.cell.place.voice,
        )  # fmt: skip


async def _nothing() -> VoiceSample | None:
    return None


def _why(reply: Reply) -> OmniError | None:
    """Why it cannot be heard, or not whole."""
    if reply.error is not None:
        return reply.error
    if reply.audio is None or not len(reply.audio):
        told = next((n for n in reply.notes if n.code.startswith("sound_")), _("no sound was received"))
        return OmniError(short(say(told), 200))
    return None if reply.complete else OmniError(_("it was cut off"))
