"""Numbers to samples: any array that people hold as int16, one channel. Pure numpy.

Channels are averaged as floats, then scaled, rounded and clipped once, in blocks, so that a long
array costs its int16 copy and one block.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.messages import _
from omni_nb.sound.pcm import Samples

Numbers = npt.NDArray[Any]

_MOST_CHANNELS = 64
_BLOCK = 1 << 16
_LOUD = 64.0  # +36 dB: no sound is that much too loud by accident
_SUMMED = 1 << 20  # 32 sounds of 16 bits added up; as 32-bit samples it would be silence (-66 dB)


def to_samples(array: Any) -> Samples:
    """One channel of int16 from numbers of any kind and shape.

    Floats are −1…1. Integers have the scale of their type (int8, int16, int32; uint8, uint16 and uint32
    are centred, as in files), except that int32 and int64 with values that fit into 16 bits are
    taken as such: that is what sums, lists and Windows make of int16. NaN is silence, infinity full scale.

    Args:
        array: Shape (n,), (n, channels) or (channels, n); further axes of length 1 are dropped. Also
            lists, Series and tensors. The shorter axis is that of the channels.

    Raises:
        ValueError: No numbers, none at all, too many axes, or floats that are not of −1…1.
    """
    x = _frames_first(_numbers(array))
    if not len(x):
        raise ValueError(
            _("there are no samples in it (shape {shape}); a sound needs at least one", shape=np.shape(array))
        )
    if x.dtype == np.int16 and x.shape[1] == 1:
        return np.ascontiguousarray(x[:, 0])
    gain, centre = _scale(x)
    out = np.empty(len(x), np.int16)
    gauge = Gauge()
    for at in range(0, len(x), _BLOCK):
        block = x[at : at + _BLOCK]
        gauge.add(block)
        out[at : at + _BLOCK] = mixed((block.astype(np.float64) - centre) * gain)
    if gauge.other_scale:
        raise ValueError(
            _(
                "float samples reach {peak} instead of −1…1 and would be clipped to noise: for 16-bit values give x.astype('int16') or x / 32768",
                peak=f"{gauge.peak:,.0f}",
            )
        )
    return out


def mixed(block: Numbers) -> Samples:
    """A block of shape (frames, channels) as int16 of shape (frames,); floats are −1…1, int16 is exact."""
    if block.dtype == np.int16:
        exact: Samples = block[:, 0] if block.shape[1] == 1 else np.round(block.mean(axis=1)).astype(np.int16)
        return exact
    # a damaged file holds floats whose sum overflows
    wide = np.clip(np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0), -1e6, 1e6)
    one = wide[:, 0] if wide.shape[1] == 1 else wide.mean(axis=1, dtype=np.float64)
    out: Samples = np.clip(np.round(one * 32768.0), -32768, 32767).astype(np.int16)
    return out


class Gauge:
    """Watches blocks of floats go by and tells whether they are of another scale than −1…1.

    Attributes:
        peak: The largest finite number, without its sign.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._beyond = self._sounding = 0

    def add(self, block: Numbers) -> None:
        """One more block; integers are ignored."""
        if block.dtype.kind != "f":
            return
        size = np.abs(np.where(np.isfinite(block), block, 0))
        self.peak = max(self.peak, float(size.max(initial=0)))
        self._beyond += int((size > 1).sum())
        self._sounding += int((size > 0).sum())

    @property
    def other_scale(self) -> bool:
        """Most of what is not silent lies beyond full scale, and far."""
        return self.peak > _LOUD and 2 * self._beyond > self._sounding


def _numbers(array: Any) -> Numbers:
    x = array
    for step in ("detach", "cpu"):  # a tensor that is still being trained, or on a graphics card
        x = getattr(x, step, lambda x=x: x)()
    try:
        x = np.asarray(x)
    except Exception:  # ragged lists, tensors of kinds that numpy lacks: each library has its own
        x = _as_float(x)
    if x.dtype.kind == "V":  # bfloat16 and the like, of ml_dtypes
        x = _as_float(x)
    if x.ndim > 2:
        x = np.squeeze(x)
    if x.dtype.kind not in "fiu" or not 1 <= x.ndim <= 2:
        raise ValueError(
            _(
                "samples must be numbers of shape (n,) or (n, channels), got {dtype} {shape}",
                dtype=x.dtype,
                shape=x.shape,
            )
        )
    return x


def _as_float(x: Any) -> Numbers:
    widen: Callable[[], Any] | None = getattr(x, "float", None)
    try:
        return np.asarray(widen() if widen else x, np.float64)
    except Exception:
        raise ValueError(
            _(
                "samples must be numbers of shape (n,) or (n, channels); this {name} is not an array of numbers",
                name=type(x).__name__,
            )
        ) from None


def _frames_first(x: Numbers) -> Numbers:
    if x.ndim == 1:
        return x[:, None]
    if x.shape[0] < x.shape[1] and x.shape[0]:
        x = x.T
    if x.shape[1] > _MOST_CHANNELS:
        raise ValueError(
            _(
                "samples of shape {shape} would be {shape2} channels (at most {most_channels}); is it a picture?",
                shape=x.shape,
                shape2=x.shape[1],
                most_channels=_MOST_CHANNELS,
            )
        )
    return x if x.shape[1] else x.reshape(0, 1)


def _scale(x: Numbers) -> tuple[float, float]:
    """`(gain, centre)`: (x − centre) · gain lies in −1…1."""
    kind, bits = x.dtype.kind, 8 * x.dtype.itemsize
    if kind == "f":
        return 1.0, 0.0
    if bits <= 16:
        return 2.0 ** -(bits - 1), 0.0 if kind == "i" else 2.0 ** (bits - 1)
    low, high = int(x.min()), int(x.max())
    peak = max(-low, high)
    if kind == "u" and bits == 32:
        if high < _SUMMED:
            raise ValueError(
                _("unsigned 32-bit numbers up to {high} have no known scale; give int16 or floats", high=f"{high:,}")
            )
        return 2.0**-31, 2.0**31
    if peak <= 1 << 15 or (bits == 64 and (peak <= _SUMMED or peak > 1 << 31)):
        return 2.0**-15, 0.0
    return 2.0**-31, 0.0
