"""What a string is: words, a URL, a file, or a file's bytes in letters. One table for everybody who takes strings.

`docs/inputs.md` shows the table, and a test holds it against this module. A string that looks like media
and is none raises, or is words with a note that says so; it is never sent as words in silence. Nothing
is fetched, and nothing but the existence of a file is looked at.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes, urlsplit

from omni_nb.errors import MediaError
from omni_nb.paths import local_path
from omni_nb.prompt.media import Kind

_SUFFIXES: dict[str, Kind] = {
    **dict.fromkeys(
        ["png", "jpg", "jpeg", "jfif", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"], "image"
    ),
    **dict.fromkeys(
        ["wav", "mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "amr", "aiff", "aif", "wma", "weba", "caf"], "audio"
    ),
    **dict.fromkeys(["mp4", "m4v", "mov", "avi", "mkv", "webm", "flv", "wmv", "mpg", "mpeg", "3gp", "3gpp"], "video"),
}
_ENDING = rf"\.({'|'.join(_SUFFIXES)})"
_MEDIA_NAME = re.compile(rf"[^\s/\\]{_ENDING}", re.IGNORECASE)
_MOST_URL, _MOST_PATH, _MOST_HEAD = 8_192, 1_024, 1_024

_URL = re.compile(r"(https?|oss):(.*)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):(//)?[^\s]*", re.IGNORECASE)
_REMOTE = frozenset(
    [
        "s3",
        "s3a",
        "s3n",
        "gs",
        "gcs",
        "az",
        "azure",
        "abfs",
        "abfss",
        "adl",
        "wasb",
        "wasbs",
        "hf",
        "hdfs",
        "dbfs",
        "cos",
        "cosn",
        "obs",
        "tos",
        "bos",
        "minio",
        "r2",
        "b2",
        "ftp",
        "ftps",
        "sftp",
        "scp",
        "ssh",
        "smb",
        "nfs",
        "dav",
        "davs",
        "webdav",
        "rtsp",
        "rtmp",
        "rtp",
        "udp",
        "hls",
        "ipfs",
        "magnet",
        "gdrive",
        "blob",
        "cid",
        "attachment",
        "sandbox",
        "content",
        "ws",
        "wss",
    ]
)
_WITHOUT_SLASHES = frozenset(["blob", "cid", "attachment", "sandbox", "dbfs", "magnet", "content"])
_PATH_LIKE = re.compile(r"~[^\s/\\]*[/\\]|\.{0,2}[/\\]|[a-z]:[/\\]", re.IGNORECASE)
_DATA = re.compile(r'data:([\w.+-]+/[\w.+*-]+)?((?:\s*;[^;,"]*(?:"[^"]*")?)*)\s*,', re.IGNORECASE)
_HALF_DATA = re.compile(r"data:(?:(?:image|audio|video)/\S*|\S{0,80};\s*base64\S*)", re.IGNORECASE)
# What base64 of a PNG, JPEG, GIF, RIFF, ID3, Ogg, FLAC, Matroska or MP4 begins with.
_BASE64_OF_MEDIA = re.compile(r"iVBORw0KGgo|/9j/|R0lGOD|UklGR|SUQz|T2dnUw|ZkxhQw|GkXfo|AAAA.{2}mZ0eX")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\r\n]{64,}={0,2}\s*")
_WRAPPED = re.compile(r"<(.*)>|\"(.*)\"|'(.*)'|“(.*)”", re.DOTALL)
_URL_INSIDE = re.compile(rf"https?://[^\s<>\"']*?{_ENDING}(?![a-z0-9])", re.IGNORECASE)
_LOOKED_THROUGH = 20_000


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
    note: str = ""


def read(text: str) -> Reading:
    """What a string is that nobody said anything about, as in `ask("…")`.

    Raises:
        MediaError: It looks like media and is none that can be had.
    """
    inner = _unwrapped(text)
    found = _place(inner, bare=True) or (_place(text.strip(), bare=True) if inner != text.strip() else None)
    if found is None:
        return Reading(sort="words", text=sound_words(text), note=_lost(text))
    return found if found.sort != "words" else Reading(sort="words", text=sound_words(text), note=found.note)


def place_of(text: str) -> Reading:
    """What a string is of which somebody said that it is media, as in `image("…")`: never words.

    Raises:
        MediaError: It is no file's name, no URL and no data.
    """
    inner = _unwrapped(text)
    if not inner:
        raise MediaError(
            "an empty string names no file", repair="Give a path, a URL or bytes.", repair_zh="请给出路径、URL 或数据。"
        )
    found = _place(inner, bare=False)
    assert found is not None
    return found


def beside(text: str) -> str:
    """A note for words without media that hold the address or end with the name of some; else nothing."""
    some = text[:_LOOKED_THROUGH]
    if found := _URL_INSIDE.search(some):
        return f"{_short(found[0])} stands in the words and is not looked at: give it beside them, image('…'), audio('…') or video('…')"
    if "data:" in some and re.search(r";base64,[A-Za-z0-9+/]{40}", some):
        return "a data URL stands in the words and is sent as letters: give it beside them, by itself"
    last = text[-_MOST_PATH:].split()[-1:]
    if last and re.fullmatch(rf"[^\s]*[^\s/\\]{_ENDING}", last[0], re.IGNORECASE):
        return f"{_short(last[0])} is sent as words, no file goes along: for the file give Path('…'), image('…'), audio('…') or video('…')"
    return ""


def of_words(text: str) -> str:
    """The note for what a person wrote where only words are meant, and which looks like media; else nothing."""
    try:
        found = read(text)
    except MediaError:
        found = Reading(sort="file")
    if found.sort == "words":
        return found.note or beside(text)
    return f"{_short(text.strip())} is sent as words: to send what it names, attach it"


def sound_words(text: str) -> str:
    """The same words as they can be written in UTF-8: halves of a character are joined, lone ones become U+FFFD."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _lost(text: str) -> str:
    lost = sound_words(text).count("\ufffd") - text.count("\ufffd")
    return f"{lost} half character(s) in the words cannot be sent, and are � now" if lost else ""


