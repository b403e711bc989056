"""Parts and the prompt: from anything a notebook user holds to plain values. It knows no model and no wire format."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from omni_nb import catalog
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt import strings, words
from omni_nb.prompt.media_part import MediaPart, from_bytes, from_string, media_part
from omni_nb.sound.clip import Clip
from omni_nb.sound.foreign import clip_of

__all__ = (
    "FPS_RANGE", "USUAL_FPS", "FramesPart", "MediaPart", "Part", "PartLike", "Prompt", "TextPart", "audio", "fps_sent", "from_bytes", "image", "medium", "video",
)  # fmt: skip
USUAL_FPS = catalog.limits().fps
FPS_RANGE = catalog.limits().fps_min, catalog.limits().fps_max  # what can be said to a service


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words. Halves of a character, which no request can hold, become U+FFFD."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", words.sendable(self.text))


@dataclass(frozen=True, slots=True, repr=False)
class FramesPart:
    """A video as a list of pictures.

    Attributes:
        fps: Frames per second of the video; None: unknown.
        note: How they were made, where that matters.
    """

    frames: tuple[MediaPart, ...]
    fps: float | None = USUAL_FPS
    note: str = ""

    def __repr__(self) -> str:
        return f"<part of {len(self.frames)} {'frame' if len(self.frames) == 1 else 'frames'}, {'?' if self.fps is None else f'{self.fps:g}'} per second>"


def fps_sent(part: FramesPart) -> float | None:
    """The rate as it is said to a service: the nearest that can be said; None: nothing is said."""
    return None if part.fps is None else min(max(part.fps, FPS_RANGE[0]), FPS_RANGE[1])


Part: TypeAlias = TextPart | MediaPart | FramesPart


@dataclass(frozen=True, slots=True)
class Prompt(Shown):
    """What is sent in one user turn."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()

    def _ipython_display_(self) -> None:
        from omni_nb.show.values import show_prompt

        show_prompt(self)

    @classmethod
    def of(cls, *things: Any) -> Prompt:
        """From anything: text, paths, URLs of media, bytes, pictures, figures, sounds, replies.

        Raises:
            ValueError: Nothing to send.
            TypeError: An object of a kind that is no part.
            MediaError: A file that is empty, damaged or of no known kind.
            FileMissing: A path that does not exist; also a `FileNotFoundError`.
        """
        parts: list[Part] = []
        notes: list[Note] = []
        for thing in things:
            parts.extend(_parts_of(thing, notes))
        parts = [p for p in parts if not (isinstance(p, TextPart) and not p.text)]
        if not parts:
            raise ValueError(_('the prompt is empty: give some text, for instance ask("你是谁")'))
        if all(isinstance(p, TextPart) for p in parts) and not notes:
            meant = [t for t in things if isinstance(t, TextPart)]  # somebody said that these are words
            notes += [n for p in parts if isinstance(p, TextPart) and p not in meant and (n := words.beside(p.text))][
                :1
            ]
        return cls(tuple(parts), tuple(notes))

    @property
    def text(self) -> str:
        """The words of the prompt, joined."""
        return "\n".join(p.text for p in self.parts if isinstance(p, TextPart))

    @property
    def media(self) -> tuple[MediaPart | FramesPart, ...]:
        """Everything that is not text."""
        return tuple(p for p in self.parts if not isinstance(p, TextPart))


def image(source: Any) -> MediaPart:
    """A picture as a part. It is sent upright and opaque on white; `note` says what else was done to it.

    Args:
        source: Path (`str` or `Path`), http(s) or data URL, bytes, `PIL.Image`, a matplotlib figure or
            axes, `IPython.display.Image`, anything that shows itself as PNG, or an array (numpy, torch …): (h, w),
            (h, w, 3 or 4) or channels first, of bools, of ints in 0…255 or 0…65,535, of floats in 0…1 or 0…255;
            red, green, blue (from OpenCV: `x[..., ::-1]`).

    Raises:
        MediaError: It is not a picture, or a damaged one.
        ValueError: An array that is no picture, or that could be read in two ways.
    """
    return media_part(source, "image")


def audio(source: Any, sample_rate: int | None = None) -> MediaPart:
    """A sound as a part.

    Args:
        source: Path, URL, bytes, `Clip`, `(samples, rate)`, samples with `sample_rate`, an earlier reply,
            or `IPython.display.Audio`. Samples may be ints or floats in −1…1.
        sample_rate: Hz, for bare samples.

    Raises:
        MediaError: There is no sound in it, or it cannot be read.
        ValueError: An array that is no sound, or `sample_rate` beside a file, which says its own.
    """
    if sample_rate is not None:
        if isinstance(source, str | bytes | bytearray | os.PathLike):
            raise ValueError(
                _(
                    "sample_rate is for raw samples only; files and URLs have their own. Convert raw PCM bytes to samples first: np.frombuffer(data, '<i2')"
                )
            )
        source = Clip.of(source, sample_rate)
    return media_part(source, "audio")


def video(source: Any, *, fps: float | None = USUAL_FPS) -> MediaPart | FramesPart:
    """A video as a part, from a file or from a list of its frames.

    Args:
        source: Path, URL, bytes, `IPython.display.Video`; or a sequence of anything `image()` takes, or an
            array of pictures (n, h, w, 3).
        fps: Frames per second of a list of frames, 0.1 to 10; None: unknown.

    Raises:
        ValueError: fps out of range or no frames.
        MediaError: Not a video.
    """
    if getattr(source, "ndim", 0) == 4 and hasattr(source, "__array__"):
        source = list(source)
    if isinstance(source, list) or (isinstance(source, Sequence) and not isinstance(source, str | bytes | bytearray)):
        if fps is not None and not FPS_RANGE[0] <= fps <= FPS_RANGE[1]:
            raise ValueError(
                _(
                    "fps must be between {fps_range} and {fps_range2}, got {fps}",
                    fps_range=f"{FPS_RANGE[0]:g}",
                    fps_range2=f"{FPS_RANGE[1]:g}",
                    fps=fps,
                )
            )
        if not source:
            raise ValueError(_("video() got an empty list of frames"))
        return FramesPart(tuple(image(f) for f in source), fps)
    return media_part(source, "video")


def medium(source: Any) -> MediaPart:
    """A picture, sound or video as a part; its content says which it is, the ending of a URL likewise.

    Raises:
        MediaError: It is none.
        ValueError: A URL that does not say what it is.
    """
    return media_part(source)


def _parts_of(thing: Any, notes: list[Note]) -> Iterable[Part]:
    if isinstance(thing, TextPart | MediaPart | FramesPart):
        return (thing,)
    if isinstance(thing, Prompt):
        notes += thing.notes
        return thing.parts
    if hasattr(thing, "__omni_part__"):
        return _parts_of(thing.__omni_part__(), notes)
    if isinstance(thing, str):
        reading = strings.read(thing)
        notes += [reading.note] if reading.note is not None else []
        return (TextPart(reading.text),) if reading.sort == "words" else (from_string(reading),)
    if isinstance(thing, list) and thing and not isinstance(thing[0], int | float):
        return [p for item in thing for p in _parts_of(item, notes)]
    if isinstance(thing, tuple) and thing and not isinstance(thing[0], int | float) and clip_of(thing) is None:
        return [p for item in thing for p in _parts_of(item, notes)]
    return (media_part(thing),)


PartLike: TypeAlias = Any
"""What `ask` takes: see `Prompt.of`."""
