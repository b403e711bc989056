"""What a piece of media is, told by its content and never by its name.

Files that are no media are told first, by how they begin. Then each door is asked: pictures, sounds, videos,
and what is left of a video without pictures. It knows no limits and no wire format.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Literal

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.messages import _
from omni_nb.prompt import pictures, videos
from omni_nb.prompt.strangers import stranger
from omni_nb.sound import files
from omni_nb.sound.containers import UNKNOWN, open_container
from omni_nb.sound.packets import first_decoded, length_of_sound, sound_tracks

Kind = Literal["image", "audio", "video"]

# What media without a name of their own are called inside of the program, and what people read in its place.
NO_NAMES = ("", "bytes", "data URL", "base64", "clip", "picture", "file")
_OTHER_NAMES = {"array": _("array"), "figure": _("figure")}
KIND_NAMES = {"image": _("picture"), "audio": _("sound"), "video": _("video")}
_IN_SENTENCES = {"image": _("the picture"), "audio": _("the sound"), "video": _("the video")}

_MIMES = {
    "audio": {"mp3": "mpeg", "m4a": "mp4", "3gp": "3gpp", "mka": "x-matroska", "wma": "x-ms-wma", "ts": "mp2t"},
    "image": {},
    "video": {
        "mov": "quicktime", "mkv": "x-matroska", "avi": "x-msvideo", "wmv": "x-ms-wmv", "flv": "x-flv", "ts": "mp2t",
        "mpg": "mpeg", "3gp": "3gpp", "3g2": "3gpp2",
    },
}  # fmt: skip
# Of a container whose video is gone, the name of its sound.
_SOUND_NAMES = {"mp4": "m4a", "mov": "m4a", "3gp": "3gp", "wmv": "wma", "mkv": "mka"}
_TAKEN = _(
    "Supported: pictures as PNG, JPEG or WebP, sounds as wav, mp3, m4a, flac or ogg, videos as mp4, mov, mkv or webm"
)


def called(name: str, kind: Kind) -> str:
    """That name, for people; where it is none, what kind of thing it is, in the language of who reads it."""
    return KIND_NAMES[kind] if name in NO_NAMES else _OTHER_NAMES.get(name, name)


def in_sentence(name: str, kind: Kind) -> str:
    """The same inside of a sentence: `cat.png`, `the picture`."""
    return _IN_SENTENCES[kind] if name in NO_NAMES else called(name, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What was found in the bytes.

    Attributes:
        kind: `image`, `audio` or `video`.
        format: A short name: `png`, `jpeg`, `wav`, `mp3`, `m4a`, `mp4` …
        width_px, height_px: Of pictures and videos as they are shown, else 0.
        duration_s: Of sounds and videos in seconds. None: unknown; a picture has none.
        has_sound: A video with a sound track.
        note: What is wrong with it though it can be sent, for people.
    """

    kind: Kind
    format: str
    width_px: int = 0
    height_px: int = 0
    duration_s: float | None = None
    has_sound: bool = False
    note: str = field(default="", compare=False)

    @property
    def mime(self) -> str:
        """`image/png` and the like."""
        return f"{self.kind}/{_MIMES[self.kind].get(self.format, self.format)}"


def identify(data: bytes, *, name: str = _("the data")) -> MediaInfo:
    """Tell what these bytes are.

    Raises:
        MediaError: Empty, damaged, or neither picture, sound nor video: it says what instead.
        MissingExtra: Only PyAV could tell and it is not installed.
    """
    if not data:
        raise MediaError(_("{name} is empty (0 bytes)", name=name), repair=_("Give a file that is not empty."))
    if (other := stranger(data)) is not None:
        raise MediaError(_("{name} is {what}. {taken}", name=name, what=other.what, taken=_TAKEN), repair=other.repair)
    if _may_be_a_video(data) and (video := _if_there(data)) is not None:
        return video
    return _as_image(data, name) or _as_sound(data) or _in_a_container(data, name)


def _may_be_a_video(data: bytes) -> bool:
    """What another door would take too: of an Ogg video the sound, of a webcam's MJPEG the first picture.

    Phones put two JPEGs into a picture, and a camera for stereo four at the most.
    """
    return data[:4] == b"OggS" or (data[:3] == b"\xff\xd8\xff" and data.count(b"\xff\xd9\xff\xd8\xff") > 4)


def _as_image(data: bytes, name: str) -> MediaInfo | None:
    found = pictures.probe(data, name=name)
    if found is None:
        return None
    return MediaInfo(kind="image", format=found.format, width_px=found.width_px, height_px=found.height_px)


def _as_sound(data: bytes) -> MediaInfo | None:
    found = files.probe(data)
    if found is None:
        return None
    length = found.duration_s
    if length is None:  # it was cut: what is left of it is measured by its packets
        with contextlib.suppress(MediaError, MissingExtra), open_container(data) as container:
            length = length_of_sound(container)
    return MediaInfo(kind="audio", format=found.format, duration_s=length)


def _if_there(data: bytes) -> MediaInfo | None:
    try:
        return _as_video(data)
    except (MediaError, MissingExtra):
        return None


def _as_video(data: bytes) -> MediaInfo | None:
    found = videos.probe(data)
    if found is None:
        return None
    return MediaInfo(
        kind="video", format=found.format, width_px=found.width_px, height_px=found.height_px,
        duration_s=found.duration_s, has_sound=found.has_sound, note=found.note,
    )  # fmt: skip


def _in_a_container(data: bytes, name: str) -> MediaInfo:
    """What only PyAV reads: a video, or a sound."""
    try:
        return _as_video(data) or _as_track(data)
    except MediaError as err:
        cause = f"{name}: {err.cause}"
        if err.code == UNKNOWN:
            cause = _(
                "{name} is not a supported picture, sound or video, or it is damaged. {taken}",
                name=name,
                taken=_TAKEN,
            )
        raise MediaError(cause, code=err.code, repair=err.repair) from None


def _as_track(data: bytes) -> MediaInfo:
    with open_container(data) as container:
        fmt, length = videos.format_of(container, data), length_of_sound(container)
    with open_container(data) as container:
        if first_decoded(container, sound_tracks(container)[0]) is None:
            raise MediaError(
                _("it ({fmt}) contains no sound that can be decoded", fmt=fmt),
                repair=_("Check that it plays elsewhere, and save it again as wav or mp3."),
            )
    return MediaInfo(kind="audio", format=_SOUND_NAMES.get(fmt, fmt), duration_s=length)
