"""What a string is: words, a URL, a file, or a file's bytes in letters. One table for everybody who takes strings.

`docs/inputs.md` shows the table, and a test holds it against this module. A string that looks like media
and is none raises, or is words with a note that says so; it is never sent as words in silence. Nothing
is fetched, and nothing but the existence of a file is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from omni_nb.errors import MediaError
from omni_nb.escape import short
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.paths import local_path
from omni_nb.prompt.data_urls import from_base64, is_base64, read_data_url
from omni_nb.prompt.media import Kind
from omni_nb.prompt.words import beside, kind_of_url, lost, named, sendable

_MOST_URL, _MOST_PATH = 8_192, 1_024

_URL = re.compile(r"(https?|oss):(.*)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):(//)?[^\s]*", re.IGNORECASE)
# fmt: off
_REMOTE = frozenset((
    "s3", "s3a", "s3n", "gs", "gcs", "az", "azure", "abfs", "abfss", "adl", "wasb", "wasbs", "hf", "hdfs", "dbfs", "cos",
    "cosn", "obs", "tos", "bos", "minio", "r2", "b2", "ftp", "ftps", "sftp", "scp", "ssh", "smb", "nfs", "dav", "davs", "webdav",
    "rtsp", "rtmp", "rtp", "udp", "hls", "ipfs", "magnet", "gdrive", "blob", "cid", "attachment", "sandbox", "content", "ws", "wss",
))
# fmt: on
_WITHOUT_SLASHES = frozenset(("blob", "cid", "attachment", "sandbox", "dbfs", "magnet", "content"))
_PATH_LIKE = re.compile(r"~[^\s/\\]*[/\\]|\.{0,2}[/\\]|[a-z]:[/\\]", re.IGNORECASE)
# What is copied along unseen: Explorer's "copy as path" begins with a mark of direction.
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_WRAPPED = re.compile(r"<(.*)>|\"(.*)\"|'(.*)'|“(.*)”", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a string is.

    Attributes:
        sort: `words`; `url`, which the service fetches; `file` of this machine; `data`, a file's bytes.
        text: The words or the URL, else empty.
        path: Of a file.
        data: The bytes, of `data`.
        kind: What the ending of a URL says that it is, if it does. Of all else the content decides.
        note: What a person should know of it.
    """

    sort: Literal["words", "url", "file", "data"]
    text: str = ""
    path: Path | None = None
    data: bytes = b""
    kind: Kind | None = None
    note: Note | None = None


def read(text: str) -> Reading:
    """What a string is that nobody said anything about, as in `ask("…")`.

    Raises:
        MediaError: It looks like media and is none that can be had.
    """
    inner = _unwrapped(text)
    found = _place(inner, bare=True) or (_place(text.strip(), bare=True) if inner != text.strip() else None)
    if found is None:
        return Reading(sort="words", text=sendable(text), note=lost(text))
    return found if found.sort != "words" else Reading(sort="words", text=sendable(text), note=found.note)


def place_of(text: str) -> Reading:
    """What a string is of which somebody said that it is media, as in `image("…")`: never words.

    Raises:
        MediaError: It is no file's name, no URL and no data.
    """
    inner = _unwrapped(text)
    if not inner:
        raise MediaError(_("an empty string is not a file name"), repair=_("Give a path, a URL or bytes."))
    found = _place(inner, bare=False)
    assert found is not None
    return found


def of_words(text: str) -> Note | None:
    """The note for what a person wrote where only words are meant, and which looks like media; else None."""
    try:
        found = read(text)
    except MediaError:
        found = Reading(sort="file")
    if found.sort == "words":
        return found.note or beside(text)
    return Note("sent_as_words", _("{text} is sent as text: to send the file, attach it", text=short(text.strip())))


def _unwrapped(text: str) -> str:
    """Without spaces at its ends, and out of the brackets or quotes in which a whole address was copied."""
    inner = text.strip().strip(_UNSEEN).strip()
    if len(inner) <= _MOST_URL and (found := _WRAPPED.fullmatch(inner)):
        return next(g for g in found.groups() if g is not None).strip()
    return inner


