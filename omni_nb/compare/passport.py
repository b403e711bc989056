"""A voice passport: what a voice is like, measured over sentences that are the same for every voice."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omni_nb import catalog
from omni_nb.catalog import Model, Voice
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.plan import Asked, Plan, plan
from omni_nb.messages import _
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.verbatim import reading_of
from omni_nb.session.client import Client

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MEASURED = (
    "pitch_hz", "pitch_range_semitones", "loudness_lufs", "loudness_range_lu", "true_peak_dbtp", "clipped_count",
    "silence_start_s", "silence_end_s", "first_sound_s", "real_time_factor", "cost_per_minute",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passport:
    """Voices over the same sentences.

    Attributes:
        comparison: Each voice with each sentence, to be heard.
    """

    comparison: Comparison

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices, in their order."""
        return tuple(dict.fromkeys(c.place.voice or "" for c in self.comparison))

    def to_rows(self) -> list[dict[str, Any]]:
        """A dict for each voice: what the catalog knows of it, and the median of each measure over its sentences.

        `words_per_minute` is of what is spoken in words, `characters_per_minute` of Chinese and its like, both without
        pauses; `pause_share` is what part of the time between first and last sound is pauses; `sentences` came whole,
        of `asked`; `words_differ` read other words, and are measured all the same. None is not known.
        """
        return [self._row(voice) for voice in self.voices]

    def plot(self, *, figsize: tuple[float, float] | None = None) -> Figure:
        """Draw all voices on the same scales: pitch with its range, speaking rate, loudness, pauses.

        A dot is a sentence, a line the median.

        Returns:
            The matplotlib figure. It is transparent, readable on light and dark.
        """
        from omni_nb.compare.passport_plot import draw

        return draw(self, figsize=figsize)

    def cells(self, voice: str) -> tuple[Cell, ...]:
        """What came whole of a voice."""
        return tuple(c for c in self.comparison if (c.place.voice or "") == voice and c.ok and c.clip is not None)

    def _repr_html_(self) -> str:
        from omni_nb.show.passport import html

        return html(self)

    def __repr__(self) -> str:
        from omni_nb.show.passport import table

        return repr(table(self))

    def _row(self, voice: str) -> dict[str, Any]:
        asked = [c for c in self.comparison if (c.place.voice or "") == voice]
        whole = self.cells(voice)
        known = asked[0].voice
        rates = {
            f"{unit}_per_minute": _median(c.measures.speaking_rate for c in whole if c.measures.rate_unit == unit)
            for unit in ("words", "characters")
        }
        return {
            "voice": voice, "model": asked[0].place.model, "gender": (known and known.gender) or None, "dialect": _dialect(known),
            "sentences": len(whole), "asked": len(asked), "words_differ": sum(c.words_differ for c in whole), **rates,
            "pause_share": _median(map(pause_share, whole)),
            **{name: _median(getattr(c.measures, name) for c in whole) for name in _MEASURED},
        }  # fmt: skip


def passport_plan(
    client: Client, voices: Sequence[str], *, model: str | None = None, languages: Sequence[str] = (), repeats: int = 1
) -> Plan:
    """Every voice with every sentence; a voice with a dialect or language of its own says a greeting in it, too.

    Args:
        client: Asks.
        voices: Ids.
        model: Its id; the client's by default.
        languages: Codes of further languages in which every voice greets: `["fr", "ja"]`.
        repeats: How often each is asked.

    Raises:
        ValueError: No voice, one of another model, or a language in which no greeting is known.
    """
    if not voices:
        raise ValueError(_("a passport needs at least one voice, as in omni.passport('Cherry')"))
    of = catalog.model(model or client.model)
    sentences = [_reading(s.text, s.language, s.name) for s in catalog.sentences()]
    sentences += [_reading(_greeting(code, "…"), code, "greeting") for code in languages]
    plans = [plan(client, sentences, models=[of.id], voices=voices, repeats=repeats)]
    for voice in dict.fromkeys(voices):
        if own := [_reading(_greeting(code, voice), code, "greeting") for code in _own(of, voice, languages)]:
            plans.append(plan(client, own, models=[of.id], voices=[voice], repeats=repeats))
    return _joined(plans)


def _joined(plans: Sequence[Plan]) -> Plan:
    """One behind the other; prompts are numbered through."""
    places, first = [], 0
    for one in plans:
        places += [dataclasses.replace(p, prompt=p.prompt + first) for p in one.places]
        first = 1 + max(p.prompt for p in places)
    requests = tuple(r for one in plans for r in one.requests)
    return Plan(places=tuple(places), requests=requests, verbatim=tuple(w for one in plans for w in one.verbatim))


def _reading(text: str, language: str, name: str) -> Asked:
    variables = {"sentence": f"{catalog.language_name(language)}, {name}"}
    return Asked(prompt=Prompt.of(reading_of(text)), variables=variables, verbatim=text)


def _own(model: Model, voice: str, asked: Sequence[str]) -> Iterator[str]:
    """The dialect that it speaks, or the first language of one that speaks no Chinese and no English first."""
    known = model.voice(voice)
    code = known.speaks[0] if known and known.speaks else ""
    common = {s.language for s in catalog.sentences()}
    if code and code not in common and code not in asked and catalog.greeting(code):
        yield code


def _greeting(code: str, name: str) -> str:
    words = catalog.greeting(code)
    if words is None:
        raise ValueError(_("no sample sentence in {code}: give a language code, such as fr or ja", code=repr(code)))
    return words.format(name)


def _dialect(known: Voice | None) -> str | None:
    """Empty is not known; who speaks languages that are known, and no dialect, speaks none."""
    return None if known is None else known.dialect or ("none" if known.languages else None)


def pause_share(cell: Cell) -> float | None:
    """What part of the time between first and last sound is pauses, 0 to 1."""
    speech_s, pause_s = cell.measures.speech_s, cell.measures.pause_s
    return None if not speech_s or pause_s is None else pause_s / (speech_s + pause_s)


def _median(values: Any) -> float | None:
    known = [v for v in values if v is not None]
    return statistics.median(known) if known else None