def _unwrapped(text: str) -> str:
    """Without spaces at its ends, and out of the brackets or quotes in which a whole address was copied."""
    inner = text.strip()
    if len(inner) <= _MOST_URL and (found := _WRAPPED.fullmatch(inner)):
        return next(g for g in found.groups() if g is not None).strip()
    return inner


def _place(text: str, *, bare: bool) -> Reading | None:
    """`bare`: it may be words as well; None is that."""
    if text[:5].lower() == "data:":
        found = _data(text)
        if found is not None or bare:
            return found
    if (
        _BASE64.fullmatch(text)
        and (not bare or _BASE64_OF_MEDIA.match(text))
        and not (len(text) < _MOST_PATH and _there(text))
    ):
        return Reading(
            sort="data", data=_from_base64(text, "base64"), note="a string of base64 was taken as the file in it"
        )
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
        if "\t" in text or _kind(text.split()[0]):  # an address and words behind it
            raise _not_whole(text)
        text = text.replace(" ", "%20")
    scheme, rest = text.split(":", 1)
    url = f"{scheme.lower()}:{rest}"
    kind = _kind(url)
    try:
        valid = bool(urlsplit(url).netloc) and rest.startswith("//")
    except ValueError:  # brackets that are no address of IPv6
        valid = False
    if not valid and (kind or not bare):
        raise _not_whole(text)
    if bare and kind is None:
        return Reading(
            sort="words", note=f"{_short(text)} is sent as words, nobody looks at it: "
            "if it is a picture, a sound or a film, say so with image('…'), audio('…') or video('…')"
        )  # fmt: skip
    return Reading(sort="url", text=url, kind=kind)


def _not_whole(text: str) -> MediaError:
    return MediaError(
        f"{_short(text)!r} is no whole URL",
        repair="It should look like https://server/folder/picture.png, and nothing else.",
        repair_zh="完整的 URL 形如 https://服务器/文件夹/图片.png。",
    )


