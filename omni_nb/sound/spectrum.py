"""What a voice says, frame by frame, as far as it can be told without knowing any language: mel cepstra. Pure numpy.

The measure is the textbook one of speech recognition: S. B. Davis, P. Mermelstein, "Comparison of parametric
representations for monosyllabic word recognition", IEEE Trans. ASSP 28 (1980), 357-366.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.sound.clip import Clip
from omni_nb.sound.pauses import sounding

HOP_S = 0.01
"""From one frame to the next. 20 ms cost 0.4 to 0.8 % of the words that a switch between voices meets."""

Floats = npt.NDArray[np.floating[Any]]
Frames = npt.NDArray[np.float32]

_RATE_HZ = 16_000
_WINDOW = 320  # samples, 20 ms
_FFT = 512
_HOP = round(HOP_S * _RATE_HZ)
_BLOCK = 2_000  # frames at once: 10 MB
_FEW = 250_000
_BANDS, _CEPSTRA = 40, 13
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7_600.0
_FLOOR_DB = 50.0  # what lies so far below the loudest band is background
_FAINT_DB = 35.0
_LEAST_PAUSE_S, _MARGIN = 0.12, 4  # a pause is left out but for so many frames at its ends
_LIFTER, _FIRST = 20.0, 2.0  # weights: cepstrum k as e^(-k/20), the first (how loud) twice
_SLOPE = 2  # frames to both sides


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """The sounding frames of a clip.

    Attributes:
        cepstra: Shape (n, 13), each coefficient with mean 0 and deviation 1 over the louder frames, so that voice,
            microphone and level count little.
        frames: Which frames of the clip they are, shape (n,): frame k stands at k × 10 ms. Silence at both ends and
            pauses of 0.12 s and more are left out.
        levels_db: How loud each frame of the clip is, silent ones too, shape (frames,).
    """

    cepstra: Frames
    frames: npt.NDArray[np.int64]
    levels_db: Floats

    def __len__(self) -> int:
        return len(self.frames)


def spectrum(clip: Clip, *, highest_hz: float = _HIGHEST_HZ) -> Spectrum:
    """The sounding frames of a clip: 5 ms for each second. Of a silent clip there are none.

    Args:
        clip: Of any rate.
        highest_hz: Clips that are compared should have the same bands: give what the one with the lowest rate has.
    """
    levels, bands = _analysed(clip.resample(_RATE_HZ), min(highest_hz, _HIGHEST_HZ))
    frames = _sounding_frames(clip, len(levels))
    if not len(frames):
        return Spectrum(cepstra=np.zeros((0, _CEPSTRA), np.float32), frames=frames, levels_db=levels)
    bands = bands[frames]
    bands = np.maximum(bands, np.percentile(bands.max(axis=1), 95) - _FLOOR_DB)
    cepstra = bands @ _cosines()
    loud = levels[frames] > np.percentile(levels[frames], 95) - _FAINT_DB
    cepstra = (cepstra - cepstra[loud].mean(axis=0)) / (cepstra[loud].std(axis=0) + 1e-3)
    return Spectrum(cepstra=cepstra.astype(np.float32), frames=frames, levels_db=levels)


def features(cepstra: Frames, *, pooled: int = 1) -> Frames:
    """What frames are compared by: weighted cepstra, and how they change. Shape (n / pooled, 26).

    Args:
        cepstra: Of a `Spectrum`, at least one frame.
        pooled: So many frames are averaged to one.
    """
    count = max(1, len(cepstra) // pooled)
    edges = np.arange(count + 1) * len(cepstra) // count
    mean = np.add.reduceat(cepstra, edges[:-1], axis=0) / np.diff(edges)[:, None]
    padded = np.pad(mean, ((_SLOPE, _SLOPE), (0, 0)), mode="edge")
    change = sum(k * (padded[_SLOPE + k :][:count] - padded[_SLOPE - k :][:count]) for k in range(1, _SLOPE + 1))
    weights = np.exp(-np.arange(_CEPSTRA) / _LIFTER)
    weights[0] = _FIRST
    both = [part / (part.std(axis=0) + 1e-3) * weights for part in (mean, np.asarray(change))]
    return np.concatenate(both, axis=1).astype(np.float32)


def shared_highest_hz(rates_hz: Sequence[int]) -> float:
    """The highest frequency that is in sounds of all these rates; but speech has most of its marks below 3,400 Hz."""
    return min(_HIGHEST_HZ, max(3_400.0, 0.475 * min(rates_hz, default=_RATE_HZ)))


def few_rows(count: int, products: int) -> Iterator[slice]:
    """All rows, so few at a time that OpenBLAS does not wake its threads.

    It does above 260,000 products, and where other programs want the processor, too, its threads wait for each other:
    with as many programs as there are cores, an alignment took 2 to 4 times as long with them as without.

    Args:
        count: Rows of a matrix that is to be multiplied.
        products: Of one row with the other matrix.
    """
    each = max(1, _FEW // products)
    return (slice(first, min(first + each, count)) for first in range(0, count, each))


def _sounding_frames(clip: Clip, count: int) -> npt.NDArray[np.int64]:
    runs = np.rint(np.array(sounding(clip, least_pause_s=_LEAST_PAUSE_S)).reshape(-1, 2) / HOP_S).astype(np.int64)
    keep = np.zeros(count, bool)
    for i, (start, end) in enumerate(runs):
        keep[start - (_MARGIN if i else 0) : end + (_MARGIN if i < len(runs) - 1 else 0)] = True
    return np.flatnonzero(keep)


def _analysed(clip: Clip, highest_hz: float) -> tuple[Floats, Floats]:
    """Level of each frame, dB, and of each of its bands; a frame's window is centred on it."""
    count = -(-len(clip) // _HOP)
    bank, window = _mel_bank(highest_hz), np.hamming(_WINDOW).astype(np.float32)
    padded = np.pad(clip.samples, (_WINDOW // 2, _WINDOW + _HOP))
    levels, bands = np.zeros(count), np.zeros((count, _BANDS), np.float32)
    for start in range(0, count, _BLOCK):
        some = np.arange(start, min(start + _BLOCK, count))
        x = padded[some[:, None] * _HOP + np.arange(_WINDOW)].astype(np.float32) / 32768
        levels[some] = 10 * np.log10(np.square(x).mean(axis=1) + 1e-10)
        x[:, 1:] -= 0.97 * x[:, :-1]
        x[:, 0] *= 0.03
        power = np.square(np.abs(np.fft.rfft(x * window, _FFT)))
        for rows in few_rows(len(some), bank.size):
            bands[some[rows]] = 10 * np.log10(power[rows] @ bank + 1e-10)
    return levels, bands


def _mel_bank(highest_hz: float) -> Floats:
    """Triangles, evenly spaced on the mel scale, shape (bins, bands)."""
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (_LOWEST_HZ, highest_hz))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(_FFT, 1 / _RATE_HZ)[:, None]
    up, down = (hz - edges[:-2]) / np.diff(edges[:-1]), (edges[2:] - hz) / np.diff(edges[1:])
    return np.asarray(np.maximum(0, np.minimum(up, down)))


def _cosines() -> Floats:
    angle = np.pi / _BANDS * (np.arange(_BANDS)[:, None] + 0.5) * np.arange(_CEPSTRA)
    return np.asarray(np.cos(angle) * np.sqrt(2 / _BANDS))
