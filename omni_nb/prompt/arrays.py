"""Arrays as pictures: which axis is which, and what range the values have.

Nothing is guessed that could come out black, clipped or inverted: what has two readings is an error
that says what to write instead. It knows numpy only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.messages import _

Bytes = npt.NDArray[np.uint8]
_COLOURS = (1, 3, 4)
# Cameras and scanners keep 10 or 12 bits in 16: read as 16, a picture of 12 bits is as good as black.
_DEPTHS = (8, 10, 12, 16)


def picture_of(source: Any) -> tuple[Bytes, str]:
    """An array as (h, w), (h, w, 3) or (h, w, 4) of uint8, and what is worth knowing of the reading.

    Args:
        source: Anything that numpy makes an array of: (h, w), (h, w, 1 | 3 | 4), channels first as torch has it, or a
            batch of one; bools, ints, or floats in 0…1 or 0…255. Colours are red, green, blue (and alpha).

    Raises:
        ValueError: A shape or values that are no picture, or that could be read in two ways.
    """
    x = numbers_of(source)
    if x.dtype.kind not in "buif":
        raise ValueError(
            _("an array of {dtype} is not a picture: give numbers (uint8, or floats in 0…1)", dtype=x.dtype)
        )
    x = _rows_first(x)
    made, note = eight_bits(x)
    return np.ascontiguousarray(made), note


def numbers_of(source: Any) -> npt.NDArray[Any]:
    """What another library holds, as a numpy array.

    Raises:
        ValueError: It does not give its numbers.
    """
    for step in ("detach", "cpu"):  # torch gives no numbers while they are on a card or belong to a gradient
        source = getattr(source, step, lambda source=source: source)()
    try:
        if isinstance(source, np.ma.MaskedArray) and np.ma.is_masked(source):
            raise ValueError(_("a masked array: fill the masked values, for instance with x.filled(0)"))
        return np.asarray(source)
    except (TypeError, RuntimeError):
        kind = type(source)
        raise ValueError(
            _(
                "the values of a {module}.{name} cannot be read: convert it to a numpy array",
                module=kind.__module__,
                name=kind.__name__,
            )
        ) from None


def is_picture(x: Any) -> bool:
    """It can be nothing else: rows and columns of 3 or 4 bytes."""
    return getattr(x, "ndim", 0) == 3 and x.shape[-1] in (3, 4) and str(x.dtype).removeprefix("torch.") == "uint8"


def _rows_first(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    shape = _("an array of shape {shape}", shape=x.shape)
    if x.size == 0:
        raise ValueError(_("{shape} is empty: it contains no picture", shape=shape))
    if x.ndim == 1:
        raise ValueError(
            _(
                "{shape} is not a picture: give rows and columns (h, w) or (h, w, 3). Is it sound? audio(x, rate)",
                shape=shape,
            )
        )
    if x.ndim == 4:
        if x.shape[0] != 1:
            raise ValueError(
                _(
                    "{shape} is a batch of {shape2} pictures: give one, x[0], or all of them as video(list(x))",
                    shape=shape,
                    shape2=x.shape[0],
                )
            )
        x = x[0]
    if x.ndim == 2:
        return x
    if x.ndim == 3 and x.shape[-1] in _COLOURS:
        return x[..., 0] if x.shape[-1] == 1 else x
    if x.ndim == 3 and x.shape[0] in _COLOURS:
        return x[0] if x.shape[0] == 1 else np.moveaxis(x, 0, -1)
    raise ValueError(
        _("{shape} is not a picture: give (h, w), (h, w, 3), (h, w, 4), or channels first, (3, h, w)", shape=shape)
    )


def eight_bits(x: npt.NDArray[Any], *, stretch: bool = False) -> tuple[Bytes, str]:
    """Values as 0…255.

    Args:
        x: Of any shape; bools, ints or floats.
        stretch: What fits no known range is spread from black to white; else it is an error. For files, whose values
            nobody can be asked to divide.

    Raises:
        ValueError: NaN, infinite or negative values, or a range with two readings.
    """
    if x.dtype.kind == "b":
        return x.astype(np.uint8) * np.uint8(255), ""
    if x.dtype.kind == "f":
        return _of_floats(x, stretch)
    low, high = int(x.min()), int(x.max())
    if low < 0 or high > 65_535:
        if stretch:
            return _spread(x.astype(np.float64), low, high)
        raise ValueError(_range(low, high) + _("give uint8 (0…255) or uint16 (0…65,535)"))
    if high == 1 and x.ndim == 2:  # a mask, which as brightness would be black
        return x.astype(np.uint8) * np.uint8(255), _("0 and 1 only: shown as black and white")
    if high <= 255:
        return x.astype(np.uint8), _if_dark(high)
    depth = next(d for d in _DEPTHS if high < 1 << d)
    table = (np.arange(1 << depth) * (255 / ((1 << depth) - 1)) + 0.5).astype(np.uint8)
    return table[x], "" if depth == 16 else _(
        "its values go up to {high}: read as {depth} bits", high=f"{high:,}", depth=depth
    )


def _of_floats(x: npt.NDArray[Any], stretch: bool) -> tuple[Bytes, str]:
    bad = int(np.size(x) - np.isfinite(x).sum())
    if bad and not stretch:
        raise ValueError(
            _(
                "{bad} of {size} values are NaN or infinite: replace them, for instance with np.nan_to_num(x)",
                bad=f"{bad:,}",
                size=f"{x.size:,}",
            )
        )
    if bad:
        good = x[np.isfinite(x)]
        x = np.nan_to_num(x, nan=good.min() if good.size else 0, posinf=good.max(initial=0), neginf=good.min(initial=0))
    low, high = float(x.min()), float(x.max())
    slack = 1 / 255  # resampling goes a little over both ends
    if low >= -slack and high <= 1 + slack:
        return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8), ""
    if low >= -0.5 and 8 < high < 255.5:
        return (np.clip(x, 0, 255) + 0.5).astype(np.uint8), ""
    if stretch:
        return _spread(x, low, high)
    raise ValueError(
        _range(low, high)
        + _(
            "give floats in 0…1 or 0…255; for −1…1 that is (x + 1) / 2, for any range (x - x.min()) / (x.max() - x.min())"
        )
    )


def _spread(x: npt.NDArray[Any], low: float, high: float) -> tuple[Bytes, str]:
    made = ((x - low) * (255 / ((high - low) or 1)) + 0.5).astype(np.uint8)
    return made, _(
        "its values run from {low} to {high}: spread from black to white", low=f"{low:,.4g}", high=f"{high:,.4g}"
    )


def _range(low: float, high: float) -> str:
    return _(
        "values from {low} to {high} can be read as a picture in more than one way: ",
        low=f"{low:,.4g}",
        high=f"{high:,.4g}",
    )


def _if_dark(high: int) -> str:
    return _("nearly black: its largest value is {high} of 255", high=high) if 0 < high < 16 else ""
