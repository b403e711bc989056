"""Dynamic time warping in a band: which frames of one sequence are which of others. Pure numpy.

All sequences go against one reference, row by row of it, and together: a row of the band is a handful of numpy calls
for all of them. That a step may stay in its row (the sequence goes on, the reference does not) makes each cell depend
on the one before it; with `along + minimum.accumulate(entered − along)` that is one call, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from omni_nb.sound.spectrum import Floats, Frames, few_rows

_STRAIGHT = 0.75  # price of a step along one side; of a diagonal one, which does the work of two, 1
_TOGETHER = 8  # sequences: memory
_BLOCK = 1_024  # rows whose distances are held at once
_DRIFT = 96  # frames: so much wider than one row is what its band and those of the next rows hold together
_NEVER = 1e12
_DIAGONAL, _DOWN, _ACROSS = 0, 1, 2

Places = npt.NDArray[np.int64]
_Moves = npt.NDArray[np.int8]


def warp(reference: Frames, others: Sequence[Frames], centres: Floats, *, half_width: int) -> Floats:
    """Which frame of each sequence is each one of the reference; ends go to ends.

    Args:
        reference: Shape (n, d).
        others: At least one, each of shape (m, d) with m < n × `half_width`.
        centres: The frames about which it is looked, shape (others, n).
        half_width: How far from there. Time and memory grow with it.

    Returns:
        Frames, with fractions where several belong to one of the reference; they never fall. Shape (others, n).
    """
    if len(others) > _TOGETHER:
        parts = [slice(i, i + _TOGETHER) for i in range(0, len(others), _TOGETHER)]
        return np.concatenate([warp(reference, others[p], centres[p], half_width=half_width) for p in parts])
    starts = np.stack([_starts(c, len(o), half_width) for c, o in zip(centres, others, strict=True)])
    moves = np.zeros((len(others), len(reference), 2 * half_width + 1), np.int8)
    best: Floats = np.zeros((len(others), 0))
    for first in range(0, len(reference), _BLOCK):
        rows = slice(first, min(first + _BLOCK, len(reference)))
        prices = np.stack(
            [_distances(reference[rows], o, s[rows], half_width) for o, s in zip(others, starts, strict=True)]
        )
        best = _walk(prices, starts[:, max(0, first - 1) : rows.stop], best, moves[:, rows])
    return np.stack([_traced(m, s, len(o)) for m, s, o in zip(moves, starts, others, strict=True)])


def _starts(centres: Floats, length: int, half_width: int) -> Places:
    """Where each row's band begins. It never goes back, and on by half of itself at most, so that it stays in one piece."""
    rows = np.arange(len(centres)) * half_width
    tied = centres - rows
    late, early = np.minimum.accumulate(tied), np.maximum.accumulate(tied[::-1])[::-1]
    middle = rows + (late + early) / 2
    middle = np.minimum(np.maximum(middle, length - 1 + rows - rows[-1]), rows)  # both ends can be reached
    starts: Places = np.maximum.accumulate(np.rint(middle).astype(np.int64) - half_width)
    return starts


def _distances(reference: Frames, other: Frames, starts: Places, half_width: int) -> Frames:
    """Euclidean, of each frame of the reference to those in its band, shape (rows, width); 0 outside of `other`, where no way leads."""
    offsets = np.arange(2 * half_width + 1)
    squares = np.square(other).sum(axis=1)
    out = np.zeros((len(reference), len(offsets)), np.float32)
    for rows in few_rows(len(reference), (len(offsets) + _DRIFT) * other.shape[1]):
        low = max(0, int(starts[rows.start]))
        some = other[low : int(starts[rows][-1]) + len(offsets)]
        if not len(some):
            continue
        tile = squares[low : low + len(some)] - 2 * (reference[rows] @ some.T)
        tile += np.square(reference[rows]).sum(axis=1)[:, None]
        places = starts[rows, None] - low + offsets
        inside = (places >= 0) & (places < len(some))
        near = np.take_along_axis(tile, np.clip(places, 0, len(some) - 1), axis=1)
        out[rows] = np.where(inside, np.sqrt(np.maximum(near, 0)), 0)
    return out


def _walk(prices: Frames, starts: Places, best: Floats, moves: _Moves) -> Floats:
    """The cheapest way into each cell, row by row; `starts` has the row before, too, but for the first of all."""
    count, n_rows, width = prices.shape
    offsets, each = np.arange(width), np.arange(count)[:, None]
    edge = np.full((count, 2 * width + 1), _NEVER)  # the row before, and room for a band that moves on
    begins = n_rows == starts.shape[1]
    on = np.minimum(np.diff(starts, axis=1), width)
    for row in range(n_rows):
        price = prices[:, row].astype(np.float64)
        straight = _STRAIGHT * price
        if begins and row == 0:
            before = starts[:, :1] + offsets < 0
            best = np.where(before, _NEVER, np.cumsum(np.where(before, 0, straight), axis=1))
            moves[:, 0] = _ACROSS
            continue
        edge[:, 1 : width + 1] = best
        cell = on[:, row - begins, None] + offsets
        down, diagonal = edge[each, cell + 1] + straight, edge[each, cell] + price
        entered, along = np.minimum(down, diagonal), np.cumsum(straight, axis=1)
        best = along + np.minimum.accumulate(entered - along, axis=1)
        moves[:, row] = np.where(best < entered - 1e-9, _ACROSS, np.where(diagonal <= down, _DIAGONAL, _DOWN))
    return best


def _traced(moves: _Moves, starts: Places, length: int) -> Floats:
    """The way back from the end: the middle of the frames that each row has."""
    rows, begin = len(moves), starts.tolist()
    low, high = np.zeros(rows), np.zeros(rows)
    row, place = rows - 1, length - 1
    high[row] = place
    while row or place:
        move = int(moves[row, min(max(place - begin[row], 0), moves.shape[1] - 1)])
        if row and (move != _ACROSS or not place):
            low[row] = place
            row -= 1
            place -= move == _DIAGONAL and place > 0
            high[row] = place
        else:
            place -= 1
    return (low + high) / 2
