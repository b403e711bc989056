"""The pitch of a voice: fundamental frequency, by autocorrelation. Pure numpy.

The method is that of P. Boersma, "Accurate short-term analysis of the fundamental frequency and the
harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17 (1993), 97-110, written from the paper: the
autocorrelation of each windowed frame is divided by that of the window; of its peaks the path is taken that is strong
and jumps little, which is what guards against errors of an octave. Costs and thresholds are the paper's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.sound.clip import Clip

FLOOR_HZ, CEILING_HZ = 60.0, 800.0
HOP_S = 0.01

_Floats = npt.NDArray[np.floating[Any]]

_RATE_HZ = 16_000
_HOP = round(HOP_S * _RATE_HZ)
_WINDOW = round(3 / FLOOR_HZ * _RATE_HZ)  # three periods of the lowest pitch
_FFT = 1_152  # holds a window and the longest lag, and has small factors
_BLOCK = 1_024  # frames at once: 10 MB
_HIGHEST_HZ = 2 * CEILING_HZ  # what is found between is no voice, and would else be taken for one an octave below
_CANDIDATES = 4
_SILENCE, _VOICING, _OCTAVE_COST, _JUMP_COST, _VOICING_COST = 0.03, 0.45, 0.01, 0.35, 0.14
_BELOW, _ABOVE = 1.5, 2.0  # a second look leaves out what is so far below or above the middle half of the first
_STRETCH, _WARM_UP = 400, 50
_LEAST_RUN = 5
_LEAST_PEAK = 32768 * 10 ** (-70 / 20) / _SILENCE  # so that what is below -70 dBFS is silence
_LEAST_FRAMES, _LEAST_SHARE = 10, 0.1  # whispers have up to 0.05, the creakiest voice 0.24


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch:
    """The pitch of a clip.

    Attributes:
        median_hz: Median fundamental frequency of its voiced frames, Hz, 60 to 800. None: less than 0.1 s, or 10 %
            of what is heard, is voiced (silence, noise, a whisper).
        range_semitones: From the 5th to the 95th percentile, semitones. None as above.
        voiced_s: Time with a pitch, s.
    """

    median_hz: float | None
    range_semitones: float | None
    voiced_s: float


def pitch(clip: Clip) -> Pitch:
    """Median and range of a clip's pitch: 0.2 s for each minute of sound.

    Speech of one voice is meant. Of music or several voices it is the pitch of whatever is most periodic.
    """
    hz, loud = _track(clip)
    voiced = hz[~np.isnan(hz)]
    voiced_s = len(voiced) * HOP_S
    if len(voiced) < max(_LEAST_FRAMES, _LEAST_SHARE * loud.sum()):
        return Pitch(median_hz=None, range_semitones=None, voiced_s=voiced_s)
    low, median, high = np.percentile(voiced, [5, 50, 95])
    return Pitch(median_hz=float(median), range_semitones=float(12 * np.log2(high / low)), voiced_s=voiced_s)


def contour(clip: Clip) -> npt.NDArray[np.float64]:
    """Fundamental frequency at 0, 10, 20 … ms, Hz, shape (n,); NaN where nothing is voiced."""
    return _track(clip)[0]


def _track(clip: Clip) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """For each 10 ms: frequency or NaN, and whether it is loud enough to have one."""
    found = list(_candidates(clip))
    if not found:
        return np.zeros(0), np.zeros(0, np.bool_)
    hz, strength = (np.concatenate(each) for each in zip(*found, strict=True))
    every = np.arange(len(hz))
    chosen = _path(hz, strength)
    first = hz[every, chosen][(chosen > 0) & (hz[every, chosen] <= CEILING_HZ)]
    if len(first):
        low, high = np.percentile(first, [25, 75])
        outside = (hz < low / _BELOW) | ((hz > high * _ABOVE) & (hz <= CEILING_HZ))
        outside[:, 0] = False
        chosen = _path(hz, np.where(outside, -np.inf, strength))
    voiced = _long_enough((chosen > 0) & (hz[every, chosen] <= CEILING_HZ))
    return np.where(voiced, hz[every, chosen], np.nan), strength[:, 0] <= _VOICING


def _frames(clip: Clip) -> Iterator[_Floats]:
    """Frames around each 10 ms, shape (at most _BLOCK, _WINDOW)."""
    rest: _Floats = np.zeros(_WINDOW // 2, np.float32)
    tail = [np.zeros(_WINDOW // 2, np.float32)] if len(clip) else []
    for run in (*clip.floats(_RATE_HZ, centred=True), *tail):
        rest = np.concatenate([rest, run])
        count = max(0, (len(rest) - _WINDOW) // _HOP + 1)
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(rest, _WINDOW)[::_HOP]
            yield from (frames[at : at + _BLOCK] for at in range(0, count, _BLOCK))
        rest = rest[count * _HOP :]


def _candidates(clip: Clip) -> Iterator[tuple[_Floats, _Floats]]:
    """For each frame: frequencies, Hz, and strengths of "unvoiced" and its best candidates, both (n, 1 + candidates)."""
    window = np.hanning(_WINDOW + 2)[1:-1].astype(np.float32)
    own = _autocorrelation(window[None])[0]
    mean = clip.samples.mean(dtype=np.float64) if len(clip) else 0.0
    peak = (
        max(float(clip.samples.max(initial=0)) - mean, mean - float(clip.samples.min(initial=0)), _LEAST_PEAK) / 32768
    )
    for frames in _frames(clip):
        centred = frames - frames.mean(axis=1, keepdims=True)
        level = np.abs(centred).max(axis=1) / peak
        hz, strength = _peaks(_autocorrelation(centred * window) / own)
        unvoiced = _VOICING + np.maximum(0, 2 - level / (_SILENCE / (1 + _VOICING)))
        yield np.column_stack([np.ones(len(hz)), hz]), np.column_stack([unvoiced, strength])


def _autocorrelation(x: _Floats) -> _Floats:
    """Of each row, up to the longest lag and one more; 1 at lag 0."""
    power = np.fft.rfft(x, _FFT, axis=1)
    lags = np.fft.irfft(power.real**2 + power.imag**2, _FFT, axis=1)[:, : int(_RATE_HZ / FLOOR_HZ) + 2]
    out: _Floats = lags / np.maximum(lags[:, :1], np.float32(1e-12))
    return out


def _peaks(r: _Floats) -> tuple[_Floats, _Floats]:
    """The best peaks of each row as Hz and strength; where there are fewer, a strength of -inf."""
    shortest = int(_RATE_HZ / _HIGHEST_HZ)
    lags = np.arange(shortest, r.shape[1] - 1)
    left, mid, right = r[:, shortest - 1 : -2], r[:, shortest:-1], r[:, shortest + 1 :]
    curve = np.maximum(2 * mid - left - right, 1e-12)
    shift = np.clip(0.5 * (right - left) / curve, -0.5, 0.5)
    height = np.minimum(mid + 0.25 * (right - left) * shift, 1.0)
    hz = _RATE_HZ / (lags + shift)
    strength = height - _OCTAVE_COST * np.log2(_HIGHEST_HZ / hz)
    strength[(mid <= left) | (mid < right) | (hz < FLOOR_HZ) | (hz > _HIGHEST_HZ)] = -np.inf
    best = np.argpartition(-strength, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    return np.take_along_axis(hz, best, 1), np.take_along_axis(strength, best, 1)


def _path(hz: _Floats, strength: _Floats) -> npt.NDArray[np.intp]:
    """For each frame the column on the strongest path that jumps little; column 0 is "unvoiced".

    All stretches of 4 s are searched side by side (a loop over 20 minutes takes 4 s), each with half a second
    before and after it: paths that begin differently have met by then.
    """
    n, width = strength.shape
    count = -(-n // _STRETCH)
    after = count * _STRETCH - n + _WARM_UP
    at = np.arange(count)[:, None] * _STRETCH + np.arange(_STRETCH + 2 * _WARM_UP)  # (stretches, frames)
    octaves = np.log2(np.pad(hz, ((_WARM_UP, after), (0, 0)), constant_values=1))[at]
    strength = np.pad(strength, ((_WARM_UP, after), (0, 0)))[at]
    best, back = strength[:, 0], np.zeros((at.shape[1], count, width), np.intp)
    for frame in range(1, at.shape[1]):
        cost = _JUMP_COST * np.abs(octaves[:, frame - 1, :, None] - octaves[:, frame, None, :])
        cost[:, 0, 1:] = cost[:, 1:, 0] = _VOICING_COST
        total = best[:, :, None] - cost
        back[frame] = total.argmax(axis=1)
        best = total.max(axis=1) + strength[:, frame]
    chosen = np.zeros((at.shape[1], count), np.intp)
    chosen[-1] = best.argmax(axis=1)
    for frame in range(at.shape[1] - 1, 0, -1):
        chosen[frame - 1] = np.take_along_axis(back[frame], chosen[frame][:, None], 1)[:, 0]
    return chosen[_WARM_UP:-_WARM_UP].T.ravel()[:n]


def _long_enough(voiced: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Without its runs of less than 50 ms: hiss that rings for a moment, as in a whisper."""
    edges = np.flatnonzero(np.diff(voiced, prepend=False, append=False))
    lengths = np.diff(edges)[::2]
    kept = voiced.copy()
    kept[voiced] = np.repeat(lengths >= _LEAST_RUN, lengths)
    return kept
