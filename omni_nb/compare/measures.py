"""Measures: what can be said in numbers of one answer. Computed once, when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omni_nb.reply.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Numbers of one answer. None is "not known, or there is nothing to measure", which is not 0.

    Attributes:
        duration_s: Length of the sound, seconds.
        speech_s: The same without silence at both ends and without pauses.
        speaking_rate: Words, or characters where `rate_unit` says so, a minute of `speech_s`.
        rate_unit: What `speaking_rate` counts: characters for Chinese, Japanese, Thai and their like.
        pauses: How many, of 0.15 s and more, between the first and the last sound.
        pause_s: How long they are together, seconds.
        silence_before_s, silence_after_s: At both ends, seconds.
        pitch_hz: Median fundamental frequency of what is voiced.
        pitch_range_st: From the 5th to the 95th percentile of it, semitones.
        loudness_lufs: Integrated loudness, ITU-R BS.1770-4.
        loudness_range_lu: EBU Tech 3342.
        true_peak_dbtp: Highest peak between the samples, too: four times oversampled, dB of full scale.
        clipped: Samples at full scale that stand in runs of three and more.
        first_sound_s: From sending the request to the first sound.
        total_s: To the end of the reply.
        real_time_factor: `total_s` for each second of sound: under 1 is faster than speech.
        cost: Of the whole reply, in `currency`, by dated prices.
        cost_per_minute: The same for each minute of sound.
        currency: ISO 4217.
        characters: Of the words that came, without spaces.
    """

    duration_s: float | None = None
    speech_s: float | None = None
    speaking_rate: float | None = None
    rate_unit: Literal["words", "characters"] | None = None
    pauses: int | None = None
    pause_s: float | None = None
    silence_before_s: float | None = None
    silence_after_s: float | None = None
    pitch_hz: float | None = None
    pitch_range_st: float | None = None
    loudness_lufs: float | None = None
    loudness_range_lu: float | None = None
    true_peak_dbtp: float | None = None
    clipped: int | None = None
    first_sound_s: float | None = None
    total_s: float | None = None
    real_time_factor: float | None = None
    cost: float | None = None
    cost_per_minute: float | None = None
    currency: str | None = None
    characters: int | None = None


def measure(reply: Reply) -> Measures:
    """The measures of a reply, whole or cut."""
    timing, cost, clip = reply.timing, reply.cost, reply.audio
    duration_s = clip.duration_s if clip is not None else None
    return Measures(
        duration_s=duration_s, first_sound_s=timing.first_audio_s, total_s=timing.total_s or None,
        real_time_factor=timing.real_time_factor, cost=cost.amount if cost else None,
        cost_per_minute=cost.amount * 60 / duration_s if cost and duration_s else None,
        currency=cost.currency if cost else None, characters=sum(not c.isspace() for c in reply.text),
    )  # fmt: skip
