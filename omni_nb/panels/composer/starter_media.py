"""A picture and a sound for first questions, made here: small, and nobody else's."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from omni_nb.prompt.parts import MediaPart, audio, image
from omni_nb.sound.clip import Clip

_RATE_HZ = 16_000
_TUNE_HZ = (
    261.6,
    261.6,
    392.0,
    392.0,
    440.0,
    440.0,
    392.0,
)  # the first line of "Ah! vous dirai-je, maman" (before 1761)
_NOTE_S = 0.36


def picture() -> MediaPart:
    """A boat on the sea at sunset, 320 × 200, as PNG: 4 kB."""
    h, w = 200, 320
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    sky = y / 130
    rgb = np.stack([90 + 165 * sky, 60 + 120 * sky, 130 - 40 * sky], axis=-1)
    rgb[(x - 220) ** 2 + (y - 105) ** 2 < 26**2] = (255, 236, 150)
    sea = y >= 130
    rgb[sea] = np.stack([40 - (y - 130) / 4, 70 - (y - 130) / 3, 120 - (y - 130) / 3], axis=-1)[sea]
    glitter = sea & (np.abs(x - 220) < 6 + (y - 130) / 3) & (y.astype(int) % 6 < 2)
    rgb[glitter] = (235, 180, 110)
    hull = (y > 140) & (y < 154) & (x > 70 + (y - 140)) & (x < 150 - (y - 140))
    rgb[hull] = (60, 30, 30)
    sail = (x > 108) & (y < 136) & (y > 70) & (x - 108 < (y - 70) * 0.55)
    rgb[sail] = (250, 245, 235)
    rgb[(np.abs(x - 106) < 1.5) & (y > 64) & (y < 141)] = (60, 30, 30)
    return _named(image(np.clip(rgb, 0, 255).astype(np.uint8)), "boat.png")


def sound() -> MediaPart:
    """Seven notes that everybody knows, 2.6 s of 16 kHz: 84 kB."""
    return _named(audio(Clip.of(np.concatenate([_note(hz) for hz in _TUNE_HZ]), _RATE_HZ)), "tune.wav")


def _note(pitch_hz: float) -> npt.NDArray[np.float64]:
    """Plucked: three partials that fade."""
    t = np.arange(round(_NOTE_S * _RATE_HZ)) / _RATE_HZ
    tone = sum(np.sin(2 * np.pi * pitch_hz * n * t) * np.exp(-t * (5 + 3 * n)) / n for n in (1, 2, 3))
    return np.asarray(0.45 * tone * np.minimum(1.0, t / 0.008) * np.minimum(1.0, (t[-1] - t) / 0.02))


def _named(part: MediaPart, name: str) -> MediaPart:
    return dataclasses.replace(part, name=name)
