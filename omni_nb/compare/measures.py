"""Measures: what can be said in numbers of one answer. Computed once, when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omni_nb.compare.units import mostly_characters, units
from omni_nb.reply.reply import Reply
from omni_nb.sound import sound_measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Numbers of one answer. None is "not known, or there is nothing to measure", which is not 0.

    Attributes:
        duration_s, speech_s, silence_start_s, silence_end_s, pause_count, pause_s, pitch_hz, pitch_range_semitones,
            voiced_share, loudness_lufs, loudness_range_lu, true_peak_dbtp, clipped_count, clipped_s:
            Of the sound, as `omni_nb.sound.sound_measures.SoundMeasures` defines them.
        speaking_rate: Words, or characters where `rate_unit` says so, a minute of `speech_s`: without pauses.
        rate_unit: What `speaking_rate` counts: characters for Chinese, Japanese, Thai and their like.
        characters: Of the words that came, without spaces.
        first_sound_s: From sending the request to the first sound, seconds.
        total_s: To the end of the reply, seconds.
        real_time_factor: `total_s` for each second of sound: under 1 is faster than speech.
        cost: Of the whole reply, in `currency`, by dated prices.
        cost_per_minute: The same for each minute of sound.
        currency: ISO 4217.
    """

    duration_s: float | None = None
    speech_s: float | None = None
    silence_start_s: float | None = None
    silence_end_s: float | None = None
    pause_count: int | None = None
    pause_s: float | None = None
    pitch_hz: float | None = None
    pitch_range_semitones: float | None = None
    voiced_share: float | None = None
    loudness_lufs: float | None = None
    loudness_range_lu: float | None = None
    true_peak_dbtp: float | None = None
    clipped_count: int | None = None
    clipped_s: float | None = None
    speaking_rate: float | None = None
    rate_unit: Literal["words", "characters"] | None = None
    characters: int | None = None
    first_sound_s: float | None = None
    total_s: float | None = None
    real_time_factor: float | None = None
    cost: float | None = None
    cost_per_minute: float | None = None
    currency: str | None = None


def measure(reply: Reply) -> Measures:
    """The measures of a reply, whole or cut: about half a second for each minute of its sound.

    Raises:
        MissingExtra: There is sound, and pyloudnorm is not installed.
    """
    timing, cost, clip = reply.timing, reply.cost, reply.audio
    sound = sound_measures.measure(clip) if clip is not None else None
    rate, unit = _rate(reply.text, sound.speech_s if sound is not None else 0.0)
    minutes = sound.duration_s / 60 if sound is not None else 0.0
    return Measures(
        **(sound.to_dict() if sound is not None else {}), speaking_rate=rate, rate_unit=unit,  # type: ignore[arg-type]
        characters=sum(not c.isspace() for c in reply.text), first_sound_s=timing.first_audio_s, total_s=timing.total_s or None,
        real_time_factor=timing.real_time_factor, cost=cost.amount if cost else None,
        cost_per_minute=cost.amount / minutes if cost and minutes else None, currency=cost.currency if cost else None,
    )  # fmt: skip


def _rate(text: str, speech_s: float) -> tuple[float | None, Literal["words", "characters"] | None]:
    said = units(text)
    if not said or not speech_s:
        return None, None
    return len(said) * 60 / speech_s, "characters" if mostly_characters(said) else "words"
