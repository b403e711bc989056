"""Small media made on the spot."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from omni_nb import Clip

TONE = Clip((8_000 * np.sin(np.arange(24_000) * 2 * np.pi * 440 / 24_000)).astype(np.int16), 24_000)


def picture(fmt: str = "PNG", size: tuple[int, int] = (64, 48), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format=fmt)
    return out.getvalue()


def film(seconds: float = 2.0, *, size: tuple[int, int] = (64, 48), fmt: str = "mp4", sound: bool = False) -> bytes:
    """MPEG-4 pictures at 10 a second, red; with a tone if asked."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format=fmt) as sink:
        stream = sink.add_stream("mpeg4" if fmt != "webm" else "libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        track = sink.add_stream("aac", rate=24_000, layout="mono") if sound else None
        for _ in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), (220, 30, 30), np.uint8), format="rgb24")
            for packet in stream.encode(frame):
                sink.mux(packet)
        for packet in stream.encode(None):
            sink.mux(packet)
        if track is not None:
            _add_tone(av, sink, track, seconds)
    return out.getvalue()


def _add_tone(av, sink, track, seconds):
    samples = np.tile(TONE.samples, int(seconds) + 1)[: int(24_000 * seconds)]
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.rate = 24_000
    for f in av.AudioResampler(format="fltp", layout="mono", rate=24_000, frame_size=1024).resample(frame):
        for packet in track.encode(f):
            sink.mux(packet)
    for packet in track.encode(None):
        sink.mux(packet)
