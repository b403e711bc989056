"""The door to libsndfile: what a sound file is, its samples in blocks, and files written.

It reads wav, aiff, au, caf, w64, flac, ogg, opus and mp3, and knows nothing of what only PyAV reads.
No word of the library leaves this room.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.sound.headers import with_true_sizes
from omni_nb.sound.links import links
from omni_nb.sound.mp3 import with_true_count

AudioFormat = Literal["wav", "flac", "mp3", "ogg", "opus"]

# suffix → libsndfile (format, subtype), MIME type
FORMATS: dict[str, tuple[str, str, str]] = {
    "wav": ("WAV", "PCM_16", "audio/wav"),
    "flac": ("FLAC", "PCM_16", "audio/flac"),
    "mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"),
    "ogg": ("OGG", "VORBIS", "audio/ogg"),
    "opus": ("OGG", "OPUS", "audio/ogg"),
}


def format_of(path: Path) -> str:
    """The format that a file's ending names.

    Raises:
        ValueError: It names none that sound can be saved in.
    """
    fmt = path.suffix.lower().removeprefix(".")
    if fmt not in FORMATS:
        raise ValueError(
            _(
                "cannot save sound as {value}; use one of {formats}",
                value=repr(path.suffix or _("a file without suffix")),
                formats=", ".join("." + f for f in FORMATS),
            )
        )
    return fmt


# The only rates of a format. Vorbis at more than 200 kHz ends the process (libsndfile 1.2.2); FLAC ends at 655,350 Hz.
_RATES = {
    "opus": (8_000, 12_000, 16_000, 24_000, 48_000),
    "mp3": (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    "ogg": range(1_000, 192_001),
    "flac": range(1_000, 384_001),
}

MOST_VALUES = 3 * 3_600 * 48_000 * 2
"""Frames × channels of one sound: three hours of stereo at 48 kHz; no service takes more than three hours.

Decided before decoding: 2.6 MB of FLAC can hold 8.6 GB of silence.
"""
BLOCK_VALUES = 1 << 17
_UNKNOWN_FRAMES = 1 << 62  # libsndfile says 2⁶³−1 where a header does not tell

# libsndfile's name → ours. What is recognised by a few bytes that any file may begin with
# (HTK, MPC2K, SD2, WVE, XI …) is not listed, and not read.
_NAMES = {
    "WAV": "wav", "WAVEX": "wav", "RF64": "rf64", "W64": "w64", "AIFF": "aiff", "AU": "au", "CAF": "caf",
    "FLAC": "flac", "OGG": "ogg", "MP3": "mp3", "MPEG": "mp3", "MAT4": "mat", "MAT5": "mat", "NIST": "nist",
    "IRCAM": "ircam", "VOC": "voc", "SVX": "svx", "PVF": "pvf", "PAF": "paf", "AVR": "avr",
}  # fmt: skip
_COUNTS = ("wav", "rf64", "w64", "aiff", "au", "caf", "mat", "nist", "ircam", "voc", "svx", "pvf", "paf", "avr")
"""Their length is that of the file, so that 0 means that nothing is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundInfo:
    """What a sound file is.

    Attributes:
        format: `wav`, `flac`, `ogg` (also Opus), `mp3`, `aiff` …
        sample_rate: Hz.
        channels: 1 or more.
        duration_s: Seconds; None if neither its header nor its samples tell.
    """

    format: str
    sample_rate: int
    channels: int
    duration_s: float | None


def probe(data: bytes) -> SoundInfo | None:
    """What sound file these bytes are, or None: none that libsndfile knows.

    Where the header does not tell the length, the samples are counted.

    Raises:
        MediaError: Counting found more than `MOST_VALUES`.
    """
    found: SoundInfo | None = None
    lengths: list[float | None] = []
    try:
        for link in links(data):
            whole = _is_whole(link)
            with _opened(link) as file:
                frames = _frames(file) if whole else None
                lengths.append(None if frames is None else frames / file.samplerate)
                found = found or SoundInfo(
                    format=_NAMES[file.format], sample_rate=file.samplerate, channels=file.channels, duration_s=None
                )
    except Unread:
        return None
    assert found is not None
    known = [s for s in lengths if s is not None]
    return dataclasses.replace(found, duration_s=sum(known) if len(known) == len(lengths) else None)


def _frames(file: Any) -> int | None:
    if _NAMES[file.format] in _COUNTS or 0 < file.frames < _UNKNOWN_FRAMES:
        return int(file.frames)
    try:
        return sum(len(block) for block in _read(file, 0)) or None
    except Unread:
        return None


def _is_whole(data: bytes) -> bool:
    """A FLAC's head tells how long it was before it was cut; its last sample is there, or not."""
    import soundfile

    if not data.startswith(b"fLaC"):
        return True
    with _opened(data) as file:
        if not 0 < file.frames < _UNKNOWN_FRAMES:
            return True
        try:
            file.seek(file.frames - 1)
        except (soundfile.SoundFileError, RuntimeError):
            return False
        return True


