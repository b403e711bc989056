"""One medium as a part: a picture, a sound or a video, from whatever a notebook user holds.

Foreign objects are taken by what they can do (`savefig`, `__omni_part__`) or by their type's
name, so nothing is imported to look at them.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from omni_nb import quantities
from omni_nb.errors import MediaError
from omni_nb.escape import visible
from omni_nb.messages import Message, _, clauses
from omni_nb.paths import local_path, read_bytes
from omni_nb.prompt import foreign, pictures, strings
from omni_nb.prompt.media import KIND_NAMES, Kind, MediaInfo, identify, in_sentence
from omni_nb.sound.clip import Clip
from omni_nb.sound.foreign import clip_of
from omni_nb.sound.headers import with_true_sizes


@dataclass(frozen=True, slots=True, repr=False)
class MediaPart:
    """A picture, a sound or a video: bytes of our own, or a URL that the service fetches.

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
        what = self.url or f"{self.info.format if self.info else '?'}, {quantities.exact_size(self.size_bytes)}"
        return visible(f"<{self.kind} {self.name or ''} {what}>".replace("  ", " "))


def media_part(source: Any, want: Kind | None = None) -> MediaPart:
    """A medium, from any object that holds one; `want` is what the caller says it is.

    Raises:
        MediaError: Nothing that can be sent, or something else than was wanted.
        ValueError: A URL that does not say what it is, or a file that is closed.
        TypeError: An object of a kind that is no part.
    """
    if isinstance(source, MediaPart):
        return _as_wanted(source, want)
    if hasattr(source, "__omni_part__"):
        return media_part(source.__omni_part__(), want)
    if isinstance(source, str):
        return from_string(strings.place_of(source), want)
    if isinstance(source, os.PathLike):
        return from_bytes(read_bytes(source), want, name=local_path(source).name)
    if isinstance(source, bytes | bytearray | memoryview):
        return from_bytes(bytes(source), want, name="bytes")
    if (clip := clip_of(source)) is not None:
        return from_bytes(clip.encode("wav"), want, name="clip")
    if isinstance(source, Mapping):  # a row of a data set that was not decoded; a file of ipywidgets' FileUpload
        held = source.get("bytes") or source.get("content") or source.get("path")
        if held is not None:
            return media_part(held, want)
    if callable(getattr(source, "read", None)):  # an open file
        return from_bytes(_read_open(source), want, name=PurePath(str(getattr(source, "name", ""))).name or "file")
    return _from_foreign(source, want)


def from_string(reading: strings.Reading, want: Kind | None = None) -> MediaPart:
    """A medium from a string that was read: a path, a URL or a data URL.

    Raises:
        ValueError: A URL that does not say what it is.
        MediaError: What it leads to cannot be sent.
        FileMissing: No such file.
    """
    if reading.sort == "data":
        return from_bytes(reading.data, want, name="base64" if reading.note else "data URL")
    if reading.path is not None:
        return from_bytes(read_bytes(reading.path), want, name=reading.path.name)
    kind = want or reading.kind
    if kind is None:
        raise ValueError(
            _(
                "{text}: URLs are not fetched here, so say what it is with image(), audio() or video()",
                text=repr(reading.text),
            )
        )
    return MediaPart(kind, None, reading.text, None, reading.text.split("?")[0].rsplit("/", 1)[-1])


def _read_open(file: Any) -> bytes:
    try:
        data = file.read()
    except ValueError:  # closed, or no text where text was expected
        data = None
    if not isinstance(data, bytes | bytearray):
        raise ValueError(_("this file is closed or was opened as text: open it with open(…, 'rb'), or give its path"))
    return bytes(data)


def _from_foreign(source: Any, want: Kind | None) -> MediaPart:
    found = foreign.find(source, want)
    if found.data is None:
        return media_part(found.place, want or found.kind)
    part = from_bytes(found.data, want or found.kind, name=found.name)
    return dataclasses.replace(part, note=clauses(n for n in (found.note, part.note) if n))


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
        data, note = whole, _("its header did not give its length; now it does")
    return _as_wanted(MediaPart(info.kind, data, None, info, name, note), want)


def _as_wanted(part: MediaPart, want: Kind | None) -> MediaPart:
    if want is None or part.kind == want:
        return part
    if want == "audio" and part.data and part.info and part.info.has_sound:
        clip = Clip.read(part.data)  # the sound of a video, when asked for by name
        return from_bytes(clip.encode("wav"), "audio", name=_("sound of {name}", name=part.name))
    raise MediaError(
        _(
            "{value} was given as {want}, but its content is {kind}",
            value=in_sentence(part.name, part.kind),
            want=KIND_NAMES[want],
            kind=KIND_NAMES[part.kind],
        )
        + (Message(" ({format})", format=part.info.format) if part.info else ""),
        repair=_("Use {kind}(…) instead.", kind=part.kind),
    )
