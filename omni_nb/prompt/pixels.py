"""Pixels made plain: upright, opaque on white, 8 bits, sRGB. `pictures` is who asks.

It knows what a picture of Pillow's holds, and no file.
"""

from __future__ import annotations

import io
import math
from typing import Any, TypeAlias

import numpy as np

from omni_nb.messages import _
from omni_nb.prompt.arrays import Bytes, eight_bits

Picture: TypeAlias = Any  # PIL.Image.Image, which is imported late

MADE_PX = 100_000_000  # what is made anew is at most this large
_PILES = ("PNG", "GIF", "WEBP", "AVIF", "TIFF")  # several frames or pages are meant; in MPO, PSD, HEIC other things
_UPRIGHT = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # EXIF's orientation to Pillow's Transpose


def plain(picture: Picture, side_px: int | None = None, *, ours: bool = True) -> tuple[Picture, list[str]]:
    """A copy that is L or RGB, and notes on what was done.

    Args:
        picture: One of Pillow's, loaded or not.
        side_px: It is only wanted about as large as this; in any case it has at most `MADE_PX`.
        ours: Nobody else holds the object: it may be decoded small.
    """
    from PIL import Image

    notes: list[str] = []
    if ours:
        draft(picture, max(picture.size) // (side_px * 2) if side_px else 2 * (_times_too_large(picture) - 1))
    picture.load()
    orientation = orientation_of(picture)
    if picture.mode[0] in "IF":  # its range is that of the whole, so before any part of it
        grey, note = _grey(picture)
        picture = Image.fromarray(grey)
        notes += [note] if note else []
    step = max(_times_too_large(picture), max(picture.size) // (side_px * 3) if side_px else 1)
    made = _reduced(picture, min(step, *picture.size), notes) if step > 1 else _on_white(picture, notes)
    turn = _UPRIGHT.get(orientation)
    return (made if turn is None else made.transpose(turn)), notes


def of_numbers(x: Bytes) -> Picture:
    """A picture of (h, w), (h, w, 3) or (h, w, 4)."""
    from PIL import Image

    return Image.fromarray(x)


def draft(picture: Picture, times: int) -> None:
    """A JPEG can be decoded at a half, a quarter or an eighth of its sides: `times` smaller at most."""
    step = next((s for s in (8, 4, 2) if s <= times), 1)
    if step > 1:
        picture.draft(None, tuple(max(1, n // step) for n in picture.size))


def may_be_clear(picture: Picture) -> bool:
    """It has some way of saying that a pixel is transparent."""
    return picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info


def is_opaque(picture: Picture) -> bool:
    """None of its pixels is transparent, even a little. It is decoded for that."""
    return bool(_with_alpha(picture).getextrema()[-1][0] == 255)


def orientation_of(picture: Picture) -> int:
    """EXIF's, 1 to 8; 1 is upright."""
    try:
        found = picture.getexif().get(0x112, 1)
    except Exception:  # EXIF that is damaged says nothing
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def frames_of(picture: Picture) -> int:
    """Frames of an animation, pages of a fax."""
    return int(getattr(picture, "n_frames", 1)) if picture.format in _PILES else 1


def _times_too_large(picture: Picture) -> int:
    return math.ceil(math.sqrt(picture.size[0] * picture.size[1] / MADE_PX))


def _reduced(picture: Picture, step: int, notes: list[str]) -> Picture:
    """`step`-fold, a band at a time: converted whole, a panorama takes three times its memory."""
    from PIL import Image

    width, height = picture.size
    rows = step * max(1, 4_000_000 // (width * step))
    bands = [
        _on_white(picture.crop((0, top, width, min(height, top + rows))), notes).reduce(step)
        for top in range(0, height, rows)
    ]
    out, top = Image.new(bands[0].mode, (bands[0].width, sum(b.height for b in bands))), 0
    for band in bands:
        out.paste(band, (0, top))
        top += band.height
    return out


def _grey(picture: Picture) -> tuple[Bytes, str]:
    """16 and 32 bits, ints and floats. Pillow's own conversion clips them, which is white."""
    values = np.asarray(picture)
    grey, note = eight_bits(values, stretch=True)
    if isinstance(clear := picture.info.get("transparency"), int):
        grey = np.where(values == clear, np.uint8(255), grey)
    return grey, note


def _on_white(picture: Picture, notes: list[str]) -> Picture:
    from PIL import Image

    profile = picture.info.get("icc_profile")
    if may_be_clear(picture):
        solid = _with_alpha(picture).convert("RGBA")
        if not is_opaque(solid) and (words := _("transparent areas are sent as white")) not in notes:
            notes.append(words)
        made = Image.new("RGB", solid.size, "white")
        made.paste(solid, mask=solid.getchannel("A"))
    elif picture.mode == "CMYK" and profile:
        made = picture
    else:
        made = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    made = _srgb(made, profile) if profile else made
    return made.convert("RGB") if made.mode == "CMYK" else made


def _with_alpha(picture: Picture) -> Picture:
    """RGBA, or LA. From La there is no other way to RGBA."""
    return picture if picture.mode in ("RGBA", "LA") else picture.convert("LA" if picture.mode == "La" else "RGBA")


def _srgb(picture: Picture, profile: bytes) -> Picture:
    """An iPhone's colours are Display P3: read as sRGB they are pale."""
    try:
        from PIL import ImageCms

        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(given):
            return picture
        return ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except Exception:  # a profile that is damaged, or of another kind of colours than the picture has
        return picture
