"""From warped frames to moments: the same ones in all clips, with their pauses; and where syllables begin."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from omni_nb.sound.spectrum import HOP_S, Floats, Spectrum

_MS = 1000 * HOP_S
_EVERY = 5  # frames
_SAME_PAUSE = 10  # frames: pauses of two clips that are so near are one
_NEAR, _FAR = 4, 10  # frames about a dip
_RISE_DB, _FALL_DB, _DEEPEST_DB = 3.0, 1.0, 45.0


def knots(spectra: Sequence[Spectrum], places: Floats, lengths_ms: Sequence[int]) -> list[tuple[int, ...]]:
    """Of each clip the milliseconds of the same moments.

    Args:
        spectra: Of the clips.
        places: Which of its sounding frames each one of the reference is, shape (clips, n).
        lengths_ms: Of the clips.
    """
    count = places.shape[1]
    pauses = _pauses(spectra, places)
    rows = np.unique([*range(0, count, _EVERY), count - 1])
    clear = np.ones(count, bool)
    for low, high, _ in pauses:
        clear[max(0, math.ceil(low) - 1) : math.floor(high) + 2] = False
    rows = rows[clear[rows]]
    middles = np.repeat([(low + high) / 2 for low, high, _ in pauses], 2)
    at = np.concatenate([rows, middles])
    order = np.argsort(at, kind="stable")
    times = []
    for clip, (s, p) in enumerate(zip(spectra, places, strict=True)):
        time = _ms(s, np.interp(at, np.arange(count), p))
        for i, (_, _, of) in enumerate(pauses):
            if clip in of:
                time[len(rows) + 2 * i : len(rows) + 2 * i + 2] = _MS * s.frames[of[clip] : of[clip] + 2]
        times.append(np.rint(time[order]).astype(np.int64))
    ends = np.array(lengths_ms)[:, None]
    inner = np.minimum(np.maximum.accumulate(np.maximum(times, 0), axis=1), ends)
    return [tuple(row) for row in np.concatenate([0 * ends, inner, ends], axis=1).tolist()]


def onsets(spectra: Sequence[Spectrum], places: Floats, reference: int) -> tuple[int, ...]:
    """Where syllables begin that are heard to begin, and pauses, in ms of the reference: dips of the mean level."""
    levels = []
    for s, p in zip(spectra, places, strict=True):
        smooth = np.convolve(np.pad(s.levels_db, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
        smooth = np.maximum(smooth, np.percentile(smooth[s.frames], 95) - _DEEPEST_DB)
        levels.append(np.interp(_ms(s, p) / _MS, np.arange(len(smooth)), smooth))
    around = sliding_window_view(np.pad(np.mean(levels, axis=0), _FAR, mode="edge"), 2 * _FAR + 1)
    mean = around[:, _FAR]
    dip = mean <= around[:, _FAR - _NEAR : _FAR + _NEAR + 1].min(axis=1)
    dip &= around[:, _FAR:].max(axis=1) - mean >= _RISE_DB
    dip &= around[:, : _FAR + 1].max(axis=1) - mean >= _FALL_DB
    found = [0]
    for row in np.flatnonzero(dip).tolist():
        if row - found[-1] > _NEAR:
            found.append(row)
    times = np.rint(_ms(spectra[reference], places[reference])).astype(np.int64)
    return tuple(sorted({*times[found].tolist(), *_pause_starts(spectra[reference])}))


def _ms(spectrum: Spectrum, places: Floats) -> Floats:
    """Milliseconds of sounding frames with fractions."""
    return np.asarray(_MS * np.interp(places, np.arange(len(spectrum)), spectrum.frames))


def _gaps(spectrum: Spectrum) -> list[int]:
    return [int(i) for i in np.flatnonzero(np.diff(spectrum.frames) > 1)]


def _pause_starts(spectrum: Spectrum) -> list[int]:
    return [round(_MS * int(spectrum.frames[gap])) for gap in _gaps(spectrum)]


def _pauses(spectra: Sequence[Spectrum], places: Floats) -> list[tuple[float, float, dict[int, int]]]:
    """Pauses at one place of the words: first and last row of the reference, and the last frame before it of each clip."""
    rows = np.arange(places.shape[1])
    every = sorted(
        (float(np.interp(gap + 0.5, places[clip], rows)), clip, gap)
        for clip, s in enumerate(spectra)
        for gap in _gaps(s)
    )
    found: list[tuple[float, float, dict[int, int]]] = []
    for row, clip, gap in every:
        if found and row - found[-1][0] <= _SAME_PAUSE and clip not in found[-1][2]:
            low, _, of = found[-1]
            found[-1] = (low, row, {**of, clip: gap})
        else:
            found.append((row, row, {clip: gap}))
    return found
