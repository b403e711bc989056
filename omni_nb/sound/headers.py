"""Headers that do not tell how long the sound is, written anew: what libsndfile then reads is all that is there.

A recorder that was killed, a pipe and a browser leave 0, −1 or a huge number where the length of the
sound belongs. libsndfile believes a 0 (and finds nothing) and refuses some of the others. Here the
length is what the file still holds. Nothing is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_CHUNKS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """One chunk: its name, where its size is written, where its body begins, and the size it claims."""

    name: bytes
    size_at: int
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """How a family of files writes its chunks.

    Attributes:
        first: Where the first chunk begins.
        size: `struct` format of a size.
        name_bytes: Length of a chunk's name.
        sound: The name of the chunk that holds the samples.
        whole: The size counts the chunk's own head, too.
        even: Chunks begin at multiples of this.
    """

    first: int
    size: str
    sound: bytes
    name_bytes: int = 4
    whole: bool = False
    even: int = 2

    def chunks(self, data: bytes) -> Iterator[_Chunk]:
        """All chunks whose heads are in the file."""
        at, width = self.first, struct.calcsize(self.size)
        head = self.name_bytes + width
        for _ in range(_MOST_CHUNKS):
            if at + head > len(data):
                return
            size = struct.unpack_from(self.size, data, at + self.name_bytes)[0] - (head if self.whole else 0)
            name = data[at : at + 4]
            yield _Chunk(name=name, size_at=at + self.name_bytes, start=at + head, size=size)
            if size < 0 or name.strip(b" ") != name.strip() or not name.isascii():
                return
            at += head + size
            at += -at % self.even


_RIFF = _Family(first=12, size="<I", sound=b"data")
_RIFX = _Family(first=12, size=">I", sound=b"data")
_AIFF = _Family(first=12, size=">I", sound=b"SSND")
_CAF = _Family(first=8, size=">q", sound=b"data", even=1)
_W64 = _Family(first=40, size="<q", sound=b"data", name_bytes=16, whole=True, even=8)


def with_true_sizes(data: bytes) -> bytes:
    """The same file, its header saying how much sound is in it; the very same object if it does already."""
    if data[:4] == b".snd" and len(data) >= 24:
        return _au(data)
    family = _family(data)
    if family is None:
        return data
    sound = next((c for c in family.chunks(data) if c.name == family.sound), None)
    if sound is None:
        return data
    rest, claimed = len(data) - sound.start, sound.size
    if data[:4] == b"RF64" and claimed in (0xFFFF_FFFF, 0):
        claimed = _ds64(data)
    # The edit count of a CAF and the offset of an AIFF stand in front of the samples, and are counted.
    nothing = {_CAF: (0, 4), _AIFF: (0, 8)}.get(family, (0,))
    if 0 <= claimed <= rest and (claimed not in nothing or rest <= claimed or _is_chunks(family, data, sound)):
        return data
    return _written(data, family, sound, rest)


def _family(data: bytes) -> _Family | None:
    head, kind = data[:4], data[8:12]
    if kind == b"WAVE":
        return {b"RIFF": _RIFF, b"RF64": _RIFF, b"RIFX": _RIFX}.get(head)
    if head == b"FORM" and kind in (b"AIFF", b"AIFC"):
        return _AIFF
    if head == b"caff":
        return _CAF
    return _W64 if head == b"riff" and data[24:28] == b"wave" else None


def _ds64(data: bytes) -> int:
    """What the 64-bit header of an RF64 says of its sound."""
    ds64 = next((c for c in _RIFF.chunks(data) if c.name == b"ds64" and len(data) >= c.start + 16), None)
    return int(struct.unpack_from("<Q", data, ds64.start + 8)[0]) if ds64 else -1


def _is_chunks(family: _Family, data: bytes, empty: _Chunk) -> bool:
    """What follows an empty chunk is further chunks and not sound."""
    at = empty.start + empty.size
    at += -at % family.even
    last = None
    for last in _Family(
        first=at, size=family.size, sound=b"", name_bytes=family.name_bytes, whole=family.whole, even=family.even
    ).chunks(data):
        if last.start + last.size > len(data):
            return False
    return last is not None and last.size >= 0 and len(data) - (last.start + last.size) < family.even


def _written(data: bytes, family: _Family, sound: _Chunk, size: int) -> bytes:
    out = bytearray(data)
    own = sound.start - sound.size_at + family.name_bytes if family.whole else 0
    most = (1 << 8 * struct.calcsize(family.size)) - 2
    struct.pack_into(family.size, out, sound.size_at, min(size + own, most))
    if family is _W64:
        struct.pack_into("<q", out, 16, len(out))
    elif family is not _CAF:
        struct.pack_into(family.size, out, 4, min(len(out) - 8, most))
        if data[:4] == b"RF64":  # sizes of 32 bits will do, and then its ds64 is not asked
            out[:4] = b"RIFF"
    return bytes(out)


def _au(data: bytes) -> bytes:
    start, claimed = struct.unpack_from(">II", data, 4)
    rest = len(data) - start
    if rest <= 0 or 0 < claimed <= rest:
        return data
    out = bytearray(data)
    struct.pack_into(">I", out, 8, min(rest, 0xFFFF_FFFE))
    return bytes(out)
