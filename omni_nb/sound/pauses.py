"""Where a clip sounds and where it is silent. Pure numpy.

Silence is told by the clip's own level, so that a quiet recording has the pauses of a loud one: frames of 10 ms, each
without its mean (no offset, no rumble), are silent when they are 25 dB below the level of the speech, or, where the
background is louder than that and steady, when they stand less than 4 dB above it. A clip below -70 dBFS is silent.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omni_nb.messages import _
from omni_nb.sound.clip import Clip

LEAST_PAUSE_S = 0.2
"""Shorter silences are part of speaking: the closure of a plosive takes up to 0.15 s."""
BELOW_SPEECH_DB = 25.0
ABOVE_NOISE_DB = 4.0
SILENT_DBFS = -70.0

_Levels = npt.NDArray[np.float64]

_FRAMES_PER_S = 100
_FAINTEST_DBFS = -90.0  # where 16 bits end: their rounding alone is no sound
_STEADY_DB = 1.5  # standard deviation of the quietest tenth: of hiss at most 1.0, of speech without pauses from 2.1 on
_LEAST_SOUND = 4  # frames; a click alone is no speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Sound and silence of a clip, to 10 ms. The four times add up to its length.

    Attributes:
        silence_start_s: Silence before the first sound, s; of a silent clip all of it.
        silence_end_s: Silence after the last sound, s.
        pause_count: Silences of at least 0.2 s between sounds.
        pause_s: Their length together, s.
        speech_s: The rest, s: time in which it is spoken. What a speaking rate without pauses is divided by.
    """

    silence_start_s: float
    silence_end_s: float
    pause_count: int
    pause_s: float
    speech_s: float


def pauses(clip: Clip, *, least_pause_s: float = LEAST_PAUSE_S) -> Pauses:
    """Silence at both ends and inside of a clip.

    Raises:
        ValueError: `least_pause_s` is below 0.
    """
    runs = sounding(clip, least_pause_s=least_pause_s)
    if not runs:
        return Pauses(silence_start_s=clip.duration_s, silence_end_s=0.0, pause_count=0, pause_s=0.0, speech_s=0.0)
    return Pauses(
        silence_start_s=runs[0][0],
        silence_end_s=clip.duration_s - runs[-1][1],
        pause_count=len(runs) - 1,
        pause_s=sum(after[0] - before[1] for before, after in itertools.pairwise(runs)) + 0.0,
        speech_s=sum(end - start for start, end in runs),
    )


def trim(clip: Clip, *, margin_s: float = 0.05) -> tuple[float, float]:
    """The stretch to listen to, `(start_s, end_s)`: without silence at both ends, but for a margin. Nothing is cut.

    The margin keeps a faint first or last consonant. A silent clip is left whole.

    Raises:
        ValueError: The margin is below 0.
    """
    if not margin_s >= 0:
        raise ValueError(_("a margin must be 0 s or more, got {margin_s}", margin_s=margin_s))
    runs = sounding(clip) or [(0.0, clip.duration_s)]
    return max(0.0, runs[0][0] - margin_s), min(clip.duration_s, runs[-1][1] + margin_s)


def sounding(clip: Clip, *, least_pause_s: float = LEAST_PAUSE_S) -> list[tuple[float, float]]:
    """The stretches that sound, as `(start_s, end_s)`, parted by silences of `least_pause_s` or more."""
    if not least_pause_s >= 0:
        raise ValueError(_("a pause must last 0 s or more, got {least_pause_s}", least_pause_s=least_pause_s))
    size = _frame_size(clip)
    levels = np.concatenate(list(_levels(clip, size)) or [np.zeros(0)])
    heard = levels > _threshold(levels)
    edges = np.flatnonzero(np.diff(heard, prepend=False, append=False)).reshape(-1, 2)
    if not len(edges):
        return []
    apart = edges[1:, 0] - edges[:-1, 1] >= least_pause_s * clip.sample_rate / size - 1e-9
    runs = np.column_stack([edges[np.r_[True, apart], 0], edges[np.r_[apart, True], 1]])
    long = runs[runs[:, 1] - runs[:, 0] >= _LEAST_SOUND]
    return [
        (float(a), min(float(b), clip.duration_s)) for a, b in (long if len(long) else runs) * size / clip.sample_rate
    ]


def _frame_size(clip: Clip) -> int:
    return max(1, round(clip.sample_rate / _FRAMES_PER_S))


def _levels(clip: Clip, size: int) -> Iterator[_Levels]:
    """DB of full scale of each frame; the last may be shorter."""
    for run in clip.blocks(1_000 * size):
        whole = len(run) // size * size
        for part in (run[:whole].reshape(-1, size), run[whole:].reshape(1, -1)):
            if part.size:
                yield 10 * np.log10(np.maximum(part.var(axis=1, dtype=np.float64) / 32768**2, 1e-12))


def _threshold(levels: _Levels) -> float:
    """The level, dBFS, above which a frame sounds."""
    audible = levels[levels > _FAINTEST_DBFS]
    speech = _mean_db(audible[audible > _mean_db(audible) - 10]) if len(audible) else _FAINTEST_DBFS
    if speech < SILENT_DBFS:
        return math.inf
    below = max(_FAINTEST_DBFS, speech - BELOW_SPEECH_DB)
    background = float(np.percentile(levels, 10))
    if background + 2 * ABOVE_NOISE_DB < speech and _steady(levels, background):
        return max(below, background + ABOVE_NOISE_DB)
    return below


def _steady(levels: _Levels, background: float) -> bool:
    """Whether the quietest tenth of the frames is a background: close together, and without a trend, as a fade has."""
    quiet = levels[levels <= background]
    half = len(quiet) // 2
    if not half:
        return False
    trend = abs(float(quiet[:half].mean() - quiet[-half:].mean()))
    spread = float(quiet.std())
    return spread < _STEADY_DB and trend <= 0.8 * spread  # of a straight line it is 1.7, of noise 0.3


def _mean_db(levels: _Levels) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))
