"""What can be said of a sound in numbers: envelope, level. Pure numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Samples


def envelope(samples: Samples, bins: int) -> npt.NDArray[np.int16]:
    """Lowest and highest sample of each of `bins` equal stretches, shape (bins, 2).

    20 minutes at 24 kHz take about 10 ms. Fewer samples than bins give one row per sample.
    """
    if bins < 1:
        raise ValueError(_("bins must be at least 1, got {bins}", bins=bins))
    n = len(samples)
    if n == 0:
        return np.zeros((0, 2), np.int16)
    bins = min(bins, n)
    starts = np.arange(bins, dtype=np.int64) * n // bins
    return np.stack([np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)], axis=1)


def peak_dbfs(clip: Clip) -> float:
    """Highest sample in dB relative to full scale; −inf for silence."""
    peak = int(np.abs(envelope(clip.samples, 1).astype(np.int32)).max(initial=0))
    return float(20 * np.log10(peak / 32768)) if peak else float("-inf")


def rms_dbfs(clip: Clip) -> float:
    """Root mean square level in dB relative to full scale; −inf for silence.

    Taken in blocks: squaring 20 minutes at once would need eight times their memory.
    """
    total = sum(float(np.square(b, dtype=np.float64).sum()) for b in clip.blocks(1 << 18))
    mean = total / max(len(clip), 1)
    return float(10 * np.log10(mean / 32768**2)) if mean else float("-inf")
