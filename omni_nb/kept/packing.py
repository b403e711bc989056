"""Media and sounds as bytes to keep: each once, by a hash of its content, and exactly as it was.

Sound becomes FLAC, also the samples inside of a WAV file, whose header is kept beside them: so an answer that is sent
back as a question is kept once. All else stays as it is. It opens no file.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from omni_nb.errors import OmniError
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import rate_for, sensible_rate

Codec = Literal["raw", "trace", "samples", "flac", "pcm", "wav"]
_MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Something to keep.

    Attributes:
        hash: SHA-256 of what it was, 64 hexadecimal digits.
        codec: How `data` holds it: as it is (a file, or what a trace is made of), a FLAC file, samples as they are (after their rate), the same deflated, or what stands around the sounds of a WAV.
        base: Hashes of what else is needed: a WAV's channels.
        size_bytes: Of what it was.
    """

    hash: str
    codec: Codec
    data: bytes
    base: tuple[str, ...] = ()
    size_bytes: int = 0


def pack_clip(clip: Clip, *, quickly: bool = False) -> Packed:
    """A sound.

    Args:
        clip: It.
        quickly: Leave it as it is, to be compressed later.
    """
    if quickly and len(clip):
        data = struct.pack("<I", clip.sample_rate) + np.ascontiguousarray(clip.samples, "<i2").view(np.uint8).data
        return Packed(hash=pack_hash(clip), codec="samples", data=data, size_bytes=2 * len(clip))
    return compressed(clip)


def compressed(clip: Clip) -> Packed:
    """A sound, in as few bytes as it goes."""
    codec: Codec = "flac"
    if len(clip) and rate_for("flac", clip.sample_rate) == clip.sample_rate:
        data = clip.encode("flac")
    else:  # what FLAC cannot hold: nothing, and rates that no sound has
        samples = np.ascontiguousarray(clip.samples, "<i2")
        codec, data = "pcm", struct.pack("<I", clip.sample_rate) + zlib.compress(samples.tobytes(), 1)
    return Packed(hash=pack_hash(clip), codec=codec, data=data, size_bytes=2 * len(clip))


def pack(data: bytes, *, quickly: bool = False) -> Iterator[Packed]:
    """A file; what it is made of comes first, itself last. For `quickly` see `pack_clip`."""
    hash = hashlib.sha256(data).hexdigest()
    found = _pcm_in(data)
    if found is None:
        yield Packed(hash=hash, codec="raw", data=data, size_bytes=len(data))
        return
    start, end, channels, rate = found
    samples = np.frombuffer(data, "<i2", (end - start) // 2, start).reshape(-1, channels)
    base = [
        pack_clip(Clip(np.ascontiguousarray(samples[:, i], np.int16), rate), quickly=quickly) for i in range(channels)
    ]
    yield from base
    around = struct.pack("<II", start, len(data) - end) + data[:start] + data[end:]
    yield Packed(hash=hash, codec="wav", data=around, base=tuple(b.hash for b in base), size_bytes=len(data))


def unpack_clip(packed: Packed) -> Clip | None:
    """The sound; None where it is damaged."""
    try:
        if packed.codec == "flac":
            clip = Clip.read(packed.data)
        elif packed.codec == "samples":
            rate = struct.unpack_from("<I", packed.data)[0]
            clip = Clip(np.frombuffer(packed.data, "<i2", offset=4).astype(np.int16, copy=False), rate)
        elif packed.codec == "pcm":
            rate = struct.unpack_from("<I", packed.data)[0]
            clip = Clip(np.frombuffer(zlib.decompress(packed.data[4:]), "<i2").astype(np.int16, copy=False), rate)
        else:
            return None
    except (OmniError, ValueError, zlib.error, struct.error):
        return None
    return clip


def unpack(packed: Packed, other: Callable[[str], Packed | None]) -> bytes | None:
    """The file; None where it, or what it is made of, is damaged or lost.

    Args:
        packed: It.
        other: Finds what it is made of.
    """
    if packed.codec in ("raw", "trace"):
        return packed.data
    if packed.codec != "wav":
        return None
    try:
        clips = [unpack_clip(found) if (found := other(hash)) else None for hash in packed.base]
        before, behind = struct.unpack_from("<II", packed.data)
        if not clips or any(c is None for c in clips) or len(packed.data) != 8 + before + behind:
            return None
        samples = np.stack([c.samples for c in clips if c is not None], axis=1).astype("<i2")
    except (ValueError, struct.error):
        return None
    return packed.data[8 : 8 + before] + samples.tobytes() + packed.data[8 + before :]


def whole(packed: Packed, other: Callable[[str], Packed | None]) -> bool:
    """Whether it still is what its hash says."""
    if packed.codec not in get_args(Codec):
        return True  # of a later version
    if packed.codec in ("samples", "flac", "pcm"):
        clip = unpack_clip(packed)
        return clip is not None and pack_hash(clip) == packed.hash
    data = unpack(packed, other)
    return data is not None and hashlib.sha256(data).hexdigest() == packed.hash


def pack_hash(clip: Clip) -> str:
    """The hash by which a sound is kept."""
    whole = hashlib.sha256(f"{clip.sample_rate}:".encode())
    whole.update(np.ascontiguousarray(clip.samples, "<i2").view(np.uint8).data)
    return whole.hexdigest()


def _pcm_in(data: bytes) -> tuple[int, int, int, int] | None:
    """Where the 16-bit samples of a WAV stand (from, to), its channels and its rate; None for all else."""
    if len(data) < 44 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    at, form = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"fmt " and size >= 16 and at + 16 <= len(data):
            form = struct.unpack_from("<HHIIHH", data, at)
        elif name == b"data":
            if form is None or form[0] != 1 or form[5] != 16 or not 1 <= form[1] <= _MOST_CHANNELS:
                return None
            end = min(at + size, len(data))
            end -= (end - at) % (2 * form[1])
            return (at, end, form[1], form[2]) if end > at and sensible_rate(form[2]) else None
        at += size + size % 2
    return None
