"""A file's bytes in letters: data URLs of every spelling, and base64 by itself."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote_to_bytes

from omni_nb.errors import MediaError
from omni_nb.escape import short
from omni_nb.messages import _

_MOST_HEAD = 1_024
_HEAD = re.compile(r'data:([\w.+-]+/[\w.+*-]+)?((?:\s*;[^;,"]*(?:"[^"]*")?)*)\s*,', re.IGNORECASE)
_HALF = re.compile(r"data:(?:(?:image|audio|video)/\S*|\S{0,80};\s*base64\S*|base64,\S{16,})", re.IGNORECASE)
# What base64 of a PNG, JPEG, GIF, RIFF, ID3, Ogg, FLAC, Matroska or MP4 begins with.
_OF_MEDIA = re.compile(r"iVBORw0KGgo|/9j/|R0lGOD|UklGR|SUQz|T2dnUw|ZkxhQw|GkXfo|AAAA.{2}mZ0eX")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\r\n]{64,}={0,2}\s*")


def is_base64(text: str, *, of_media: bool) -> bool:
    """A long string of nothing else; `of_media`: that begins like a picture, a sound or a video."""
    return bool(_BASE64.fullmatch(text)) and (not of_media or bool(_OF_MEDIA.match(text)))


def read_data_url(text: str) -> bytes | None:
    """The bytes in it, or None: it only begins like one, as words may.

    Raises:
        MediaError: It is one, and broken.
    """
    head = _HEAD.match(text, 0, _MOST_HEAD)  # spaces may belong to two of its parts: 200,000 took two minutes
    if head is None:
        if _HALF.fullmatch(text[:200]):
            raise MediaError(
                _("{text} begins like a data URL but has no data", text=repr(short(text))),
                repair=_("It should look like data:image/png;base64,iVBOR…; or give the file, or its bytes."),
            )
        return None
    body = text[head.end() :]
    if any(p.strip().lower() == "base64" for p in head[2].split(";")):
        return from_base64(body, _("a data URL"))
    return unquote_to_bytes(body.encode("utf-8", "replace"))


def from_base64(body: str, name: str) -> bytes:
    """The bytes; also with line breaks, `%2B`, the letters of URLs, and without its last `=`.

    Raises:
        MediaError: It is broken; `name` says what it is.
    """
    if "%" in body:
        body = unquote_to_bytes(body.encode("utf-8", "replace")).decode("ascii", "replace")
    letters = "".join(body.split()).replace("-", "+").replace("_", "/").rstrip("=")
    wrong = re.search(r"[^A-Za-z0-9+/]", letters)
    if wrong or len(letters) % 4 == 1:
        where = (
            _("its character {wrong2} is {wrong}", wrong=repr(wrong[0]), wrong2=f"{wrong.start() + 1:,}")
            if wrong
            else _("its last character is missing")
        )
        raise MediaError(
            _("{name} with broken base64: {where}", name=name, where=where),
            repair=_("Give the file, or its bytes, instead."),
        )
    return base64.b64decode(letters + "=" * (-len(letters) % 4))
