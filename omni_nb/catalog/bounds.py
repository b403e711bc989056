"""Limits and rates: what of media is taken, and how many tokens it weighs. None is not known."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from omni_nb.catalog.data import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds for the media of every model.

    Attributes:
        image_min_side_px: Both sides have so many pixels at least.
        image_max_aspect: The longer side by the shorter one.
        image_max_pixels: Width times height.
        audio_min_s: A shorter sound is refused.
        fps: Frames a second of a video that is given as pictures, where nothing is said; also how many are looked at.
        fps_min, fps_max: What can be said of that.
        reply_rate_hz: Of the samples of a reply, where nothing is said.
    """

    image_min_side_px: int
    image_max_aspect: int
    image_max_pixels: int
    audio_min_s: float
    fps: float
    fps_min: float
    fps_max: float
    reply_rate_hz: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimit:
    """Limits of one kind of media in one user message; None is not known."""

    max_count: int | None = None
    max_count_url: int | None = None
    max_bytes: int | None = None
    max_s: float | None = None
    min_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLimit:
    """How many pictures make a video; None is not known."""

    min: int | None = None
    max: int | None = None


UNKNOWN_LIMIT, UNKNOWN_FRAMES = MediaLimit(), FrameLimit()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRates:
    """How media become tokens: those of the model, and for what it does not say those of its relatives.

    Attributes:
        audio_in_per_s, audio_out_per_s: Tokens of a second of sound.
        audio_min_s: A shorter sound counts as this.
        image_patch_px: The side of the square that is one token.
        image_min, image_max: Patches of a picture, at least and at most.
    """

    audio_in_per_s: float
    audio_out_per_s: float
    audio_min_s: float
    image_patch_px: int
    image_min: int
    image_max: int


@functools.cache
def limits() -> Limits:
    """The limits that hold for every model."""
    return Limits(**table("models")["limits"])


def inline_limit(dialect: str) -> int | None:
    """The longest base64 string that a server of this dialect takes, in bytes; None is not known."""
    return _of_dialect(dialect, "base64_max_bytes")


def inline_file_limit(dialect: str) -> int | None:
    """The largest file that is no longer than that as base64, in bytes."""
    longest = inline_limit(dialect)
    return None if longest is None else longest // 4 * 3


def gateway_limit(dialect: str) -> int | None:
    """The longest data URL that the service's gateway was seen to let through, in bytes; None is not known."""
    return _of_dialect(dialect, "data_uri_cut_bytes")


def _of_dialect(dialect: str, what: str) -> int | None:
    found: int | None = table("services")["dialects"].get(dialect, {}).get(what)
    return found