def _kind(url: str) -> Kind | None:
    """A URL cannot be looked into, so here alone the ending decides."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return _SUFFIXES.get(path.rsplit(".", 1)[-1].lower())


def _elsewhere(text: str, scheme: str, *, bare: bool) -> Reading:
    if bare and scheme not in _REMOTE and _kind(text) is None:
        return Reading(sort="words", note=f"{_short(text)} is sent as words, nobody looks at it")
    raise MediaError(
        f"{_short(text)}: nobody fetches {scheme}: addresses, neither we nor the service",
        repair="Download it and give the path, or give an https URL that the service can reach (a signed one will do).",
        repair_zh="请先下载并给出路径，或给出服务可以访问的 https 链接（签名链接也可以）。",
    )


def _file(text: str, *, bare: bool) -> Reading | None:
    if text.lower().startswith("www.") and not re.search(r"\s", text) and not _there(text):
        raise MediaError(
            f"{_short(text)} is no whole URL",
            repair="Write https:// in front of it.",
            repair_zh="请在前面加上 https://。",
        )
    if not bare:
        return Reading(sort="file", path=local_path(text))
    if len(text) > _MOST_PATH or "." not in text:
        return None
    named = bool(re.search(rf"[^\s/\\]{_ENDING}$", text, re.IGNORECASE))
    if _there(text):
        if named:
            return Reading(
                sort="file", path=local_path(text), note=f"{_short(text)} was taken as the file of that name"
            )
        return Reading(
            sort="words", note=f"{_short(text)!r} is also a file here; it is sent as words. For the file use Path('…')"
        )
    if named and (_PATH_LIKE.match(text) or (text.isascii() and not re.search(r"\s", text))):
        return Reading(sort="file", path=local_path(text))  # reading it says that it is not there
    return None


def _there(text: str) -> bool:
    try:
        return local_path(text).is_file()
    except (MediaError, OSError, ValueError):
        return False


def _no_place(text: str) -> Reading:
    raise MediaError(
        f"a string of {len(text):,} characters, beginning {_short(text)[:40]!r}, is no path, no URL and no data",
        repair="Give a path, a URL, bytes or a data URL.",
        repair_zh="请给出路径、URL、数据或 data URL。",
    )


def _data(text: str) -> Reading | None:
    head = _DATA.match(text, 0, _MOST_HEAD)  # spaces may belong to two of its parts: 200,000 took two minutes
    if head is None:
        if _HALF_DATA.fullmatch(text[:200]):
            raise MediaError(
                f"{_short(text)!r} begins like a data URL and has no data",
                repair="It should look like data:image/png;base64,iVBOR…; or give the file, or its bytes.",
                repair_zh="data URL 形如 data:image/png;base64,iVBOR…；也可以直接给出文件或数据。",
            )
        return None
    body = text[head.end() :]
    if any(p.strip().lower() == "base64" for p in head[2].split(";")):
        return Reading(sort="data", data=_from_base64(body, "a data URL"))
    return Reading(sort="data", data=unquote_to_bytes(body.encode("utf-8", "replace")))


def _from_base64(body: str, name: str) -> bytes:
    """Also with line breaks, `%2B`, the letters of URLs, and without its last `=`."""
    if "%" in body:
        body = unquote_to_bytes(body.encode("utf-8", "replace")).decode("ascii", "replace")
    letters = "".join(body.split()).replace("-", "+").replace("_", "/").rstrip("=")
    wrong = re.search(r"[^A-Za-z0-9+/]", letters)
    if wrong or len(letters) % 4 == 1:
        where = f"{wrong[0]!r} is its character {wrong.start() + 1:,}" if wrong else "its last character is missing"
        raise MediaError(
            f"{name} with broken base64: {where}",
            repair="Give the file, or its bytes, instead.",
            repair_zh="base64 已损坏：请直接给出文件或数据。",
        )
    return base64.b64decode(letters + "=" * (-len(letters) % 4))


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:60]}…{text[-20:]}"
