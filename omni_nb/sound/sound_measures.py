"""All that is measured of one clip, as a value: what voices are compared by."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.sound.loudness import loudness
from omni_nb.sound.pauses import pauses
from omni_nb.sound.pitch import pitch

_NEAR_FULL_SCALE = 32768 * 10 ** (-0.5 / 20)
_LEAST_RUN_S = 60e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMeasures:
    """What can be measured of a clip. None is "cannot be measured", 0 is zero; no field is ever NaN or infinite.

    Attributes:
        duration_s: Length, s.
        speech_s: Time in which it sounds: the length without silence at both ends and pauses, s. Speaking rates
            without pauses are counted over it.
        silence_start_s: Silence before the first sound, s; of a silent clip all of it.
        silence_end_s: Silence after the last sound, s.
        pause_count: Silences of at least 0.2 s between sounds; what counts as silence says `sound.pauses`.
        pause_s: Their length together, s.
        pitch_hz: Median fundamental frequency, Hz, 60 to 800. None: nothing is voiced (silence, noise, a whisper).
        pitch_range_semitones: From the 5th to the 95th percentile of the pitch, semitones. None as above.
        voiced_share: Share of `speech_s` that has a pitch, 0 to 1. None: it does not sound at all.
        loudness_lufs: Integrated loudness of one channel, LUFS (BS.1770-4), without the silence at both ends, which
            is not listened to. None: nothing in it is above -70 LUFS, or it is shorter than 0.1 s.
        loudness_range_lu: Loudness range of the same stretch, LU (EBU Tech 3342). None: shorter than 3 s, or silence.
        true_peak_dbtp: True peak of all of it, dBTP (BS.1770-4). None: all samples are zero.
        clipped_count: Places where the wave is cut off: at least 60 µs (and 3 samples) that stand still at its own
            highest or lowest value, which is within 0.5 dB of full scale.
        clipped_s: Their length together, s.
    """

    duration_s: float
    speech_s: float
    silence_start_s: float
    silence_end_s: float
    pause_count: int
    pause_s: float
    pitch_hz: float | None
    pitch_range_semitones: float | None
    voiced_share: float | None
    loudness_lufs: float | None
    loudness_range_lu: float | None
    true_peak_dbtp: float | None
    clipped_count: int
    clipped_s: float

    def to_dict(self) -> dict[str, float | int | None]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Self:
        """What `to_dict` gave. Fields of a later version are left out.

        Raises:
            ValueError: A field is missing.
        """
        try:
            return cls(**{name: fields[name] for name in cls.__dataclass_fields__})
        except KeyError as err:
            raise ValueError(_("no sound measures: {err} is missing", err=err)) from None


def measure(clip: Clip) -> SoundMeasures:
    """Measure a clip, of any length and rate: about half a second for each minute of sound.

    Raises:
        MissingExtra: pyloudnorm is not installed.
    """
    loud, still = loudness(clip, trimmed=True), pauses(clip)
    tone = pitch(clip if still.speech_s else clip.cut(0, 0))  # what is called silent has no pitch either
    count, clipped_s = clipping(clip)
    return SoundMeasures(
        duration_s=clip.duration_s,
        speech_s=still.speech_s,
        silence_start_s=still.silence_start_s,
        silence_end_s=still.silence_end_s,
        pause_count=still.pause_count,
        pause_s=still.pause_s,
        pitch_hz=tone.median_hz,
        pitch_range_semitones=tone.range_semitones,
        voiced_share=min(1.0, tone.voiced_s / still.speech_s) if still.speech_s else None,
        loudness_lufs=loud.loudness_lufs,
        loudness_range_lu=loud.loudness_range_lu,
        true_peak_dbtp=loud.true_peak_dbtp,
        clipped_count=count,
        clipped_s=clipped_s,
    )


def clipping(clip: Clip) -> tuple[int, float]:
    """Places where the wave is cut off, and their length together in s; see `SoundMeasures.clipped_count`.

    It looks for a clip's own ceiling, because that of a telephone (G.711) is 32,124 or 32,256 and of 8 bits 32,512.
    """
    least = max(3, math.ceil(_LEAST_RUN_S * clip.sample_rate))
    count = samples = 0
    for ceiling in {int(clip.samples.max(initial=0)), int(clip.samples.min(initial=0))}:
        if abs(ceiling) >= _NEAR_FULL_SCALE:
            edges = np.flatnonzero(np.diff(clip.samples == ceiling, prepend=False, append=False))
            lengths = np.diff(edges)[::2]
            count += int((lengths >= least).sum())
            samples += int(lengths[lengths >= least].sum())
    return count, samples / clip.sample_rate
