"""The door to PyAV, for sounds and films: what it may open, and that it opens nothing else.

FFmpeg goes by content, and some of what it knows is a list of *other* things: a concat script opens
files of the working directory, an SDP description opens UDP sockets and waits, playlists open both.
So the demuxers are listed here, and no protocol is allowed at all: the bytes in hand are read, and
nothing beside them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from omni_nb.errors import MediaError, MissingExtra

_SOUNDS = (
    "aac", "ac3", "aiff", "amr", "ape", "au", "caf", "dsf", "dts", "eac3", "flac", "loas", "mp3", "mpc", "mpc8", "tak",
    "tta", "voc", "w64", "wav", "wv",
)  # fmt: skip
_FILMS = (
    "asf", "avi", "dv", "flv", "h264", "hevc", "ivf", "m4v", "matroska", "mjpeg", "mov", "mpeg", "mpegts", "mpegvideo",
    "mxf", "nut", "obu", "ogg", "rm", "yuv4mpegpipe",
)  # fmt: skip
DEMUXERS = frozenset(_SOUNDS + _FILMS)
"""What may be opened, by FFmpeg's names. None of them opens anything itself."""

_OPTIONS = {"format_whitelist": ",".join(sorted(DEMUXERS)), "protocol_whitelist": "none"}


@contextmanager
def open_container(data: bytes, why: str = "") -> Iterator[Any]:
    """An `av` input container over these bytes, closed afterwards.

    Whatever FFmpeg objects to, here or while it is read inside the `with`, becomes a `MediaError`
    without its words, which name errno and not what to do.

    Args:
        data: The file.
        why: What the library that was asked before said, for the error without PyAV.

    Raises:
        MediaError: It is none of `DEMUXERS`, or it is damaged.
        MissingExtra: PyAV is not installed.
    """
    av = import_av(why)
    try:
        with av.open(io.BytesIO(data), container_options=_OPTIONS) as container:
            yield container
    except (av.FFmpegError, ValueError, OSError, IndexError, MemoryError, OverflowError):
        raise MediaError(
            "it is no sound or film that can be read, or it is damaged",
            repair="Check that it plays elsewhere, and save or convert it again (mp4, wav, mp3).",
            repair_zh="无法读取该音频或视频，可能已损坏；请确认能正常播放，或转换为 mp4、wav、mp3。",
        ) from None


def import_av(why: str = "") -> Any:
    """PyAV, or an error that names the extra."""
    try:
        import av
    except ImportError:
        raise MissingExtra(
            "this kind of media needs PyAV" + (f" (libsndfile says: {why})" if why else ""),
            repair='pip install "omni_nb[media]", or convert it to wav, flac, mp3 or ogg.',
            repair_zh='请运行 pip install "omni_nb[media]"，或先转换为 wav、flac、mp3、ogg。',
        ) from None
    return av
