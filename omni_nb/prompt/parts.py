"""Parts and the prompt: from anything a notebook user holds to plain values.

Foreign objects are taken by what they can do (`savefig`, `__omni_part__`) or by their type's
name, so nothing is imported to look at them. It knows no model and no wire format.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, TypeAlias

from omni_nb.errors import MediaError
from omni_nb.escape import visible
from omni_nb.paths import local_path, read_bytes
from omni_nb.prompt import foreign, pictures, strings, words
from omni_nb.prompt.media import Kind, MediaInfo, identify
from omni_nb.sound.clip import Clip
from omni_nb.sound.foreign import clip_of
from omni_nb.sound.headers import with_true_sizes


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words. Halves of a character, which no request can hold, become U+FFFD."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", words.sendable(self.text))


@dataclass(frozen=True, slots=True, repr=False)
class MediaPart:
    """A picture, a sound or a film: bytes of our own, or a URL that the service fetches.

    Attributes:
        kind: `image`, `audio` or `video`.
        data: The file's bytes, or None when `url` is set.
        url: http(s) or oss URL, or None. It is never fetched here.
        info: What is in the bytes; None for a URL.
        name: For people: the file's name or what it came from.
        note: What was done to it so that it can be sent, e.g. that it is one frame of an animation; or what is wrong
            with it.
    """

    kind: Kind
    data: bytes | None = None
    url: str | None = None
    info: MediaInfo | None = None
    name: str = ""
    note: str = field(default="", compare=False)

    @property
    def size_bytes(self) -> int:
        """Bytes of the file; 0 for a URL."""
        return len(self.data or b"")

    def __repr__(self) -> str:
        what = self.url or f"{self.info.format if self.info else '?'}, {self.size_bytes:,} bytes"
        return visible(f"<{self.kind} {self.name or ''} {what}>".replace("  ", " "))


@dataclass(frozen=True, slots=True, repr=False)
class FramesPart:
    """A film as a list of pictures.

    Attributes:
        fps: How many of them make a second of the film; None: unknown.
        note: What is worth knowing of how they were made.
    """

    frames: tuple[MediaPart, ...]
    fps: float | None = 2.0
    note: str = ""

    def __repr__(self) -> str:
        return f"<video of {len(self.frames)} frames, {'?' if self.fps is None else f'{self.fps:g}'} per second>"


FPS_RANGE = (0.1, 10.0)
"""What can be said to a service."""


def fps_sent(film: FramesPart) -> float | None:
    """The rate as it is said to a service: the nearest that can be said; None: nothing is said."""
    return None if film.fps is None else min(max(film.fps, FPS_RANGE[0]), FPS_RANGE[1])


Part: TypeAlias = TextPart | MediaPart | FramesPart


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent in one user turn."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

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
        notes: list[str] = []
        for thing in things:
            parts.extend(_parts_of(thing, notes))
        parts = [p for p in parts if not (isinstance(p, TextPart) and not p.text)]
        if not parts:
            raise ValueError('the prompt is empty: give some text, for instance ask("你是谁")')
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
    return _media(source, "image")


def audio(source: Any, sample_rate: int | None = None) -> MediaPart:
    """A sound as a part.

    Args:
        source: Path, URL, bytes, `Clip`, `(samples, rate)`, samples with `sample_rate`, an earlier reply,
            or `IPython.display.Audio`. Samples may be ints or floats in −1…1.
        sample_rate: Hz, for bare samples.

    Raises:
        MediaError: No sound in it.
    """
    if sample_rate is not None:
        if isinstance(source, str | bytes | bytearray | os.PathLike):
            raise ValueError(
                "sample_rate is for bare samples; a file and a URL know their own. Of raw PCM bytes make samples first: "
                "np.frombuffer(data, '<i2')"
            )
        source = Clip.of(source, sample_rate)
    return _media(source, "audio")


def video(source: Any, *, fps: float | None = 2.0) -> MediaPart | FramesPart:
    """A film as a part, from a file or from a list of its frames.

    Args:
        source: Path, URL, bytes, `IPython.display.Video`; or a sequence of anything `image()` takes, or an
            array of pictures (n, h, w, 3).
        fps: How many of the given frames make a second of the film (0.1 to 10), for a list of frames; None: unknown.

    Raises:
        ValueError: fps out of range or no frames.
        MediaError: Not a film.
    """
    if getattr(source, "ndim", 0) == 4 and hasattr(source, "__array__"):
        source = list(source)
    if isinstance(source, list) or (isinstance(source, Sequence) and not isinstance(source, str | bytes | bytearray)):
        if fps is not None and not FPS_RANGE[0] <= fps <= FPS_RANGE[1]:
            raise ValueError(f"fps must be between 0.1 and 10, got {fps}")
        if not source:
            raise ValueError("video() got an empty list of frames")
        return FramesPart(tuple(image(f) for f in source), fps)
    return _media(source, "video")


def medium(source: Any) -> MediaPart:
    """A part of something that is media, whichever: its content says which; of a URL its ending.

    Raises:
        MediaError: It is none.
        ValueError: A URL that does not say what it is.
    """
    return _media(source, None)


def _parts_of(thing: Any, notes: list[str]) -> Iterable[Part]:
    if isinstance(thing, TextPart | MediaPart | FramesPart):
        return (thing,)
    if isinstance(thing, Prompt):
        notes += thing.notes
        return thing.parts
    if hasattr(thing, "__omni_part__"):
        return _parts_of(thing.__omni_part__(), notes)
    if isinstance(thing, str):
        reading = strings.read(thing)
        notes += [reading.note] if reading.note else []
        return (TextPart(reading.text),) if reading.sort == "words" else (_from_string(reading, None),)
    if isinstance(thing, list) and thing and not isinstance(thing[0], int | float):
        return [p for item in thing for p in _parts_of(item, notes)]
    if isinstance(thing, tuple) and thing and not isinstance(thing[0], int | float) and clip_of(thing) is None:
        return [p for item in thing for p in _parts_of(item, notes)]
    return (_media(thing, None),)


def _media(source: Any, want: Kind | None) -> MediaPart:
    """One door for every foreign object; `want` is what the caller said it is."""
    if isinstance(source, MediaPart):
        return _as_wanted(source, want)
    if hasattr(source, "__omni_part__"):
        return _media(source.__omni_part__(), want)
    if isinstance(source, str):
        return _from_string(strings.place_of(source), want)
    if isinstance(source, os.PathLike):
        return from_bytes(read_bytes(source), want, name=local_path(source).name)
    if isinstance(source, bytes | bytearray | memoryview):
        return from_bytes(bytes(source), want, name="bytes")
    if (clip := clip_of(source)) is not None:
        return from_bytes(clip.encode("wav"), want, name="clip")
    if isinstance(source, Mapping):  # a row of a data set that was not decoded; a file of ipywidgets' FileUpload
        held = source.get("bytes") or source.get("content") or source.get("path")
        if held is not None:
            return _media(held, want)
    if callable(getattr(source, "read", None)):  # an open file
        return from_bytes(_read_open(source), want, name=PurePath(str(getattr(source, "name", ""))).name or "file")
    return _from_foreign(source, want)


def _from_string(reading: strings.Reading, want: Kind | None) -> MediaPart:
    if reading.sort == "data":
        return from_bytes(reading.data, want, name="base64" if reading.note else "data URL")
    if reading.path is not None:
        return from_bytes(read_bytes(reading.path), want, name=reading.path.name)
    kind = want or reading.kind
    if kind is None:
        raise ValueError(
            f"{reading.text!r}: a URL is not fetched here, so say what it is with image(), audio() or video()"
        )
    return MediaPart(kind, None, reading.text, None, reading.text.split("?")[0].rsplit("/", 1)[-1])


def _read_open(file: Any) -> bytes:
    try:
        data = file.read()
    except ValueError:  # closed, or no text where text was expected
        data = None
    if not isinstance(data, bytes | bytearray):
        raise ValueError("this file is closed or was opened as text: open it with open(…, 'rb'), or give its path")
    return bytes(data)


def _from_foreign(source: Any, want: Kind | None) -> MediaPart:
    found = foreign.find(source, want)
    if found.data is None:
        return _media(found.place, want or found.kind)
    part = from_bytes(found.data, want or found.kind, name=found.name)
    return dataclasses.replace(part, note="; ".join(n for n in (found.note, part.note) if n))


def from_bytes(data: bytes, want: Kind | None = None, *, name: str) -> MediaPart:
    """A part from a file's bytes; `want` is what the caller says it is.

    Raises:
        MediaError: Empty, damaged, or something else than was wanted.
    """
    info = identify(data, name=name)
    if info.kind == "image" and want in (None, "image"):
        made = pictures.as_sent(data, name=name)
        info = info if made.data is data else identify(made.data, name=name)
        return MediaPart("image", made.data, None, info, name, made.note)
    note = info.note
    if info.kind == "audio" and (whole := with_true_sizes(data)) is not data:  # a server that believes it hears nothing
        data, note = whole, "its header did not say how long it is, and does now"
    return _as_wanted(MediaPart(info.kind, data, None, info, name, note), want)


def _as_wanted(part: MediaPart, want: Kind | None) -> MediaPart:
    if want is None or part.kind == want:
        return part
    if want == "audio" and part.data and part.info and part.info.has_sound:
        clip = Clip.read(part.data)  # the sound of a film, when asked for by name
        return from_bytes(clip.encode("wav"), "audio", name=f"sound of {part.name}")
    raise MediaError(
        f"{part.name or 'this'} was given as {want}, but its content is {part.kind}"
        + (f" ({part.info.format})" if part.info else ""),
        repair=f"Use {part.kind}(…) instead.",
        repair_zh=f"请改用 {part.kind}(…)。",
    )


PartLike: TypeAlias = Any
"""What `ask` takes: see `Prompt.of`."""
