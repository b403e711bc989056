"""Files that are several files in a row: libsndfile reads the first, so each is given to it by itself.

Recordings of a radio stream, and what people join with `cat`, are chains of Ogg streams or of WAVs.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MOST_LINKS = 10_000


def links(data: bytes) -> tuple[bytes, ...]:
    """The files one after the other; the very same object if it is one."""
    if data[:4] == b"OggS":
        starts = tuple(_ogg_starts(data))
    elif data[:4] == b"RIFF":
        starts = tuple(_wav_starts(data))
    else:
        starts = (0,)
    if not 1 < len(starts) <= _MOST_LINKS:
        return (data,)
    return tuple(data[a:b] for a, b in zip(starts, (*starts[1:], len(data)), strict=True))


def _ogg_starts(data: bytes) -> Iterator[int]:
    """A link begins with pages that are flagged as the first of a stream, behind pages that are not."""
    at, inside = 0, True
    while at >= 0 and at + 27 <= len(data):
        if data[at : at + 4] != b"OggS":
            at = data.find(b"OggS", at)
            continue
        first = bool(data[at + 5] & 2)
        if first and inside:
            yield at
        inside = not first
        segments = data[at + 26]
        at += 27 + segments + sum(data[at + 27 : at + 27 + segments])


def _wav_starts(data: bytes) -> Iterator[int]:
    at = 0
    while data[at : at + 4] == b"RIFF" and data[at + 8 : at + 12] == b"WAVE":
        yield at
        size = struct.unpack_from("<I", data, at + 4)[0]
        if not 36 <= size < 0xFFFF_FF00:  # never finished: the rest is its own
            return
        at += 8 + size + (size & 1)
