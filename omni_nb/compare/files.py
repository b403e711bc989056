"""A few files that belong together, in a folder or in one zip: written so that they are whole or the old ones stay.

Nothing is ever unpacked to a disk, and of what is there only plain names that are asked for are read. A zip whose end is
lost (a download that was cut) gives what stands before.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from omni_nb.errors import FileMissing, MediaError, OmniError
from omni_nb.escape import short
from omni_nb.messages import _
from omni_nb.paths import replacing

Read = Callable[[str], bytes | None]
"""Gives a file by its plain name; None where there is none that can be read."""

MOST_FILE_BYTES = 1 << 30
_PLAIN = re.compile(r"(?![.-])[\w.-]{1,150}")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")  # of a zip: what stands before each file in it


def write_zip(target: Path, index: str, first: bytes, others: Iterable[tuple[str, bytes]]) -> None:
    """One file. The index comes first, so that a copy that was cut still tells what it held.

    Raises:
        MediaError: It could not be written; what was there before still is.
    """
    with replacing(target) as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr(index, first, zipfile.ZIP_DEFLATED)
        for name, data in others:
            archive.writestr(name, data, zipfile.ZIP_STORED)  # it is compressed already


def write_folder(
    target: Path, index: str, first: bytes, others: Iterable[tuple[str, bytes]], ours: re.Pattern[str]
) -> None:
    """A folder. The index comes last: it is the sign that all is there. Then earlier files of ours go, and no other.

    Args:
        target: It may be there, if it is empty or holds such an index.
        index: The index's name.
        first: What is in it.
        others: Names and contents; the same content has the same name.
        ours: What such names look like.

    Raises:
        MediaError: It could not be written, or the folder holds something else.
    """
    if target.is_dir() and not (target / index).is_file() and any(target.iterdir()):
        raise MediaError(
            _("{target} is a folder with other things in it", target=short(str(target), 200)),
            repair=_("Choose a new folder, or a file that ends in .zip."),
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise MediaError(
            (
                _("{path}: this is a file", path=short(str(target), 200))
                if isinstance(err, FileExistsError)
                else _("{path}: a folder cannot be created there", path=short(str(target), 200))
            ),
            repair=_("Choose a new folder, or a file that ends in .zip."),
        ) from None  # fmt: skip
    written = set()
    for name, data in others:
        with replacing(target / name) as file:
            file.write(data)
        written.add(name)
    with replacing(target / index) as file:
        file.write(first)
    for path in target.iterdir():
        if ours.fullmatch(path.name) and path.name not in written and path.is_file() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.unlink()


@contextlib.contextmanager
def opened(place: Path, index: str) -> Iterator[Read]:
    """The files of a folder, or of a zip, with that index. Also one folder deeper: so people pack and unpack.

    Raises:
        FileMissing: There is nothing at that place.
        MediaError: There is no such index.
    """
    if place.name == index and place.is_file():
        place = place.parent
    if not place.exists():
        raise FileMissing(
            _("{place}: there is no such file or folder", place=short(str(place), 200)),
            repair=_("Check the name and the folder."),
        )
    if place.is_dir():
        yield _of_folder(_with_index([place, *sorted(p for p in place.iterdir() if p.is_dir())], index, place))
    elif place.is_file():
        with place.open("rb") as file:
            yield _of_zip(file, index, place)
    else:
        raise _foreign(place, _("it is not a regular file"))


def _with_index(folders: list[Path], index: str, place: Path) -> Path:
    found = next((f for f in folders if (f / index).is_file()), None)
    if found is None:
        raise _foreign(place, _("there is no {index} in this folder", index=index))
    return found


def _of_folder(folder: Path) -> Read:
    def read(name: str) -> bytes | None:
        path = folder / name
        try:
            plain = _PLAIN.fullmatch(name) and path.is_file() and not path.is_symlink()
            return path.read_bytes() if plain and path.stat().st_size <= MOST_FILE_BYTES else None
        except OSError:
            return None

    return read


def _of_zip(file: BinaryIO, index: str, place: Path) -> Read:
    start = file.read(4)
    if start[:2] != b"PK":
        raise _foreign(
            place, _("it is a page for listening") if start.lstrip()[:1] == b"<" else _("it is not a zip file")
        )
    try:
        archive = zipfile.ZipFile(file)
        names = {i.filename: i.filename for i in archive.infolist() if i.file_size <= MOST_FILE_BYTES}
        whole: Read | None = _unpacked(archive)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error):
        names, whole = {n: n for n in _salvaged(file)}, None
    own = (name for name in names if name.count("/") <= 1 and not name.startswith("__MACOSX"))
    head = next((name for name in own if name.split("/")[-1] == index), None)
    if head is None:
        raise _foreign(place, _("there is no {index} in this zip", index=index))
    prefix, salvaged = head[: -len(index)], {} if whole else _salvaged(file)

    def read(name: str) -> bytes | None:
        if not _PLAIN.fullmatch(name) or prefix + name not in names:
            return None
        return whole(prefix + name) if whole else _part(file, *salvaged[prefix + name])

    return read


def _unpacked(archive: zipfile.ZipFile) -> Read:
    def read(name: str) -> bytes | None:
        try:
            with archive.open(name) as member:
                data = member.read(MOST_FILE_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            return None  # damaged, encrypted, or packed in a way that Python does not know
        return data if len(data) <= MOST_FILE_BYTES else None

    return read


def _salvaged(file: BinaryIO) -> dict[str, tuple[int, int, int]]:
    """The files that stand in a zip without its directory: name → (where, packed bytes, method)."""
    found: dict[str, tuple[int, int, int]] = {}
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
            return found
        __, __, flags, method, __, __, __, packed, __, n_name, n_extra = _LOCAL.unpack(head)
        name = file.read(n_name).decode("utf-8", "replace")
        if flags & 8:  # the size stands behind it: not a zip of ours
            return found
        found[name] = (at + _LOCAL.size + n_name + n_extra, packed, method)
        at = found[name][0] + packed


def _part(file: BinaryIO, at: int, packed: int, method: int) -> bytes | None:
    """What is there of it, to where it was cut."""
    file.seek(at)
    data = file.read(min(packed, MOST_FILE_BYTES))
    if method != zipfile.ZIP_DEFLATED:
        return data
    try:
        return zlib.decompressobj(-15).decompress(data, MOST_FILE_BYTES)
    except zlib.error:
        return None


def _foreign(place: Path, why: str) -> OmniError:
    return MediaError(
        _("{place} is not a comparison: {why}", place=short(str(place), 200), why=why),
        code="no_comparison",
        repair=_("Give a folder or .zip that comparison.save(…) has written."),
    )
