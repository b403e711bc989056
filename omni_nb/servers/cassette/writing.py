"""Recordings are put at the end of a cassette, each whole or not at all, also by two programs at once. It reads only heads.

A recording is one write to the end of the file, under a lock where the system has one. A disk that is full takes a
part of it: that part is taken back. A program that is killed in the middle leaves an unfinished recording, which is
passed over when the file is read; the next one begins on a line of its own.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from omni_nb.errors import CassetteError, MediaError
from omni_nb.messages import Message, _
from omni_nb.paths import local_path, replacing
from omni_nb.servers.cassette import contents, reading, sounds
from omni_nb.wire.dialects.dialect import Json

MOST_WAITING_BYTES = 256 << 20
"""So much is kept in memory while it cannot be written: some hours of speech."""


class CassetteFile:
    """A file that is recorded to.

    Args:
        place: Where; what is there stays, if it is a cassette.
        head: What is told of this session, in front of its first recording.

    Attributes:
        problem: Why what was recorded last does not stand in the file yet, or None. It is tried again with the next one,
            but what is over `MOST_WAITING_BYTES` is not kept for that: then it says so.

    Raises:
        CassetteError: It is no cassette, or one of a later version.
        MediaError: It cannot be written there.
    """

    def __init__(self, place: str | os.PathLike[str], head: Json) -> None:
        self.path = local_path(place).absolute()
        self.session = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self._head = {"cassette": contents.VERSION, "session": self.session, **head}
        self._begun = False
        self._unwritten: list[tuple[list[Json], bytes]] = []
        self._dropped = 0
        self._lock = threading.Lock()
        self.problem: CassetteError | None = None
        self._check()

    def _check(self) -> None:
        """Before anything is asked and paid for."""
        if self.path.exists():
            contents.scan(self.path)
        try:
            with self._opened():
                pass
        except OSError as err:
            raise _unwritten(self.path, err) from None

    def append(self, lines: Sequence[Json], sound: bytes = b"") -> None:
        """Put a recording at the end. What cannot be written is kept for the next time, if there is room, and `problem` says why.

        Args:
            lines: The last of them is told of the sound.
            sound: What goes into a file of its own.
        """
        with self._lock:
            waiting, self._unwritten, self.problem = [*self._unwritten, (list(lines), sound)], [], None
            held = 0
            for recording in waiting:  # each by itself: words may fit where sound does not
                try:
                    self._write(*recording)
                except (OSError, MediaError) as err:
                    self.problem = _unwritten(self.path, err)
                    held += sum(map(_weight, recording[0])) + len(recording[1])
                    if held <= MOST_WAITING_BYTES:
                        self._unwritten.append(recording)
                    else:  # those that waited before go on waiting: whoever asked for this one is told
                        self._dropped += 1
                        self.problem = _left_out(self.problem, len(self._unwritten), self._dropped)

    def _write(self, lines: list[Json], sound: bytes) -> None:
        if sound:
            name, data = sounds.packed(sound)
            folder = reading.sounds_folder(self.path)
            folder.mkdir(exist_ok=True)
            if not (folder / name).exists():
                with replacing(folder / name) as file:
                    file.write(data)
            lines = [*lines[:-1], lines[-1] | {"sound": name, "sound_bytes": len(sound)}]
        block = b"".join(map(_line, lines)) + b"\n"
        with self._opened() as handle:
            size = os.fstat(handle).st_size
            if not self._begun or not size:  # somebody took the file away
                block = _line(self._head) + block
            if size and not _ends_a_line(self.path, size):
                block = b"\n" + block
            try:
                _all(handle, block)
            except OSError:
                os.ftruncate(handle, size)
                raise
        self._begun = True

    @contextmanager
    def _opened(self) -> Iterator[int]:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            if sys.platform != "win32":
                import fcntl

                with contextlib.suppress(OSError):  # some network file systems have no locks
                    fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def _line(plain: Json) -> bytes:
    """In UTF-8, so that it can be read; halves of characters as escapes, which is how JSON may hold them."""
    return json.dumps(plain, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"


def _weight(line: Json) -> int:
    return len(_line(line)) if "ask" in line or "data" in line or "text" in line else 100


def _left_out(problem: CassetteError, waiting: int, dropped: int) -> CassetteError:
    return CassetteError(
        _(
            "{why}; {waiting} recordings wait in memory already, so this one will never be in it ({dropped} so far)",
            why=problem.cause, waiting=waiting, dropped=dropped,
        ),
        code="not_recorded_at_all",
        repair=_("Make room, then record the question again."),
    )  # fmt: skip


def _ends_a_line(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) == b"\n"


def _all(handle: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(handle, view) :]


def _unwritten(path: Path, err: Exception) -> CassetteError:
    what: str = getattr(err, "strerror", None) or str(err)
    if isinstance(err, MediaError):
        what = err.cause
    elif isinstance(err, IsADirectoryError):
        what = _("this is a folder")
    elif isinstance(err, FileNotFoundError):
        what = _("there is no folder {parent}", parent=path.parent)
    elif isinstance(err, PermissionError) or getattr(err, "errno", 0) == errno.EROFS:
        what = _("you have no permission to read or write it")
    elif getattr(err, "errno", 0) in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        what = _("the disk is full")
    return CassetteError(
        Message("{path}: {what}", path=path, what=what),
        code="not_written",
        repair=_("Make room, or record to another folder."),
    )
