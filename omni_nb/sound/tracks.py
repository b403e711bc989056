"""The sound of what libsndfile does not read: m4a, aac, amr, webm, videos. By PyAV, in blocks of floats.

It knows nothing of pictures. Which containers are opened at all is `containers`' to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.sound.containers import import_av, open_container
from omni_nb.sound.files import sensible_rate, within_limit


def track_blocks(data: bytes, *, all_of_it: bool = True) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """`(rate_hz, block)` of the first sound track: floats in −1…1 of shape (frames, channels).

    Packets that are damaged are left out, as players do. Whoever takes the beginning only (`all_of_it` false)
    may have that of a file that is too long.

    Raises:
        MediaError: Nothing to hear in it, or more than is read.
        MissingExtra: PyAV is not installed.
    """
    av, done = import_av(), 0
    with open_container(data) as container:
        # FFmpeg names tracks that it cannot decode: such a one has no codec, and no rate
        track = next((t for t in container.streams.audio if t.codec_context is not None), None)
        if track is None:
            raise MediaError(
                _("it contains no sound that can be decoded"),
                repair=_("Give a file with a sound track."),
            )
        if all_of_it and container.duration and track.rate:
            within_limit(int(container.duration / 1e6 * track.rate), track.channels or 1)
        as_floats = _AsFloats(av)
        for frame in _frames(container, track, av):
            for rate, block in as_floats.feed(frame):
                done += len(block)
                within_limit(done, block.shape[1])
                yield rate, block


def _frames(container: Any, track: Any, av: Any) -> Iterator[Any]:
    for packet in container.demux(track):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue


class _AsFloats:
    """Frames to floats by FFmpeg's own converter; a new one where rate or channels change in the middle."""

    def __init__(self, av: Any) -> None:
        self._av = av
        self._kind: Any = None
        self._converter: Any = None

    def feed(self, frame: Any) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        if not sensible_rate(frame.sample_rate):
            return
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            self._kind = kind
            self._converter = self._av.AudioResampler(format="fltp", layout=frame.layout, rate=frame.sample_rate)
        for out in self._converter.resample(frame):
            yield frame.sample_rate, out.to_ndarray().T
