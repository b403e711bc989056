"""Voices that a person listens to before choosing one: each is asked to speak once, and kept."""

from __future__ import annotations

import asyncio
from typing import Any

from omni_nb.catalog import Model
from omni_nb.errors import OmniError
from omni_nb.kept.samples import VoiceSample
from omni_nb.messages import _
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.sampling import Sampler
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.session.follow import NoView, afollow
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers


class VoiceSamples:
    """Plays a voice of the draft's model.

    Args:
        sampler: Asks the voice to speak, and knows what it said before.
        draft: Says which model is chosen.
        bridge: Plays the sound, and shows that it is being asked for.
        tasks: Runs the waiting.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, sampler: Sampler, draft: Draft, bridge: FormBridge, tasks: Tasks) -> None:
        self._sampler, self._draft, self._bridge, self._tasks = sampler, draft, bridge, tasks
        self._speaking: dict[tuple[str, str], str] = {}  # what is being asked for; two clicks are paid for once
        self.handlers: Handlers = {"sample": self._on_sample}

    def _on_sample(self, m: form.SampleWanted, _buffers: Any) -> None:
        """Play a voice; the first time it has to speak."""
        voice, model = m["voice"], self._draft.model
        if (model.id, voice) not in self._speaking:
            self._speaking[model.id, voice] = voice
            self._show()
            self._tasks.spawn(self._hear(model, voice))

    async def _hear(self, model: Model, voice: str) -> None:
        why: str = _("no sound was received")
        sample = None
        try:
            sample = await asyncio.to_thread(self._sampler.find, model, voice) or await self._ask(model, voice)
        except Exception as err:  # nobody else would hear of it
            why = err.cause if isinstance(err, OmniError) else in_words(err)
        finally:
            del self._speaking[model.id, voice]
            self._show()
        if sample is None:
            self._bridge.notice(_("The voice {voice} cannot be heard: {why}", voice=voice, why=why))
        else:
            self._bridge.play(f"voice:{voice}", await asyncio.to_thread(sample.clip.encode, "mp3"))

    async def _ask(self, model: Model, voice: str) -> VoiceSample | None:
        run = self._sampler.client.start(self._sampler.request(model, voice), on_end=lambda reply: None)
        reply = await afollow(run, NoView())
        try:
            kept = await asyncio.to_thread(self._sampler.keep, model, voice, reply)
        except OmniError as err:  # it can be heard all the same
            self._bridge.notice(in_words(err))
            kept = await asyncio.to_thread(self._sampler.find, model, voice)
        if kept is None and reply.audio is not None:  # cut: heard once, and not kept
            return VoiceSample(clip=reply.audio, text=reply.text, simulated=reply.simulated)
        return kept

    def _show(self) -> None:
        self._bridge.set(sampling=next(reversed(self._speaking.values()), ""))