class Unread(Exception):
    """libsndfile does not read it; somebody else may. Not for people."""


def blocks(
    data: bytes, *, all_of_it: bool = True
) -> Iterator[tuple[int, npt.NDArray[np.float32] | npt.NDArray[np.int16]]]:
    """`(rate_hz, block)`: blocks of shape (frames, channels), int16 where the file is that, else floats in −1…1.

    libsndfile does not scale floats into int16 (it reads a float WAV as silence) and lets loud lossy
    files wrap their sign at full scale: so only what is int16 in the file is read as such. Whoever takes
    the beginning only (`all_of_it` false) may have that of a file that is too long.

    Raises:
        Unread: libsndfile knows nothing of it, or it is damaged.
        MediaError: It holds more than `MOST_VALUES`.
    """
    done = 0
    for link in links(data):
        with _opened(link) as file:
            if all_of_it and file.frames < _UNKNOWN_FRAMES:
                within_limit(done + file.frames, file.channels)
            if _NAMES[file.format] in _COUNTS:  # also of one with nothing in it the rate is known
                yield file.samplerate, np.zeros((0, file.channels), np.int16)
            for block in _read(file, done):
                done += len(block)
                yield file.samplerate, block
            if not done and _NAMES[file.format] not in _COUNTS:
                raise Unread


def sensible_rate(rate_hz: float) -> bool:
    """A rate that sound has, in Hz. Damaged files name others."""
    return 1_000 <= rate_hz <= 768_000


def within_limit(frames: int, channels: int) -> None:
    """Refuse what no service would take and no notebook should hold.

    Raises:
        MediaError: Too much.
    """
    if frames * max(channels, 2) > MOST_VALUES:
        raise MediaError(
            _(
                "this sound has {frames} samples in {n} channel, or more; at most {most_values} are read, which is 3 hours at 48 kHz|this sound has {frames} samples in {n} channels, or more; at most {most_values} are read, which is 3 hours at 48 kHz",
                frames=f"{frames:,}",
                n=channels,
                most_values=f"{MOST_VALUES // 2:,}",
            ),
            code="sound_too_long",
            repair=_("Trim it, or save it with fewer channels or a lower sample rate."),
        )


def _read(file: Any, done: int) -> Iterator[npt.NDArray[Any]]:
    import soundfile

    dtype = "int16" if file.subtype == "PCM_16" else "float32"
    size = max(1, BLOCK_VALUES // file.channels)
    try:
        while len(block := file.read(size, dtype=dtype, always_2d=True)):
            done += len(block)
            within_limit(done, file.channels)
            yield block
    except (soundfile.SoundFileError, RuntimeError, ValueError):
        raise Unread from None


class _Bytes(io.BytesIO):
    """libsndfile seeks before the beginning of damaged files; the traceback would be printed, not raised."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except ValueError:
            return -1


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import soundfile

    class Straight(soundfile.SoundFile):  # type: ignore[misc]
        """Read from the beginning to the end. A seek after each block costs time, and fails without a length."""

        def seekable(self) -> bool:
            return False

    try:
        file = Straight(_Bytes(with_true_count(with_true_sizes(data))))
    except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError):
        raise Unread from None
    with file:
        if file.format not in _NAMES or file.channels < 1 or not sensible_rate(file.samplerate):
            raise Unread
        yield file


def mime_type(fmt: AudioFormat) -> str:
    """`audio/mpeg` and the like."""
    return FORMATS[fmt][2]


def rate_for(fmt: str, rate_hz: int) -> int:
    """The rate at which a sound of this rate is written in a format: its own, if the format knows it."""
    rates = _RATES.get(fmt)
    if fmt == "flac" and rate_hz > 65_535:  # its header has 16 bits for a rate: Hz, then tens of Hz
        rate_hz = -(-rate_hz // 10) * 10
    if rates is None or rate_hz in rates:
        return rate_hz
    return next((r for r in rates if r >= rate_hz), rates[-1])


def write(file: Any, fmt: str, rate_hz: int, blocks: Iterable[npt.NDArray[np.int16]], **how: Any) -> None:
    """A mono file from blocks, each a second at most: one 20-minute Vorbis write crashes libsndfile 1.2.2.

    Args:
        file: A binary file that is open.
        fmt: Of `FORMATS`.
        rate_hz: One that `rate_for` gives.
        blocks: At least one sample in all, but for wav: what libsndfile makes of none it cannot read.
        how: What else it shall know, such as `compression_level`.
    """
    import soundfile

    kind, subtype, _mime = FORMATS[fmt]
    with soundfile.SoundFile(file, "w", rate_hz, 1, subtype, format=kind, **how) as sink:
        for block in blocks:
            sink.write(block)
