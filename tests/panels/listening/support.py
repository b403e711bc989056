"""Sounds that differ, short ones."""

import numpy as np

from omni_nb import Clip


def tone(hz, s=0.2, rate=24_000, level=0.2):
    t = np.arange(int(rate * s)) / rate
    return Clip.of(level * np.sin(2 * np.pi * hz * t), rate)


def tones(*names, **more):
    return {name: tone(150 + 60 * n, **more) for n, name in enumerate(names)}
