"""Small media made on the spot."""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Iterable

import numpy as np
from PIL import Image

from omni_nb import Clip
from tests.support.scheduling import as_ordinary_process

TONE = Clip((8_000 * np.sin(np.arange(24_000) * 2 * np.pi * 440 / 24_000)).astype(np.int16), 24_000)


def picture(fmt: str = "PNG", size: tuple[int, int] = (64, 48), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format=fmt)
    return out.getvalue()


def video_file(
    seconds: float = 2.0, *, size: tuple[int, int] = (64, 48), fmt: str = "mp4", sound: bool = False
) -> bytes:
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


def shot(
    fmt: str = "mp4", codec: str = "libx264", *, n: int = 40, rate: int = 10, size: tuple[int, int] = (160, 120),
    pix: str = "yuv420p", mux: dict[str, str] | None = None, how: dict[str, str] | None = None, times: list[int] | None = None,
    first: int = 0, turned: int | None = None, sound: str = "",
) -> bytes:  # fmt: skip
    """A video whose picture number `i` of `n` is grey of `255 * i / n`, with a red band on top.

    Args:
        times: When each is shown, in ms, where they do not come at equal distances.
        first: The number of the first on its clock.
        turned: Degrees (90, 180, -90) in the display matrix of an mp4 or mov.
        sound: The codec of a sound track of the same length.
    """
    from fractions import Fraction

    import av

    out = io.BytesIO()
    with av.open(out, "w", format=fmt, options=mux or {}) as sink:
        stream = sink.add_stream(codec, rate=rate, options=how or {})
        stream.width, stream.height, stream.pix_fmt = *size, pix
        if times:
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        track = sink.add_stream(sound, rate=48_000, layout="mono") if sound else None
        pixels = np.zeros((size[1], size[0], 3), np.uint8)
        for i in range(n):
            pixels[:] = 255 * i // n
            pixels[: size[1] // 8] = (255, 0, 0)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = (times[i] if times else i) + first
            for packet in stream.encode(frame):
                sink.mux(packet)
        for packet in stream.encode():
            sink.mux(packet)
        if track is not None:
            samples = (8_000 * np.sin(np.arange(48_000 * n // rate) / 20)).astype(np.int16)
            whole = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            whole.rate = 48_000
            like = track.codec_context
            cut = av.AudioResampler(format=like.format, layout="mono", rate=48_000, frame_size=like.frame_size or 1_024)
            for piece in [*cut.resample(whole), None]:
                for packet in track.encode(piece):
                    sink.mux(packet)
    as_ordinary_process()
    return out.getvalue() if turned is None else turned_by(out.getvalue(), *_TURNS[turned])


_TURNS = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), -90: (0, 1, -1, 0)}


def turned_by(data: bytes, *numbers: int) -> bytes:
    """An mp4 or mov with these a b c d in the display matrix of its first track."""
    bent, at = bytearray(data), data.index(b"tkhd") + 44
    a, b, c, d = (n * 0x10000 for n in numbers)
    bent[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000)
    return bytes(bent)


def greys(jpegs: Iterable[bytes]) -> list[int]:
    """How light the middle of each picture is."""
    pictures = [np.asarray(Image.open(io.BytesIO(j)).convert("L")) for j in jpegs]
    return [int(p[p.shape[0] // 2, p.shape[1] // 2]) for p in pictures]


@functools.cache
def every_kind() -> dict[str, tuple[bytes, str, tuple[int, int], float | None]]:
    """A small file of each kind that people send: its bytes, what kind it is, its size and its length in seconds."""
    videos = {
        "mp4": ("mp4", "libx264", {"sound": "aac"}), "mov": ("mov", "mpeg4", {"turned": 90}),
        "webm": ("webm", "libvpx", {"mux": {"live": "1"}, "sound": "libopus"}), "mkv": ("matroska", "libx264", {}),
        "avi": ("avi", "mpeg4", {"sound": "pcm_s16le"}), "ts": ("mpegts", "libx264", {"first": 950_000}),
        "flv": ("flv", "flv", {}), "wmv": ("asf", "wmv2", {}), "ogv": ("ogg", "libvpx", {}), "h264": ("h264", "libx264", {}),
        "mjpeg": ("mjpeg", "mjpeg", {"pix": "yuvj420p"}), "3gp": ("3gp", "h263", {"size": (176, 144)}),
        "vob": ("vob", "mpeg2video", {"rate": 25, "n": 30}), "y4m": ("yuv4mpegpipe", "wrapped_avframe", {}),
        "mxf": ("mxf", "mpeg2video", {"rate": 25, "n": 30}), "prores": ("mov", "prores", {"pix": "yuv422p10le"}),
    }  # fmt: skip
    shown = {"mov": (120, 160), "3gp": (192, 144)}
    out: dict[str, tuple[bytes, str, tuple[int, int], float | None]] = {}
    for fmt in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "PPM"):
        out[fmt] = picture(fmt), "image", (64, 48), None
    for sound in ("wav", "flac", "mp3", "ogg", "opus"):
        out[sound] = TONE.encode(sound), "audio", (0, 0), 1.0
    for name, (fmt, codec, more) in videos.items():
        length = None if name == "mjpeg" else 1.2
        out[name] = shot(fmt, codec, **{"n": 12, **more}), "video", shown.get(name, (160, 120)), length  # type: ignore[arg-type]
    return out
