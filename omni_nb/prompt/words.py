"""Words of a question: as they can be sent, and whether they name media that do not go along.

Here stand the endings of media's names; of a URL, which cannot be looked into, they alone tell what it is.
"""

from __future__ import annotations

import re

from omni_nb.escape import short
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.media import Kind

# fmt: off
_SUFFIXES: dict[str, Kind] = {
    **dict.fromkeys(("png", "jpg", "jpeg", "jfif", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"), "image"),
    **dict.fromkeys(("wav", "mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "amr", "aiff", "aif", "wma", "weba", "caf"), "audio"),
    **dict.fromkeys(("mp4", "m4v", "mov", "avi", "mkv", "webm", "flv", "wmv", "mpg", "mpeg", "3gp", "3gpp"), "video"),
}
# fmt: on
_ENDING = rf"\.({'|'.join(_SUFFIXES)})"
_NAME = re.compile(rf"[^\s/\\]{_ENDING}$", re.IGNORECASE)
_URL_INSIDE = re.compile(rf"https?://[^\s<>\"']*?{_ENDING}(?![a-z0-9])", re.IGNORECASE)
_LOOKED_THROUGH, _MOST_NAME = 20_000, 1_024


def named(text: str) -> bool:
    """It ends like the name of a picture, a sound or a video."""
    return bool(_NAME.search(text))


def kind_of_url(url: str) -> Kind | None:
    """What the ending of a URL says that it is."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return _SUFFIXES.get(path.rsplit(".", 1)[-1].lower())


def beside(text: str) -> Note | None:
    """A note for words without media that hold the address or end with the name of some; else None."""
    some = text[:_LOOKED_THROUGH]
    if found := _URL_INSIDE.search(some):
        what = _(
            "{found} is in the text, so the model does not see its content: give it separately, image('…'), audio('…') or video('…')",
            found=short(found[0]),
        )
        return Note("sent_as_words", what)
    if "data:" in some and re.search(r";base64,[A-Za-z0-9+/]{40}", some):
        return Note("sent_as_words", _("the text contains a data URL, which is sent as text: give it separately"))
    last = text[-_MOST_NAME:].split()[-1:]
    if last and named(last[0]):
        what = _(
            "{last} is sent as text, without the file: to send the file, give Path('…'), image('…'), audio('…') or video('…')",
            last=short(last[0]),
        )
        return Note("sent_as_words", what)
    return None


def sendable(text: str) -> str:
    """The same words as they can be written in UTF-8: halves of a character are joined, lone ones become U+FFFD."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def lost(text: str) -> Note | None:
    """A note for words of which something cannot be sent; else None."""
    lost = sendable(text).count("\ufffd") - text.count("\ufffd")
    return (
        Note(
            "half_characters",
            _("{lost} half character(s) in the text cannot be sent and were replaced by �", lost=lost),
        )
        if lost
        else None
    )
