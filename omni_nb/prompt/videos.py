"""What a video is: its size as it is shown, its length as it is found, its tracks. The one door for videos.

A video is sent as it is; this is for what is said of it, and for what is made of it (`video_frames`,
`video_trim`). It knows nothing of prompts, models and their limits.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from omni_nb import quantities
from omni_nb.errors import MediaError
from omni_nb.messages import _, clauses
from omni_nb.sound.containers import open_container
from omni_nb.sound.packets import (
    JUMPY,
    RAW,
    WARM_UP_S,
    Span,
    disposition,
    first_decoded,
    measure,
    sensible,
    sound_tracks,
    told_rate,
)

_FORMATS = {
    "mov": "mp4", "matroska": "mkv", "mpegts": "ts", "mpeg": "mpg", "mpegvideo": "mpg", "asf": "wmv", "yuv4mpegpipe": "y4m",
}  # fmt: skip
_BRANDS = {b"qt  ": "mov", b"3gp": "3gp", b"3g2": "3g2"}
# AVI has one rate and no times of showing.
_UNCLOCKED = RAW | {"avi"}
MOST_PIXELS = 1 << 26  # of one picture: twice 8K; a decoder keeps up to 16 of them


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """What was found.

    Attributes:
        format: `mp4`, `mov`, `webm`, `mkv`, `avi`, `ts` …
        width_px, height_px: As it is shown: turned upright, pixels made square.
        duration_s: Found by reading; None: it has no clock of its own (some raw streams).
        has_sound: There is sound in it.
        pictures: How many.
        start_s: What its clock shows at its first picture.
        readable: A picture of it could be decoded here.
        clocked: Its packets say when they are shown; else they come at equal distances.
        note: What is wrong with it, for people.
    """

    format: str
    width_px: int
    height_px: int
    duration_s: float | None
    has_sound: bool
    pictures: int
    start_s: float = 0.0
    readable: bool = True
    clocked: bool = True
    note: str = ""


def probe(data: bytes) -> VideoInfo | None:
    """Look at a video, or None where there is no video track: a sound, a cover.

    Raises:
        MediaError: It cannot be read, is too large to be, or there is no picture in it.
        MissingExtra: PyAV is not installed.
    """
    with open_container(data, _("it is not a sound")) as container:
        track = picture_track(container)
        if track is None:
            _refuse_unknown_pictures(container)
            return None
        info = _measured(container, track, format_of(container, data))
    # opened anew: not every stream can be wound back
    with open_container(data) as container:
        track = picture_track(container)
        frame = first_decoded(container, guarded(track))
        size = None if frame is None else shown_size(track, frame)  # while it is open: PyAV 19 tells nothing afterwards
    if size is None:
        note = clauses([_("none of its frames could be decoded here"), info.note])
        info = dataclasses.replace(info, readable=False, note=note)
    else:
        info = dataclasses.replace(info, width_px=size[0], height_px=size[1])
    if not info.pictures or not info.width_px or not info.height_px:
        raise MediaError(
            _(
                "a video ({format}) without a readable frame: it was cut off, or never finished",
                format=info.format,
            ),
            repair=_("Check that it plays elsewhere, and save it again as mp4."),
        )
    return info


def _refuse_unknown_pictures(container: Any) -> None:
    """FFmpeg names tracks that it cannot decode, and gives them no codec: such a video must not pass for its sound."""
    if any(s.codec_context is None and not _is_cover(s) for s in container.streams.video):
        raise MediaError(
            _("a video that is encrypted, or uses an unknown codec"),
            repair=_("Save it as mp4 with H.264; for its sound alone, as m4a."),
        )


def _measured(container: Any, track: Any, fmt: str) -> VideoInfo:
    """What is known without decoding; the size is that of the stored pictures."""
    width, height = track.codec_context.width, track.codec_context.height
    if width * height > MOST_PIXELS:
        raise MediaError(
            _(
                "a video ({fmt}) of {width} × {height} pixels, which is too large to open here",
                fmt=fmt,
                width=f"{width:,}",
                height=f"{height:,}",
            ),
            repair=_("Make it smaller (a width of 1280 pixels is enough), and save it as mp4."),
        )
    spans = measure(container, [track, *sound_tracks(container)[:1]])
    video, length = spans[track.index], _length(container, track, spans)
    # the track's own word, if it has one: other tracks may be longer
    told = float(track.duration * track.time_base) if track.duration else (container.duration or 0) / 1e6
    note = ""
    if length is not None and container.format.name not in JUMPY and told - length > max(1.0, 0.1 * told):
        note = _(
            "its header says {seconds}, but it holds only {seconds2}: it was cut off",
            seconds=quantities.seconds(told),
            seconds2=quantities.seconds(length),
        )
    return VideoInfo(
        format=fmt, width_px=width, height_px=height, duration_s=length, pictures=video.count, start_s=video.start_s or 0.0,
        has_sound=any(s.count for i, s in spans.items() if i != track.index),
        clocked=container.format.name not in _UNCLOCKED, note=note,
    )  # fmt: skip


def picture_track(container: Any) -> Any:
    """The video of a container: its largest, and not the cover of a song (disposition attached_pic)."""
    videos = [s for s in container.streams.video if s.codec_context is not None and not _is_cover(s)]
    return max(videos, key=lambda s: s.codec_context.width * s.codec_context.height, default=None)


def format_of(container: Any, data: bytes) -> str:
    """The short name of a container: mov, webm and 3gp share a demuxer with others, and say which they are."""
    name = str(container.format.name).split(",")[0]
    if name == "mov":
        brand = data[8:12] if data[4:8] == b"ftyp" else b"qt  "  # the first QuickTime files name no brand
        return next((fmt for mark, fmt in _BRANDS.items() if brand.startswith(mark)), "mp4")
    if name == "matroska" and b"webm" in data[:64]:
        return "webm"
    return _FORMATS.get(name, name)


def guarded(track: Any) -> Any:
    """The track, with a decoder that refuses pictures of a size that would fill the memory, whatever the head said."""
    track.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    return track


def shown_size(track: Any, frame: Any) -> tuple[int, int]:
    """Width and height in square pixels, turned as the video says."""
    aspect = track.sample_aspect_ratio or track.codec_context.sample_aspect_ratio or 1
    width, height = round(frame.width * float(aspect)), frame.height
    return (height, width) if turns(frame) in _ON_ITS_SIDE else (width, height)


# How a display matrix (a b; c d) turns a picture, as PIL's transpositions: the four ways a camera can be held, and mirrored.
_TURNS = {
    (1, 0, 0, 1): None, (0, 1, -1, 0): 4, (-1, 0, 0, -1): 3, (0, -1, 1, 0): 2,
    (-1, 0, 0, 1): 0, (1, 0, 0, -1): 1, (0, 1, 1, 0): 5, (0, -1, -1, 0): 6,
}  # fmt: skip
_ON_ITS_SIDE = (2, 4, 5, 6)


def turns(frame: Any) -> int | None:
    """The transposition that makes a frame stand upright (a member of `PIL.Image.Transpose`), or None."""
    try:
        matrix = _side_data(frame, "DISPLAYMATRIX")
    except (
        ValueError
    ):  # PyAV 18 knows fewer kinds of side data than its FFmpeg: EXIF, which is 31, is in frames of MJPEG
        return None
    if len(matrix) < 36:
        return None
    a, b, _u, c, d = (int.from_bytes(matrix[i : i + 4], "little", signed=True) for i in range(0, 20, 4))
    most = max(map(abs, (a, b, c, d))) or 1
    return _TURNS.get((round(a / most), round(b / most), round(c / most), round(d / most)))


def _side_data(frame: Any, kind: str) -> bytes:
    """What lies beside a frame's pixels. PyAV 19 goes through its kinds, all before it through the data itself."""
    for found in frame.side_data:
        if getattr(found, "type", found).name == kind:
            return bytes(found if hasattr(found, "type") else frame.side_data[found])
    return b""


def _length(container: Any, track: Any, spans: dict[int, Span]) -> float | None:
    video, name = spans[track.index], container.format.name
    if name in RAW:
        rate = told_rate(container, track)
        return video.count / rate if rate else None
    starts = [s.start_s for s in spans.values() if s.start_s is not None]
    ends = [s.end_s for s in spans.values() if s.end_s is not None]
    if not starts or video.start_s is None:
        return None
    start = max(min(starts), video.start_s - WARM_UP_S)
    start = 0.0 if -WARM_UP_S <= start < 0 else start
    return sensible(max(ends) - start)


def _is_cover(stream: Any) -> bool:
    return bool(disposition(stream) & 0x400)
