"""Sampling: what a voice is asked so that a person hears it, and where what it said is kept.

The composer and the gallery share it, so whoever heard a voice in one of them hears it in the other without asking.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.kept import samples
from omni_nb.kept.samples import SampleKey, VoiceSample
from omni_nb.prompt import estimate
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client

_MOST_IN_MEMORY = 256
_remembered: weakref.WeakKeyDictionary[Client, OrderedDict[SampleKey, VoiceSample]] = weakref.WeakKeyDictionary()


class Sampler:
    """Knows how voices are asked, what they said, and what that costs.

    Args:
        client: Asks them. What it was told once is remembered as long as it is there.
        keeps: Whether samples may be kept on disk now.
    """

    def __init__(self, client: Client, *, keeps: Callable[[], bool] = lambda: False) -> None:
        self.client, self._keeps = client, keeps
        self._memory = _remembered.setdefault(client, OrderedDict())

    @property
    def simulated(self) -> bool:
        """What speaks is the built-in simulator."""
        return self.client.address.simulated

    def request(self, model: Model, voice: str) -> Request:
        """What is asked.

        Raises:
            ValueError: The voice's name can be sent to nobody.
        """
        options: AskOptions = {"model": model.id, "voice": voice, "modalities": ["text", "audio"]}
        return self.client.request(Prompt.of(sample_words(model, voice)), (), options)

    def find(self, model: Model, voice: str) -> VoiceSample | None:
        """What it said before; to be called on a thread, for it may be on disk."""
        key = self._key(model, voice)
        if (known := self._memory.get(key)) is None and self._keeps():
            known = samples.find(key)
        if known is not None:
            self._remember(key, known)
        return known

    def keep(self, model: Model, voice: str, reply: Reply) -> VoiceSample | None:
        """Keep what it said now, if that is whole; to be called on a thread.

        Raises:
            OmniError: It is in memory, and could not be kept on disk. Each reason is said once.
        """
        if reply.audio is None or not len(reply.audio) or not reply.complete:
            return None
        key = self._key(model, voice)
        sample = VoiceSample(clip=reply.audio, text=reply.text, simulated=reply.simulated)
        self._remember(key, sample)
        if self._keeps():
            samples.keep(key, sample)
        return sample

    def cost(self, model: Model, voice: str) -> float | None:
        """About what it costs to ask this voice, in the catalog's currency; None: a price is not known."""
        asked = estimate.cost_of(estimate.tokens_of(Prompt.of(sample_words(model, voice)), model), model)
        spoken = self.reading_cost(model, _greeting(model, voice)[1])
        return 0.0 if self.simulated else None if asked is None or spoken is None else asked + spoken

    def reading_cost(self, model: Model, words: str) -> float | None:
        """About what the speech of these words costs; None: the price is not known."""
        if self.simulated:
            return 0.0
        if model.price.audio_out is None:
            return None
        return estimate.reading_s(words) * model.tokens.audio_out_per_s * model.price.audio_out / 1e6

    def _remember(self, key: SampleKey, sample: VoiceSample) -> None:
        self._memory[key] = sample
        self._memory.move_to_end(key)
        while len(self._memory) > _MOST_IN_MEMORY:
            self._memory.popitem(last=False)

    def _key(self, model: Model, voice: str) -> SampleKey:
        address = self.client.address
        return SampleKey(
            server=address.base_url or address.title, model=model.id, voice=voice, words=sample_words(model, voice)
        )


def sample_words(model: Model, voice: str) -> str:
    """What a voice says of itself, in the first language that it speaks; where that is not known, in its service's."""
    code, words = _greeting(model, voice)
    return f"请逐字朗读：{words}" if catalog.is_chinese(code) else f"Repeat exactly: {words}"


def _greeting(model: Model, voice: str) -> tuple[str, str]:
    known = model.voice(voice)
    usual = "en" if known and known.speaks else usual_language(model)
    code = next(filter(catalog.greeting, known.speaks if known else ()), usual)
    return code, (catalog.greeting(code) or "").format(voice)


def usual_language(model: Model) -> str:
    """What is read where the languages of its voices are not known: that of its service."""
    return "zh" if model.dialect == catalog.default_host().dialect else "en"
