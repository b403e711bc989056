"""Measures and failures of a cell in words: one way to say them, for pictures, tables, pages and panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omni_nb import catalog, quantities
from omni_nb.catalog import Voice
from omni_nb.catalog.languages import language_name
from omni_nb.compare.measures import Measures
from omni_nb.messages import Message, _, language, say
from omni_nb.wire.endings import Ending

if TYPE_CHECKING:
    from omni_nb.compare.cell import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """How one measure is told.

    Attributes:
        name: The field of `Measures`.
        label: What a person calls it.
        unit: As it stands behind a number; empty where there is none.
        places: Decimal places.
        beside: The field that says what is counted, or in which currency; its word goes before the unit.
    """

    name: str
    label: str
    unit: str = ""
    places: int = 0
    beside: str = ""

    def unit_of(self, measures: Measures) -> str:
        """The unit of these measures: `words/min`, `CNY`."""
        unit = f"{getattr(measures, self.beside) or ''}{self.unit}" if self.beside else self.unit
        return say(_UNITS.get(unit, unit))

    def told(self, measures: Measures) -> str:
        """`4.2 s`, `220 Hz`; empty where it is not known."""
        value = getattr(measures, self.name)
        if value is None:
            return ""
        if self.unit == "s":
            return quantities.seconds(value, self.places)
        if self.beside == "currency":
            return say(quantities.price(value, self.unit_of(measures))).strip()
        return quantities.amount(value * 100 if self.unit == "%" else value, self.unit_of(measures), self.places)


_UNITS = {
    "words/min": _("words/min"), "characters/min": _("characters/min"), "semitones": _("semitones"), "samples": _("samples"),
}  # fmt: skip


FACTS = (
    Fact(name="duration_s", label=_("length"), unit="s", places=1),
    Fact(name="speech_s", label=_("speech"), unit="s", places=1),
    Fact(name="speaking_rate", label=_("rate"), unit="/min", beside="rate_unit"),
    Fact(name="pause_count", label=_("pauses")),
    Fact(name="pause_s", label=_("in pauses"), unit="s", places=1),
    Fact(name="silence_start_s", label=_("silence before"), unit="s", places=2),
    Fact(name="silence_end_s", label=_("silence after"), unit="s", places=2),
    Fact(name="pitch_hz", label=_("pitch"), unit="Hz"),
    Fact(name="pitch_range_semitones", label=_("pitch range"), unit="semitones", places=1),
    Fact(name="voiced_share", label=_("voiced"), unit="%"),
    Fact(name="loudness_lufs", label=_("loudness"), unit="LUFS", places=1),
    Fact(name="loudness_range_lu", label=_("loudness range"), unit="LU", places=1),
    Fact(name="true_peak_dbtp", label=_("true peak"), unit="dBTP", places=1),
    Fact(name="clipped_count", label=_("clipped"), unit="samples"),
    Fact(name="clipped_s", label=_("clipped time"), unit="s", places=3),
    Fact(name="first_sound_s", label=_("first sound"), unit="s", places=2),
    Fact(name="total_s", label=_("total time"), unit="s", places=1),
    Fact(name="real_time_factor", label=_("time per second of sound"), unit="s", places=2),
    Fact(name="cost", label=_("cost"), places=4, beside="currency"),
    Fact(name="cost_per_minute", label=_("cost of a minute"), places=3, beside="currency"),
    Fact(name="characters", label=_("characters")),
)
"""In the order in which they are told."""
_SHORT = ("duration_s", "pitch_hz", "loudness_lufs", "speaking_rate", "cost")


def short(measures: Measures, names: Iterable[str] = _SHORT) -> list[str]:
    """The few that matter at a glance, as words with units: what is not known is left out."""
    chosen = tuple(names)
    return [told for fact in FACTS if fact.name in chosen and (told := fact.told(measures))]


def known(all_of: Iterable[Measures]) -> Iterator[Fact]:
    """The facts that are known of one at least."""
    measures = list(all_of)
    return (f for f in FACTS if any(getattr(m, f.name) is not None for m in measures))


def about(voice: Voice | None) -> str:
    """What the catalog knows of a voice, in a few words: `female · Cantonese · warm`; empty where it knows none."""
    if voice is None:
        return ""
    dialect = language_name(voice.dialect, language()) if voice.dialect else ""
    return " · ".join(filter(None, (gender_word(voice.gender), dialect, style_of(voice))))


def gender_word(gender: str) -> str:
    """`female` and `male` in the reader's language."""
    return say(catalog.gender_word(gender))


def style_of(voice: Voice) -> str:
    """How it sounds, in the reader's language where the catalog has that."""
    both = (voice.style_zh, voice.style_en) if language() == "zh" else (voice.style_en, voice.style_zh)
    return next(filter(None, both), "")


_ENDINGS: dict[Ending, Message] = {
    "in_progress": _("in progress"), "empty": _("empty"), "filtered": _("filtered"), "failed": _("failed"), "incomplete": _("incomplete"),
    "cut": _("connection lost"), "too_much": _("too much"), "stopped": _("stopped"),
}  # fmt: skip


def why_not(cell: Cell) -> str:
    """Why a cell has no answer, or none that is whole, in one sentence; empty where all is well."""
    error = cell.error or (cell.reply.error if cell.reply is not None else None)
    if error is not None:
        return error.sentence
    if cell.reply is None:
        return _("not asked yet")
    return "" if cell.ok else _("incomplete: {ending}", ending=_ENDINGS.get(cell.reply.ending, cell.reply.ending))


def why_silent(cell: Cell) -> str:
    """Why a cell has no sound; empty where it has some."""
    if cell.clip is not None and len(cell.clip):
        return ""
    if cell.reply is None or not cell.ok:
        return why_not(cell)
    codes = ("sound_missing", "sound_lost", "sound_elsewhere", "sound_undecoded")
    note = next((str(n) for n in cell.reply.notes if n.code in codes), "")
    return note or (_("the sound is empty") if cell.clip is not None else _("the answer is text only"))
