"""The door to PyAV, for sounds and videos: what it may open, and that it opens nothing else.

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
from omni_nb.messages import _

_SOUNDS = (
    "aac", "ac3", "aiff", "amr", "ape", "au", "caf", "dsf", "dts", "eac3", "flac", "loas", "mp3", "mpc", "mpc8", "tak",
    "tta", "voc", "w64", "wav", "wv",
)  # fmt: skip
_VIDEOS = (
    "asf", "avi", "dv", "flv", "h264", "hevc", "ivf", "m4v", "matroska", "mjpeg", "mov", "mpeg", "mpegts", "mpegvideo",
    "mxf", "nut", "obu", "ogg", "rm", "yuv4mpegpipe",
)  # fmt: skip
DEMUXERS = frozenset(_SOUNDS + _VIDEOS)
"""What may be opened, by FFmpeg's names. None of them opens anything itself."""

UNKNOWN = "media_unknown"
"""The code of the error for what no door knows."""

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
        with av.open(io.BytesIO(_untorn(data)), container_options=_OPTIONS) as container:
            yield container
    except (av.FFmpegError, ValueError, OSError, IndexError, MemoryError, OverflowError):
        raise _why_not(data) from None


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """What an mp4 or mov is made of: the name of each box, where it begins, and where it should end."""
    at = 0
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8])
        if size == 1:  # a longer number follows
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + size if size else len(data)
        if not name.isalnum() or end < at + 8:
            return
        yield name, at, end
        at = end


def _untorn(data: bytes) -> bytes:
    """Without the head of a piece that was cut in two: a recording in pieces whose recorder was killed (FFmpeg refuses all of it)."""
    for name, begin, end in _boxes(data) if data[4:8] == b"ftyp" else ():
        if name == b"moof" and end > len(data):
            return data[:begin]
    return data


def _why_not(data: bytes) -> MediaError:
    names = [name for name, *_rest in _boxes(data)]
    if names[:1] in ([b"moof"], [b"styp"], [b"sidx"]):
        return MediaError(
            _("it is a segment of a streamed video, without the beginning"),
            repair=_("Append it to the segment that has the beginning (init.mp4), or give the whole video."),
        )
    if names and b"moov" not in names and {b"ftyp", b"mdat", b"wide"} & set(names):
        return MediaError(
            _(
                "it is a video or sound (mp4, m4a, mov) without its end, which holds the index: the recording was never finished, or the download was cut off"
            ),
            repair=_(
                "Get the whole file. If the recording was never finished, tools such as untrunc can recover what is there."
            ),
        )
    return MediaError(
        _("it is not a supported sound or video, or it is damaged"),
        code=UNKNOWN,
        repair=_("Check that it opens elsewhere, and save or convert it again (png, wav, mp3, mp4)."),
    )


def import_av(why: str = "") -> Any:
    """PyAV, or an error that names the extra."""
    try:
        import av
    except ImportError:
        raise MissingExtra(
            _("this kind of media needs PyAV") + (_(" (libsndfile says: {why})", why=why) if why else ""),
            repair=_('pip install "omni_nb[media]", or convert it to wav, flac, mp3 or ogg.'),
        ) from None
    return av
