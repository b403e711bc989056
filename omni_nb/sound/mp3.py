"""MP3 streams whose head is missing or of another file: their frames are counted, and a head is written.

An MP3 has no length. Its first frame may hold a count (`Xing`), and where there is none, libsndfile
1.2.2 guesses from the first frame's bitrate and *stops there*: of two seconds with a varying
bitrate it gave 1.25. Joined files hold the count of the first. Nothing is decoded here.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # of layer III, by version bits: 3 is MPEG 1, 2 is MPEG 2, 0 is "2.5"
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_MOST_GAPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The four bytes at the head of a frame of layer III."""

    version: int
    rate_hz: int
    mono: bool
    length: int

    @property
    def xing_at(self) -> int:
        """Where a count would stand in it."""
        return 4 + ((17 if self.mono else 32) if self.version == 3 else (9 if self.mono else 17))


def with_true_count(data: bytes) -> bytes:
    """The same stream behind a frame that says how many follow; the very same object if it has one that is true."""
    start, tags = _behind_tags(data)
    first = _frame(data, start)
    if first is None:
        return data
    if tags > 1:  # libsndfile passes over one
        data, start = data[start:], 0
    told_frames, told_bytes = _xing(data, start, first)
    if told_bytes and abs(len(data) - start - told_bytes) <= 0.01 * told_bytes + 256:  # and a tag of 128 behind
        return data
    sound = start if told_frames is None else start + first.length
    frames = _count(data, sound, first)
    if frames == 0 or told_frames in (frames - 1, frames, frames + 1):
        return data
    return _head(data, start, first, frames) + data[sound:]


def _behind_tags(data: bytes) -> tuple[int, int]:
    """`(where the sound begins, tags before it)`; a footer counts as one more."""
    at = tags = 0
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        a, b, c, d = (x & 0x7F for x in data[at + 6 : at + 10])
        footer = bool(data[at + 5] & 0x10)
        at += 10 + (a << 21 | b << 14 | c << 7 | d) + 10 * footer
        tags += 1 + footer
    return at, tags


def _frame(data: bytes, at: int) -> _Frame | None:
    if not _SYNC.match(data, at) or len(data) < at + 4:
        return None
    version, kbits, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if kbits in (0, 15) or rate == 3:
        return None
    rate_hz = _RATES[version][rate]
    bits = 1_000 * _KBITS[3 if version == 3 else 2][kbits]
    length = (144 if version == 3 else 72) * bits // rate_hz + (data[at + 2] >> 1 & 1)
    return _Frame(version=version, rate_hz=rate_hz, mono=data[at + 3] >> 6 == 3, length=length)


def _xing(data: bytes, at: int, frame: _Frame) -> tuple[int | None, int | None]:
    """`(frames, bytes)` of the count in the first frame; None for what it does not say; (0, None) if it is empty."""
    place = at + frame.xing_at
    if data[place : place + 4] not in (b"Xing", b"Info") or len(data) < place + 16:
        return None, None
    flags, first, second = struct.unpack_from(">III", data, place + 4)
    if not flags & 1:
        return 0, None
    return first, (second if flags & 2 else None)


def _count(data: bytes, at: int, like: _Frame) -> int:
    frames = gaps = 0
    while at < len(data):
        frame = _frame(data, at)
        if frame is not None and (frame.version, frame.rate_hz) == (like.version, like.rate_hz):
            frames += at + frame.length <= len(data)
            at += frame.length
            continue
        found = _SYNC.search(data, at + 1)  # tags between joined files, damage
        gaps += 1
        if found is None or gaps > _MOST_GAPS:
            break
        at = found.start()
    return frames


def _head(data: bytes, start: int, first: _Frame, frames: int) -> bytes:
    """A frame of silence with the count in it, large enough for it."""
    bits = 9 if first.version == 3 else 14  # 128 or 144 kbit/s: always more than the 156 bytes a count may take
    third = bits << 4 | data[start + 2] & 0x0C
    head = bytearray((0xFF, data[start + 1] | 1, third, data[start + 3]))
    whole = _frame(bytes(head), 0)
    assert whole is not None
    head += bytes(whole.length - 4)
    struct.pack_into(">4sII", head, whole.xing_at, b"Xing", 1, frames)
    return bytes(head)
