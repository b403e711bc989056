"""Media made anew so that they are taken: shorter, smaller, longer, in frames.

Each takes a part and gives another. What a model takes, and what is offered to a person, is `mend`'s
to know. It decodes: what it does may take seconds.
"""

from __future__ import annotations

import dataclasses
import io
import math
from typing import Literal

import numpy as np

from omni_nb.prompt import catalog, pictures
from omni_nb.prompt.media import identify
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.sound.clip import Clip
from omni_nb.sound.containers import import_av, open_container

_MP3_PADDING_S = 0.1  # an mp3 is up to two frames longer than what was put in


def small_sound(part: MediaPart, most_s: float | None = None) -> MediaPart:
    """As mp3 of 32 kbit/s; only the first `most_s` seconds, if that is given."""
    clip = _clip(part)
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


def smaller_frames(film: FramesPart, most_bytes: float) -> FramesPart:
    """Each frame as a JPEG of at most that."""
    return dataclasses.replace(film, frames=tuple(smaller_picture(f, most_bytes) for f in film.frames))


def smaller_picture(part: MediaPart, most_bytes: float) -> MediaPart:
    """JPEG, at most 1,536 pixels wide or high, then a quarter smaller until it fits."""
    assert part.data is not None
    return _part("image", pictures.fitting(part.data, most_bytes, name=part.name), part.name)


def reshaped_picture(part: MediaPart) -> MediaPart:
    """Enlarged until both sides are long enough, and cropped to a ratio that is taken."""
    assert part.data is not None
    low, ratio = int(catalog.limit("image_min_side_px")), int(catalog.limit("image_max_aspect"))
    return _part("image", pictures.reshaped(part.data, low, ratio, name=part.name), part.name)


def fewer_frames(film: FramesPart, n: int) -> FramesPart:
    """`n` of its frames, evenly chosen."""
    chosen = np.linspace(0, len(film.frames) - 1, n).round().astype(int)
    fps = max(0.1, film.fps * n / len(film.frames))
    return FramesPart(tuple(film.frames[i] for i in chosen), fps)


def frames_of(film: MediaPart, n: int) -> FramesPart:
    """Up to `n` pictures of a film, evenly spread, 640 pixels at most. Its sound is left out.

    Raises:
        MissingExtra: PyAV is not installed.
    """
    assert film.data is not None
    with open_container(film.data) as container:
        stream = container.streams.video[0]
        length = film.info.duration_s if film.info else 0.0
        step, due = length / n, 0.0
        shots: list[bytes] = []
        for frame in container.decode(stream):
            if (frame.time or 0.0) >= due and len(shots) < n:
                shots.append(pictures.small_jpeg(frame.to_image(), 640))
                due += step
    frames = tuple(_part("image", data, f"{film.name} {i + 1}") for i, data in enumerate(shots))
    return FramesPart(frames, min(10.0, max(0.1, len(frames) / max(length, 0.1))))


def miniature(data: bytes, side_px: int) -> bytes:
    """A picture as a JPEG that fits into a square, on white."""
    return pictures.miniature(data, side_px)


def trimmed_film(part: MediaPart, most_s: float) -> MediaPart:
    """The beginning of a film, its packets copied and not encoded again."""
    av, out = import_av(), io.BytesIO()
    with open_container(part.data or b"") as source:
        name = source.format.name.split(",")
        fmt = "mp4" if "mp4" in name else "matroska" if "matroska" in name else name[0]
        with av.open(out, "w", format=fmt) as sink:
            tracks = [s for s in source.streams if s.type in ("video", "audio")]
            copies = {s.index: sink.add_stream_from_template(s) for s in tracks}
            for packet in source.demux(tracks):
                # half a frame off the end: the service counts the last frame's own length
                if packet.dts is None or float(packet.pts * packet.time_base) >= most_s - 0.05:
                    continue
                packet.stream = copies[packet.stream.index]
                sink.mux(packet)
    return _part("video", out.getvalue(), part.name)


def _clip(part: MediaPart) -> Clip:
    assert part.data is not None  # a URL has no problem that is mended here
    return Clip.read(part.data)


def _part(kind: Literal["image", "audio", "video"], data: bytes, name: str) -> MediaPart:
    return MediaPart(kind, data, None, identify(data, name=name), name)