def _place(text: str, *, bare: bool) -> Reading | None:
    """`bare`: it may be words as well; None is that."""
    if text[:5].lower() == "data:":
        data = read_data_url(text)
        if data is not None or bare:
            return None if data is None else Reading(sort="data", data=data)
    if is_base64(text, of_media=bare) and not _is_path(text):
        note = Note("taken_as_media", _("a base64 string was decoded and used as a file"))
        return Reading(sort="data", data=from_base64(text, "base64"), note=note)
    if len(text) > _MOST_URL or "\n" in text:
        return None if bare else _no_place(text)
    if text[:5].lower() == "file:":
        return Reading(sort="file", path=local_path(text))
    if _URL.match(text):
        return _url(text, bare=bare)
    scheme = _OTHER_SCHEME.fullmatch(text)
    if scheme and len(scheme[1]) > 1 and (scheme[2] or scheme[1].lower() in _WITHOUT_SLASHES):
        return _elsewhere(text, scheme[1].lower(), bare=bare)
    return _file(text, bare=bare)


def _url(text: str, *, bare: bool) -> Reading | None:
    if re.search(r"\s", text):
        if bare:
            return None
        if "\t" in text or kind_of_url(text.split()[0]):  # an address and words behind it
            raise _not_whole(text)
        text = text.replace(" ", "%20")
    scheme, rest = text.split(":", 1)
    url = f"{scheme.lower()}:{rest}"
    kind = kind_of_url(url)
    try:
        valid = bool(urlsplit(url).netloc) and rest.startswith("//")
    except ValueError:  # brackets that are no address of IPv6
        valid = False
    if not valid and (kind or not bare):
        raise _not_whole(text)
    if bare and kind is None:
        return _as_words(
            _(
                "{text} is sent as text; the model does not open it: for a picture, a sound or a video use image('…'), audio('…') or video('…')",
                text=short(text),
            )
        )
    return Reading(sort="url", text=url, kind=kind)


def _as_words(what: str) -> Reading:
    return Reading(sort="words", note=Note("sent_as_words", what))


def _not_whole(text: str) -> MediaError:
    return MediaError(
        _("{text} is not a complete URL", text=repr(short(text))),
        repair=_("It should look like https://server/folder/picture.png, and nothing else."),
    )


def _elsewhere(text: str, scheme: str, *, bare: bool) -> Reading:
    if bare and scheme not in _REMOTE and kind_of_url(text) is None:
        return _as_words(_("{text} is sent as text; the model does not open it", text=short(text)))
    raise MediaError(
        _("{text}: neither we nor the service can fetch {scheme}: addresses", text=short(text), scheme=scheme),
        repair=_(
            "Download it and give the path, or give an https URL that the service can reach (a signed URL works too)."
        ),
    )


def _file(text: str, *, bare: bool) -> Reading | None:
    if text.lower().startswith("www.") and not re.search(r"\s", text) and not _there(text):
        raise MediaError(
            _("{text} is not a complete URL", text=short(text)),
            repair=_("Write https:// in front of it."),
        )
    if not bare:
        return Reading(sort="file", path=local_path(text))
    if len(text) > _MOST_PATH or "." not in text:
        return None
    if _there(text):
        if named(text):
            note = Note("taken_as_media", _("{text} was read as the file of that name", text=short(text)))
            return Reading(sort="file", path=local_path(text), note=note)
        return _as_words(
            _("{text} is also a file here; it is sent as text. For the file use Path('…')", text=repr(short(text)))
        )
    if named(text) and (_PATH_LIKE.match(text) or (text.isascii() and not re.search(r"\s", text))):
        return Reading(sort="file", path=local_path(text))  # reading it says that it is not there
    return None


def _is_path(text: str) -> bool:
    """A folder or a file without an ending is spelt in the letters of base64: `/home/ada/recordings/first`."""
    if len(text) >= _MOST_PATH:
        return False
    return (text[:1] == "/" != text[1:2] and not is_base64(text, of_media=True)) or _there(text, folders=True)


def _there(text: str, *, folders: bool = False) -> bool:
    try:
        place = local_path(text)
        return place.is_file() or (folders and place.is_dir())
    except (MediaError, OSError, ValueError):
        return False


def _no_place(text: str) -> Reading:
    raise MediaError(
        _(
            "a string of {n} characters, beginning {text}, is not a path, a URL or data",
            n=f"{len(text):,}",
            text=repr(short(text)[:40]),
        ),
        repair=_("Give a path, a URL, bytes or a data URL."),
    )
