"""Pictures: the one door to Pillow. Whatever leaves it is upright, opaque on white, 8 bits, sRGB.

What is that already, as PNG, JPEG or WebP, is sent byte for byte; all else is made anew, and a note says
what was done. It knows no service and no limit of one.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any, Literal

from omni_nb.errors import MediaError
from omni_nb.messages import _, clauses
from omni_nb.prompt import opening, pixels
from omni_nb.prompt.arrays import picture_of
from omni_nb.prompt.pixels import Picture
from omni_nb.prompt.signatures import lookalike

_AS_THEY_ARE = ("PNG", "JPEG", "MPO", "WEBP")  # every dialect's servers take them; of an MPO they see the first
_PHOTOGRAPHS = ("JPEG", "MPO", "HEIC", "HEIF", "AVIF", "JPEG2000")  # made anew they stay JPEG
_CHECKED_PX = 40_000_000  # up to here a picture is decoded to see that it can be


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInfo:
    """What was found in a file.

    Attributes:
        format: `png`, `jpeg`, `heic` …
        width_px, height_px: As it is shown: upright.
        frames: More than 1 for an animation, or pages.
        as_it_is: It can be sent byte for byte.
    """

    format: str
    width_px: int
    height_px: int
    frames: int = 1
    as_it_is: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A picture's file as it is sent, and what was done to it (nothing, if it is as it was)."""

    data: bytes
    note: str = ""


def probe(data: bytes, *, name: str = _("the data")) -> PictureInfo | None:
    """Look into a file. None: it is no picture.

    Raises:
        MediaError: A picture that is damaged, cut short or too large, or a document that is none.
        MissingExtra: An iPhone's picture, and what reads it is not installed.
    """
    if (other := lookalike(data)) is not None:
        raise opening.refusal(name, other)
    with opening.opened(data, name) as picture:
        return None if picture is None else _info(picture)


def _info(picture: Picture) -> PictureInfo:
    kind, mode, (width, height) = picture.format, picture.mode, picture.size
    orientation, frames = pixels.orientation_of(picture), pixels.frames_of(picture)
    whole = width * height <= _CHECKED_PX
    if whole or (kind in ("JPEG", "MPO") and width * height <= opening.WHOLE_PX):
        pixels.draft(picture, 1 if whole else 8)
        picture.load()  # opening reads the head only; loading finds the damage
    clear = pixels.may_be_clear(picture) and not (whole and pixels.is_opaque(picture))
    common = mode in ("1", "L", "P", "RGB", "RGBA", "LA") and not clear
    untouched = orientation == 1 and frames == 1 and "stripped" not in picture.info
    if orientation > 4 and kind != "TIFF":  # Pillow turns a TIFF by itself
        width, height = height, width
    return PictureInfo(
        format=opening.short_name(kind), width_px=width, height_px=height, frames=frames,
        as_it_is=kind in _AS_THEY_ARE and common and untouched,
    )  # fmt: skip


def as_sent(data: bytes, *, name: str = _("the data")) -> Made:
    """A picture's file as it is sent: itself if it can be, else made anew.

    Raises:
        MediaError, MissingExtra: As `probe`; and for what is no picture.
    """
    info = probe(data, name=name)
    if info is not None and info.as_it_is:
        return Made(data=data)
    with opening.opened(data, name) as picture:
        made = _made(_there(picture, name))
    target = "JPEG" if made.data[:1] == b"\xff" else "PNG"
    given = info.format.upper() if info else ""
    return (
        made
        if given == target
        else Made(data=made.data, note=clauses([_("{given}, sent as {target}", given=given, target=target), made.note]))
    )


def of_object(picture: Picture, *, name: str = _("the picture")) -> Made:
    """A Pillow image as a file: PNG, or JPEG if it was opened from one.

    Raises:
        MediaError: It cannot be read: its file is damaged, or was closed.
    """
    with opening.own_words(name, picture.format or "", object=picture):
        opening.check_size(picture, name)
        return _made(picture, ours=False)


def of_array(source: Any) -> Made:
    """Numbers as a PNG; see `arrays.picture_of` for what is taken.

    Raises:
        ValueError: A shape or values that are no picture.
    """
    numbers, note = picture_of(source)
    made = _made(pixels.of_numbers(numbers))
    return Made(data=made.data, note=clauses([note, made.note]))


def fitting(data: bytes, most_bytes: float, *, name: str = _("the picture")) -> bytes:
    """A JPEG of at most that, 1,536 pixels at most, then a quarter smaller until it fits."""
    with opening.opened(data, name) as picture:
        width, height = _there(picture, name).size
        side = max(1_536, 32 * max(width, height) // min(width, height))  # of a panorama too 32 pixels are left
        made, _notes = pixels.plain(picture, side)
        file = data
        while side >= 16:
            made.thumbnail((side, side))
            file = _file(made, "JPEG", quality=85)
            if len(file) <= most_bytes:
                break
            side = side * 3 // 4
    return file


def reshaped(data: bytes, least_px: int, most_ratio: int, *, name: str = _("the picture")) -> bytes:
    """A PNG, enlarged until both sides have `least_px`, and cropped so that they differ `most_ratio`-fold at most."""
    with opening.opened(data, name) as picture:
        made, _notes = pixels.plain(_there(picture, name))
    w, h = made.size
    w, h = min(w, h * most_ratio), min(h, w * most_ratio)
    left, top = (made.width - w) // 2, (made.height - h) // 2
    made = made.crop((left, top, left + w, top + h))
    times = math.ceil(least_px / min(w, h))
    return _file(made.resize((w * times, h * times)), "PNG")


def miniature(data: bytes, side_px: int) -> bytes:
    """A JPEG that fits into a square."""
    with opening.opened(data, _("the picture")) as picture:
        made, _notes = pixels.plain(_there(picture, _("the picture")), side_px)
        made.thumbnail((side_px, side_px))
        return _file(made, "JPEG", quality=80)


def small_jpeg(picture: Picture, side_px: int) -> bytes:
    """A video's frame, which is a Pillow image, as a JPEG that fits into a square."""
    made = picture.convert("RGB")
    made.thumbnail((side_px, side_px))
    return _file(made, "JPEG", quality=80)


def _there(picture: Picture | None, name: str) -> Picture:
    if picture is None:
        raise MediaError(_("{name} is not a picture", name=name), repair=opening.SAVE)
    return picture


def _made(picture: Picture, *, ours: bool = True) -> Made:
    kind, frames, (width, height) = picture.format or "", pixels.frames_of(picture), picture.size
    lossy = kind in _PHOTOGRAPHS or (kind == "WEBP" and not pixels.may_be_clear(picture))
    made, notes = pixels.plain(picture, ours=ours)
    if frames > 1:
        one, all_of_them = picture.tell() + 1, f"{frames:,}"
        only = (
            _("only page {one} of {all} is sent", one=one, all=all_of_them)
            if kind == "TIFF"
            else _("only frame {one} of {all} is sent", one=one, all=all_of_them)
        )
        notes.insert(0, only)
    if width * height > pixels.MADE_PX:
        notes.append(_("made smaller, from {width} × {height} pixels", width=f"{width:,}", height=f"{height:,}"))
    # 4:4:4, so that coloured letters stay sharp
    data = _file(made, "JPEG", quality=95, subsampling=0) if lossy else _file(made, "PNG")
    return Made(data=data, note=clauses(notes))


def _file(picture: Picture, kind: Literal["JPEG", "PNG"], **options: Any) -> bytes:
    out = io.BytesIO()
    picture.info = {}  # its profile and its transparency are done with
    picture.save(out, format=kind, **options)
    return out.getvalue()
