"""Pictures of a video, evenly spread in time and standing upright.

Only what is needed is decoded: from a key picture to the next one, where a picture is due. What is
damaged is stepped over, and counted.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.prompt.pictures import small_jpeg
from omni_nb.prompt.videos import VideoInfo, guarded, picture_track, probe, turns
from omni_nb.sound.containers import import_av, open_container
from omni_nb.sound.packets import packets

_SIDE_PX = 640
_LITTLE = 1e-4


@dataclass(frozen=True, slots=True)
class Frames:
    """Pictures of a video.

    Attributes:
        jpegs: Each at most 640 pixels wide and high.
        fps: How many of them make a second of the video; None: the video does not say how long it lasts.
        damaged: Packets that could not be decoded on the way.
    """

    jpegs: tuple[bytes, ...]
    fps: float | None
    damaged: int = 0


def frames(data: bytes, n: int) -> Frames:
    """Up to `n` pictures, at equal distances: not more than the video has, and not more than ten a second.

    Raises:
        MediaError: No picture can be decoded.
        MissingExtra: PyAV is not installed.
    """
    info = probe(data)
    if info is None:
        raise _nothing()
    n = max(1, min(n, info.pictures, math.floor((info.duration_s or math.inf) * 10) if info.duration_s else n))
    with open_container(data) as container:
        taker = _Taker(container, n, info)
        pictures = tuple(taker.take())
    if not pictures:
        raise _nothing()
    return Frames(pictures, n / info.duration_s if info.duration_s else None, taker.damaged)


def _nothing() -> MediaError:
    return MediaError(
        _("no frame of this video can be decoded"),
        repair=_("Check that it plays elsewhere, and save it again as mp4."),
    )


class _Taker:
    """Goes through a video once, and decodes from the key picture before one that is due until it is seen.

    Positions are seconds from its first picture; where packets have no times they count pictures.
    """

    def __init__(self, container: Any, n: int, info: VideoInfo) -> None:
        self._container, self._track, self._info = container, guarded(picture_track(container)), info
        self._fault = import_av().FFmpegError
        self._clocked = info.clocked and info.duration_s is not None
        whole = info.duration_s if self._clocked and info.duration_s else info.pictures
        self._step = whole / info.pictures
        self._due = deque(k * whole / n + _LITTLE for k in range(n))
        self._shown: Any = None
        self.damaged = 0

    def take(self) -> Iterator[bytes]:
        """A JPEG for each picture that is due: the one that is on the screen then, or the next that can be had."""
        waiting: list[tuple[Any, float]] = []  # from a key picture on, not decoded
        decoding = False
        for packet, at in self._packets():
            if packet.is_keyframe and decoding and self._due[0] >= at:
                yield from self._seen(None)
                decoding, waiting = False, []
            if decoding:
                yield from self._seen(packet)
            else:
                if packet.is_keyframe and not (waiting and self._due[0] < at):
                    waiting = []
                waiting.append((packet, at))
                if self._due[0] < at:  # it lies in this run, or between it and the next
                    yield from self._started(waiting)
                    decoding = True
            if not self._due:
                return
        yield from self._started(waiting) if not decoding else ()
        yield from self._seen(None)
        yield from (_jpeg(self._track, self._shown) for _due in (self._due if self._shown is not None else ()))

    def _packets(self) -> Iterator[tuple[Any, float]]:
        at = 0.0
        for counted, timed in enumerate(packets(self._container, [self._track])):
            if not self._clocked:
                at = float(counted)
            elif timed.at_s is not None:
                at = timed.at_s - self._info.start_s
            yield timed.packet, at

    def _started(self, run: list[tuple[Any, float]]) -> Iterator[bytes]:
        """Begin anew at a key picture."""
        head, self._begin = run[0]
        self._first = head.dts if head.pts is None else head.pts
        self._came, self._shown = 0, None
        self._track.codec_context.flush_buffers()
        for packet, _pts in run:
            yield from self._seen(packet)

    def _seen(self, packet: Any) -> Iterator[bytes]:
        """Decode, and take what is due by then."""
        try:
            decoded = self._track.codec_context.decode(packet)
        except self._fault:
            self.damaged += 1
            return
        for frame in decoded:
            at = self._begin + self._came * self._step
            self._came += 1
            # a frame from the end knows its ticks, and not their length (PyAV): so not `frame.time`
            if self._clocked and self._first is not None and frame.pts is not None:
                at = self._begin + float((frame.pts - self._first) * self._track.time_base)
            while self._due and self._due[0] < at:
                self._due.popleft()
                yield _jpeg(self._track, frame if self._shown is None else self._shown)
            self._shown = frame


def _jpeg(track: Any, frame: Any) -> bytes:
    aspect = float(track.sample_aspect_ratio or track.codec_context.sample_aspect_ratio or 1)
    width, height = frame.width * aspect, float(frame.height)
    times = min(1.0, _SIDE_PX / max(width, height))
    small = frame.reformat(width=max(1, round(width * times)), height=max(1, round(height * times)), format="rgb24")
    picture, way = small.to_image(), turns(frame)
    return small_jpeg(picture if way is None else picture.transpose(way), _SIDE_PX)
