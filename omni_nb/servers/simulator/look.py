"""What the simulator sees and hears in what it was given. Facts only; the words are in `answers`."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from omni_nb.errors import MediaError, OmniError
from omni_nb.prompt import video_frames, videos
from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import rms_dbfs

COLOURS = {
    "red": (214, 40, 40), "orange": (245, 140, 30), "yellow": (245, 220, 50), "green": (50, 160, 70), "cyan": (40, 190, 200),
    "blue": (45, 90, 210), "purple": (130, 60, 180), "pink": (240, 130, 180), "brown": (120, 75, 40),
    "black": (15, 15, 15), "grey": (128, 128, 128), "white": (245, 245, 245),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One picture, sound or video as far as the simulator can tell.

    `kind` is image, audio or video; `problem` says why it could not be looked at ("" if it could); `duration_s` is None
    where it is not known.
    """

    kind: str
    url: str = ""
    problem: str = ""
    width_px: int = 0
    height_px: int = 0
    colours: tuple[str, ...] = ()
    duration_s: float | None = None
    level_dbfs: float = float("-inf")
    pitch_hz: float = 0.0
    frames: int = 0
    has_sound: bool = False


_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


def look(kind: str, data: bytes) -> Seen:
    """Look at bytes of that kind; never raises for what is in them."""
    try:
        return {"image": _image, "audio": _sound, "video": _video}[kind](data)
    except OmniError as err:
        return Seen(kind=kind, problem=err.cause[:200])
    except Exception:  # a decoder's own; a simulator that dies of a picture teaches nobody
        return Seen(kind=kind, problem=f"its {len(data):,} bytes cannot be decoded")


def _image(data: bytes) -> Seen:
    from PIL import Image

    # not all that Pillow opens: for an EPS it starts Ghostscript
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        size = picture.size
        picture.draft("RGB", (256, 256))
        small = np.asarray(picture.convert("RGB").resize((48, 48)))
    return Seen(kind="image", width_px=size[0], height_px=size[1], colours=_colours(small))


def _colours(pixels: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    """The one or two names that cover most."""
    names = list(COLOURS)
    palette = np.array([COLOURS[n] for n in names], np.float64)
    flat = pixels.reshape(-1, 3).astype(np.float64)
    nearest = ((flat[:, None, :] - palette[None]) ** 2).sum(2).argmin(1)
    counts = np.bincount(nearest, minlength=len(names))
    order = counts.argsort()[::-1][:2]
    return tuple(names[i] for i in order if counts[i] >= 0.15 * len(flat))


def _sound(data: bytes) -> Seen:
    clip = Clip.read(data)
    return Seen(
        kind="audio", duration_s=clip.duration_s, level_dbfs=rms_dbfs(clip), pitch_hz=_pitch(clip), has_sound=True
    )


def _pitch(clip: Clip) -> float:
    """Fundamental of the loudest half second by autocorrelation, Hz; 0 if it has none."""
    x = clip.resample(16_000).samples.astype(np.float64)
    n = min(8_000, len(x))
    if n < 1_600:
        return 0.0
    starts = np.arange(0, len(x) - n + 1, max(n // 2, 1))
    start = max(starts, key=lambda s: float(np.square(x[s : s + n]).sum()))
    x = x[start : start + n] - x[start : start + n].mean()
    power = np.fft.irfft(np.abs(np.fft.rfft(x, 2 * n)) ** 2)[:n]
    if power[0] <= 0:
        return 0.0
    # 16 kHz / 1000 Hz = lag 16; / 50 Hz = 320. The bias of the shrinking overlap is taken out.
    lags = np.arange(16, min(321, n // 2))
    score = power[lags] / (n - lags) * n / power[0]
    good = np.flatnonzero(score >= 0.9 * score.max())
    best = int(lags[good[0]]) if score.max() > 0.3 else 0
    while best and best + 1 < len(power) and power[best + 1] > power[best]:  # up to the top of that first hill
        best += 1
    if not 0 < best < len(power) - 1:
        return 0.0
    a, b, c = power[best - 1 : best + 2]  # a whole lag is 2 % at 440 Hz: the top lies between three points
    return float(16_000 / (best + (0.5 * (a - c) / (a - 2 * b + c) if a - 2 * b + c else 0.0)))


def _video(data: bytes) -> Seen:
    info = videos.probe(data)
    if info is None:
        raise MediaError("there is no video in it")
    return Seen(
        kind="video", width_px=info.width_px, height_px=info.height_px,
        colours=_image(video_frames.frames(data, 1).jpegs[0]).colours if info.readable else (),
        duration_s=info.duration_s, frames=info.pictures, has_sound=info.has_sound,
    )  # fmt: skip
