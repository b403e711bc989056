"""Voices that a person listens to before choosing one: each is asked to speak once, and kept."""

from __future__ import annotations

import asyncio
from typing import Any

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.errors import OmniError
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.tasks import Tasks, in_words
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt
from omni_nb.session.client import Client
from omni_nb.session.follow import NoView, afollow
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.reading import Handlers


class VoiceSamples:
    """Plays a voice of the draft's model.

    Args:
        client: Asks the voice to speak.
        draft: Says which model is chosen.
        bridge: Plays the sound, and shows that it is being asked for.
        tasks: Runs the waiting.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, client: Client, draft: Draft, bridge: FormBridge, tasks: Tasks) -> None:
        self._client, self._draft, self._bridge, self._tasks = client, draft, bridge, tasks
        self._known: dict[tuple[str, str], bytes] = {}
        self._speaking: dict[tuple[str, str], str] = {}  # what is being asked for; two clicks are paid for once
        self.handlers: Handlers = {"sample": self._on_sample}

    def _on_sample(self, m: form.SampleWanted, _: Any) -> None:
        """Play a voice; the first time it has to speak."""
        voice, model = m["voice"], self._draft.model
        if (known := self._known.get((model.id, voice))) is not None:
            self._bridge.play(f"voice:{voice}", known)
        elif (model.id, voice) not in self._speaking:
            self._speaking[model.id, voice] = voice
            self._show()
            self._tasks.spawn(self._ask(model, voice))

    async def _ask(self, model: Model, voice: str) -> None:
        options: AskOptions = {"model": model.id, "voice": voice, "modalities": ["text", "audio"]}
        clip, why = None, "no sound came"
        try:
            request = self._client.request(Prompt.of(sample_words(model, voice)), (), options)
            clip = (await afollow(self._client.start(request, on_end=lambda reply: None), NoView())).audio
        except Exception as err:  # nobody else would hear of it
            why = err.cause if isinstance(err, OmniError) else in_words(err)
        finally:
            del self._speaking[model.id, voice]
            self._show()
        if clip is None:
            self._bridge.notice(f"The voice {voice} cannot be heard: {why}")
            return
        mp3 = await asyncio.to_thread(clip.encode, "mp3")
        self._known[model.id, voice] = mp3
        self._bridge.play(f"voice:{voice}", mp3)

    def _show(self) -> None:
        self._bridge.set(sampling=next(reversed(self._speaking.values()), ""))


def sample_words(model: Model, voice: str) -> str:
    """What a voice says of itself, in the first language that it speaks; where that is not known, in its service's."""
    known = model.voice(voice)
    usual = "zh" if model.dialect == catalog.default_host().dialect and not (known and known.speaks) else "en"
    code = next(filter(catalog.greeting, known.speaks if known else ()), usual)
    words = (catalog.greeting(code) or "").format(voice)
    return f"请逐字朗读：{words}" if catalog.is_chinese(code) else f"Repeat exactly: {words}"
