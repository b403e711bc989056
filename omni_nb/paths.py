"""Files of this machine, named as people name them: paths, `~`, `file://` URLs. Errors say what to do.

It knows nothing of media. Whatever goes wrong with a file is said here, without errno.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from omni_nb.errors import FileMissing, MediaError
from omni_nb.escape import short
from omni_nb.messages import Message, _

_URL = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+://|https?:/", re.IGNORECASE)  # a Path has one slash
_DRIVE = re.compile(r"[/\\]?([A-Za-z])[:|](?=[/\\])")
_THIS_MACHINE = ("", "localhost", "127.0.0.1")


def local_path(place: str | os.PathLike[str]) -> Path:
    """The file that is meant by a path or a `file://` URL; `~` is the home folder. It need not exist.

    Raises:
        MediaError: A `file://` URL of another machine, or something that can be no path.
    """
    text = os.fsdecode(place)
    if isinstance(place, str) and place.lstrip()[:5].lower() == "file:":
        text = _from_url(place.strip())
    if "\0" in text or not text:
        raise MediaError(
            _("{text} cannot be a file name", text=repr(short(text))), repair=_("Give the path of a file.")
        )
    if _URL.match(text):
        raise MediaError(
            _("{text} is a URL, not a file on this machine", text=short(text)),
            repair=_("Download it and give the path; or, in a question, give the URL as a string and not as a Path."),
        )
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):
        raise FileMissing(
            _("{text}: there is no such user, so there is no home folder", text=short(text)),
            repair=_("Write the whole path."),
        ) from None


def from_here(path: Path) -> Path:
    """A path as it is short to read, and the same on every machine: from the working folder, where it is in it."""
    try:
        here = Path.cwd()
    except OSError:  # it was deleted
        return path
    return path.relative_to(here) if path.is_relative_to(here) and path != here else path


def _from_url(url: str) -> str:
    """The path in `file:///a`, `file:/a`, `file://localhost/a`, and in what people make of it: `file://a`, `file://C:/a`."""
    rest = url[5:]
    if rest[:2] in ("//", "\\\\"):
        rest = rest[2:]
        host = re.split(r"[/\\]", rest, maxsplit=1)[0]
        if host.lower() in _THIS_MACHINE:
            rest = rest[len(host) :]
        elif not _DRIVE.match(rest) and host not in (".", "..", "~") and not _there(rest) and not _there(unquote(rest)):
            raise MediaError(
                _("{url} is a file on another machine ({host}), or not a file", url=short(url), host=repr(short(host))),
                repair=_(
                    "A file URL looks like file:///folder/name. Copy files from other machines to this one first."
                ),
            )
    if not _there(rest):  # f"file://{path}" is not escaped, and may hold "100%"
        rest = unquote(rest, errors="surrogateescape")
    return rest[1:] if rest[:1] in "/\\" and _DRIVE.match(rest) and not _there(rest) else rest


def _there(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # too long, or with a zero in it
        return False


def read_bytes(place: str | os.PathLike[str]) -> bytes:
    """What is in a file.

    Raises:
        FileMissing: There is none; also a `FileNotFoundError`.
        MediaError: It is a folder, or it may not be read.
    """
    with opened(place) as file:
        return file.read()


def opened(place: str | os.PathLike[str]) -> BinaryIO:
    """A file to be read, by whoever closes it. Raises as `read_bytes` does."""
    path = local_path(place)
    try:
        if path.is_file():
            return path.open("rb")
        if path.is_dir():
            raise IsADirectoryError
        if path.exists():  # a pipe or a device would be read for ever
            raise OSError
        raise FileNotFoundError
    except (OSError, ValueError) as err:
        if not isinstance(err, FileNotFoundError) and getattr(err, "errno", 0) != errno.ENAMETOOLONG:
            what = _WHAT.get(type(err), _("it is not a readable file"))
            raise MediaError(
                Message("{path}: {what}", path=short(str(path), 200), what=what),
                repair=_("Give the path of a file that you can read."),
            ) from None
        raise FileMissing(
            _("{path}: there is no such file, looking from {here}", path=short(str(path), 200), here=_here()),
            repair=_("Check the name and the folder."),
        ) from None


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file to be written.

    Raises:
        MediaError: There is no such folder, or it may not be written to.
    """
    try:
        with path.open("wb") as file:
            yield file
    except OSError as err:
        raise _unwritten(path, err) from None


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to be written whole or not at all: what is there stays until all of the new one is on the disk.

    Raises:
        MediaError: There is no such folder, it may not be written to, or something else than a file has that name.
    """
    target = Path(os.path.realpath(path))  # a link goes on leading there
    if target.exists() and not target.is_file():  # os.replace would put a file in the place of /dev/null
        what = _("this is a folder") if target.is_dir() else _("this is not a regular file")
        raise MediaError(
            Message("{path}: {what}", path=short(str(path), 200), what=what), repair=_("Give the path of a file.")
        )
    new = target.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with new.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(new, stat.S_IMODE(target.stat().st_mode))
        os.replace(new, target)
    except OSError as err:
        raise _unwritten(path, err) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _unwritten(path: Path, err: OSError) -> MediaError:
    what = _WHAT.get(type(err), _("it is not writable"))
    if isinstance(err, FileNotFoundError):
        what = _("there is no folder {parent}", parent=path.parent)
    elif err.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        what = _("the disk is full")
    return MediaError(
        Message("{path}: {what}", path=short(str(path), 200), what=what),
        repair=_("Create the folder first, or save elsewhere."),
    )


_WHAT: dict[type, str] = {
    IsADirectoryError: _("this is a folder"),
    NotADirectoryError: _("a part of it is a file, not a folder"),
    PermissionError: _("you have no permission to read or write it"),
}


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return _("a folder that no longer exists")
