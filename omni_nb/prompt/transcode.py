"""Media made anew so that they are taken: shorter, smaller, longer, in frames.

Each takes a part and gives another. What a model takes, and what is offered to a person, is `mend`'s
to know. It decodes: what it does may take seconds.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

import numpy as np

from omni_nb import catalog
from omni_nb.messages import _
from omni_nb.prompt import pictures, video_frames, video_trim
from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.sound.clip import Clip

_MP3_PADDING_S = 0.1  # an mp3 is up to two frames longer than what was put in


def small_sound(part: MediaPart, most_s: float | None = None) -> MediaPart:
    """As mp3 of 32 kbit/s; only the first `most_s` seconds, if that is given."""
    clip = _clip(part, math.inf if most_s is None else most_s)
    if most_s is not None:
        clip = clip.cut(0, most_s - _MP3_PADDING_S)
    return _part("audio", clip.encode_small(), part.name)


def padded_sound(part: MediaPart) -> MediaPart:
    """With silence behind it, to 0.3 s."""
    clip = _clip(part)
    room = np.zeros(max(0, round(0.3 * clip.sample_rate) - len(clip)), np.int16)
    return _part("audio", Clip(np.concatenate([clip.samples, room]), clip.sample_rate).encode(), part.name)


def sound_pieces(part: MediaPart, most_s: float) -> list[MediaPart]:
    """Cut into pieces of equal length, none longer than `most_s`."""
    clip = _clip(part)
    n = math.ceil(clip.duration_s / (most_s - _MP3_PADDING_S))
    each = clip.duration_s / n
    return [
        _part("audio", clip.cut(k * each, (k + 1) * each).encode_small(), f"{part.name} ({k + 1} of {n})")
        for k in range(n)
    ]


def smaller_frames(video: FramesPart, most_bytes: float) -> FramesPart:
    """Each frame as a JPEG of at most that."""
    return dataclasses.replace(video, frames=tuple(smaller_picture(f, most_bytes) for f in video.frames))


def smaller_picture(part: MediaPart, most_bytes: float) -> MediaPart:
    """JPEG, at most 1,536 pixels wide or high, then a quarter smaller until it fits."""
    assert part.data is not None
    made = pictures.fitting(part.data, most_bytes, name=part.name)
    return dataclasses.replace(part, data=made, info=identify(made, name=part.name))


def reshaped_picture(part: MediaPart) -> MediaPart:
    """Enlarged until both sides are long enough, and cropped to a ratio that is taken."""
    assert part.data is not None
    low, ratio = catalog.limits().image_min_side_px, catalog.limits().image_max_aspect
    made = pictures.reshaped(part.data, low, ratio, name=part.name)
    return dataclasses.replace(part, data=made, info=identify(made, name=part.name))


def fewer_frames(video: FramesPart, n: int) -> FramesPart:
    """`n` of its frames, evenly chosen."""
    chosen = np.linspace(0, len(video.frames) - 1, n).round().astype(int)
    fps = None if video.fps is None else video.fps * n / len(video.frames)
    return FramesPart(tuple(video.frames[i] for i in chosen), fps, video.note)


def frames_of(video: MediaPart, n: int) -> FramesPart:
    """Up to `n` pictures of a video, evenly spread in time, upright, 640 pixels at most. Its sound is left out.

    Raises:
        MediaError: No picture can be decoded.
        MissingExtra: PyAV is not installed.
    """
    assert video.data is not None
    made = video_frames.frames(video.data, n)
    frames = tuple(_part("image", data, f"{video.name} {i + 1}") for i, data in enumerate(made.jpegs))
    note = (
        _("{value} is damaged: the part that could be decoded was used", value=video.name or _("the video"))
        if made.damaged
        else ""
    )
    return FramesPart(frames, made.fps, note)


def miniature(data: bytes, side_px: int) -> bytes:
    """A picture as a JPEG that fits into a square, on white."""
    return pictures.miniature(data, side_px)


def trimmed_video(part: MediaPart, most_s: float) -> MediaPart:
    """The beginning of a video, its packets copied and not encoded again.

    Raises:
        MediaError: It cannot be cut like that.
        MissingExtra: PyAV is not installed.
    """
    return _part("video", video_trim.trim(part.data or b"", most_s), part.name)


def _clip(part: MediaPart, most_s: float = math.inf) -> Clip:
    assert part.data is not None  # a URL has no problem that is mended here
    return Clip.read(part.data, most_s=most_s)


def _part(kind: Literal["image", "audio", "video"], data: bytes, name: str) -> MediaPart:
    return MediaPart(kind, data, None, identify(data, name=name), name)
