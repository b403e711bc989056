"""What a piece of media is, told by its content and never by its name.

The doors to pictures, libsndfile and PyAV are asked in that order; there is no parser of our own. It knows
no limits and no wire format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from omni_nb.errors import MediaError
from omni_nb.prompt import pictures
from omni_nb.sound.containers import open_container
from omni_nb.sound.files import probe

Kind = Literal["image", "audio", "video"]

_AV_FORMATS = {"mov,mp4,m4a,3gp,3g2,mj2": "mp4", "matroska,webm": "webm", "mpegts": "ts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What was found in the bytes.

    Attributes:
        kind: `image`, `audio` or `video`.
        format: A short name: `png`, `jpeg`, `wav`, `mp3`, `m4a`, `mp4` …
        width_px, height_px: Of pictures and films as they are shown (upright), else 0.
        duration_s: Of sounds and films in seconds, else 0.
        has_sound: A film with a sound track.
    """

    kind: Kind
    format: str
    width_px: int = 0
    height_px: int = 0
    duration_s: float = 0.0
    has_sound: bool = False

    @property
    def mime(self) -> str:
        """`image/png` and the like."""
        name = {"mp3": "mpeg", "m4a": "mp4"}.get(self.format, self.format) if self.kind == "audio" else self.format
        return f"{self.kind}/{name}"


def identify(data: bytes, *, name: str = "the data") -> MediaInfo:
    """Tell what these bytes are.

    Raises:
        MediaError: Empty, damaged, or neither picture, sound nor film.
        MissingExtra: Only PyAV could tell and it is not installed.
    """
    if not data:
        raise MediaError(
            f"{name} is empty (0 bytes)", repair="Give a file with something in it.", repair_zh="文件是空的。"
        )
    return _as_image(data, name) or _as_sound(data) or _as_film(data, name)


def _as_image(data: bytes, name: str) -> MediaInfo | None:
    found = pictures.probe(data, name=name)
    if found is None:
        return None
    return MediaInfo(kind="image", format=found.format, width_px=found.width_px, height_px=found.height_px)


def _as_sound(data: bytes) -> MediaInfo | None:
    found = probe(data)
    return None if found is None else MediaInfo(kind="audio", format=found.format, duration_s=found.duration_s or 0.0)


def _as_film(data: bytes, name: str) -> MediaInfo:
    try:
        with open_container(data, "format not recognised") as container:
            return _from_container(container)
    except MediaError as err:
        raise MediaError(
            f"{name} ({len(data):,} bytes, beginning {data[:8]!r}) is neither a picture, a sound nor a film that can be read: {err.cause}",
            repair="Check that it opens elsewhere; a file's name does not change what is in it.",
            repair_zh="无法识别该文件内容；更改扩展名不会改变文件内容。",
        ) from None


def _from_container(container: Any) -> MediaInfo:
    fmt = container.format.name
    length = (container.duration or 0) / 1e6
    # disposition attached_pic: the cover of an m4a is no film
    films = [s for s in container.streams.video if not _is_cover(s)]
    if films:
        codec = films[0].codec_context
        frames_s = float(films[0].duration * films[0].time_base) if films[0].duration else 0.0
        return MediaInfo(
            kind="video", format=_AV_FORMATS.get(fmt, fmt.split(",")[0]), width_px=codec.width, height_px=codec.height,
            duration_s=length or frames_s, has_sound=bool(container.streams.audio),
        )  # fmt: skip
    if not container.streams.audio:
        raise ValueError("no sound and no picture track in it")
    short = {"mp4": "m4a"}.get(_AV_FORMATS.get(fmt, fmt), _AV_FORMATS.get(fmt, fmt.split(",")[0]))
    return MediaInfo(kind="audio", format=short, duration_s=length or _decoded_length(container))


def _is_cover(stream: Any) -> bool:
    disposition = getattr(stream, "disposition", 0)
    return bool(int(getattr(disposition, "value", disposition)) & 0x400)


def _decoded_length(container: Any) -> float:
    """Raw AAC and AMR carry no length: count."""
    return float(sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0)))
