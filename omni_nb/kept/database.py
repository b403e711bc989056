"""The door to sqlite3: a database file, opened, brought up to date, written to and read by several programs at once.

It knows no replies. What SQLite says of a file is said here in words.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_nb.kept.complaints import damage, foreign, in_words, looks_ours, name_of, refused
from omni_nb.kept.schema import APPLICATION, MIGRATIONS, VERSION
from omni_nb.messages import _

if TYPE_CHECKING:
    from sqlite3 import Connection

BUSY_S = 15.0  # how long a write waits for those of others, which take milliseconds each
# Connections do not cross a fork: they are not even closed there, which would drop the parent's locks.
_of_parents: list[Any] = []
_MINUTE_OF_TRIES = 40
_OTHERWISE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PROTOCOL")  # it may go with less
_NO_VERSION = 200  # a number that no version will have: the header is damaged


class Database:
    """A file. Any thread may use it; one does at a time.

    Args:
        path: It is made when it is first written to.
        version: To which it is brought up to date; a lower one for tests of what earlier versions left.
    """

    def __init__(self, path: Path, *, version: int = VERSION) -> None:
        self.path, self._version = path, version
        self._lock = threading.RLock()
        self._connection: Connection | None = None
        self._owner: tuple[int, int, int] | None = None
        self._can_write = self._in_vain = False

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection to read with; None where there is no file.

        Raises:
            OmniError: It cannot be read.
        """
        with self._lock, _told(self.path):
            if self.path.exists():
                yield self._open(write=False)
            else:
                yield None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection inside of a transaction, which is kept as a whole or not at all.

        Raises:
            OmniError: It cannot be read or written.
            OSError: The folder cannot be made.
        """
        with self._lock, _told(self.path):
            connection = self._begun()
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    with contextlib.suppress(Exception):
                        connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._connection is not None:
                if self._owner is not None and self._owner[0] == os.getpid():
                    self._connection.close()
                else:
                    _of_parents.append(self._connection)
            self._connection = self._owner = None

    def _begun(self) -> Connection:
        for _try in range(3):
            connection = self._open(write=True)
            self._begin(connection)
            if self._owner == _identity(self.path):
                return connection
            connection.execute("ROLLBACK")  # it was repaired or deleted meanwhile: what is written there is lost
        raise refused(self.path, _("it is replaced again and again"), "history_busy", _("Try again."))

    def _begin(self, connection: Connection) -> None:
        """Wait for those who write; who has waited in vain once waits no more than a moment, until it went well."""
        wait_s, self._in_vain = 1.0 if self._in_vain else BUSY_S, True
        connection.execute(f"PRAGMA busy_timeout = {wait_s * 1e3:.0f}")
        connection.execute("BEGIN IMMEDIATE")
        self._in_vain = False
        connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1e3:.0f}")

    def _open(self, *, write: bool) -> Connection:
        if (
            self._connection is not None
            and self._owner == _identity(self.path)
            and (self._can_write or not write)
            and not self._stale()
        ):
            return self._connection
        self.close()
        if write:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self.path.exists():
                with contextlib.suppress(FileExistsError):  # for this user's eyes; its journal gets the same mode
                    os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._connection, self._can_write = self._connected(write)
        self._owner = _identity(self.path)
        return self._connection

    def _stale(self) -> bool:
        """A later version has been at it since."""
        assert self._connection is not None
        return bool(self._connection.execute("PRAGMA user_version").fetchone()[0] != self._version)

    def _connected(self, write: bool) -> tuple[Connection, bool]:
        import sqlite3

        may = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        modes = ("mode=rw",) if write else ("mode=rw", "mode=ro", "immutable=1") if may else ("mode=ro", "immutable=1")
        for mode in modes:
            connection = _connect(self.path, mode)
            try:
                self._ready(connection, may_write=mode == "mode=rw" and may)
            except sqlite3.OperationalError as err:
                connection.close()
                if mode != modes[-1] and name_of(err).startswith(_OTHERWISE):
                    continue
                raise
            except BaseException:
                connection.close()
                raise
            return connection, mode == "mode=rw"
        raise AssertionError

    def _ready(self, connection: Connection, *, may_write: bool) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        whose = connection.execute("PRAGMA application_id").fetchone()[0]
        if (tables or found or whose) and whose != APPLICATION:
            raise damage(self.path) if looks_ours(self.path) else foreign(self.path)
        if found > _NO_VERSION:
            raise damage(self.path)
        if found > self._version:
            raise refused(
                self.path,
                _("it was written by a later version of omni_nb (format {found}, this one knows {known})", found=found, known=self._version),
                "history_newer", _("Update omni_nb, or name another file; nothing was changed in it."),
            )  # fmt: skip
        if not may_write and found < self._version:
            raise refused(
                self.path, _("it is of an earlier version and cannot be written to, so it cannot be brought up to date"), "history_read_only",
                _("Copy it to a folder that can be written to, and open it there."),
            )  # fmt: skip
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        if may_write:
            _write_ahead(connection, new=not found)
            migrate(connection, to=self._version)


def migrate(connection: Connection, *, to: int = VERSION) -> None:
    """Bring it up to date, in one step that is whole or did not happen. Several programs may try at once."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= to:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = connection.execute("PRAGMA user_version").fetchone()[0]  # another one may have done it meanwhile
        for step in MIGRATIONS[found:to]:
            for statement in step:
                connection.execute(statement) if isinstance(statement, str) else statement(connection)
        if found < to:
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {to}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(Exception):
            connection.execute("ROLLBACK")
        raise


def connect_raw(path: Path) -> Connection:
    """A connection to a file as it is, whatever it is: to save what can be read of it."""
    connection = _connect(path, "mode=rw")
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _connect(path: Path, mode: str) -> Connection:
    import sqlite3

    uri = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _write_ahead(connection: Connection, *, new: bool) -> None:
    """Readers and writers do not wait for each other then. Where a disk of a network cannot do it, they do."""
    import sqlite3

    if new:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    for attempt in range(_MINUTE_OF_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as err:  # SQLite does not wait here while others do the same
            if not name_of(err).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                break
            time.sleep(0.01 * (attempt + 1))
    connection.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing; a power cut perhaps the last replies
    connection.execute(f"PRAGMA journal_size_limit = {32 << 20}")


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return os.getpid(), seen.st_dev, seen.st_ino


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite raises, in words."""
    try:
        import sqlite3
    except ImportError:
        raise refused(
            path, _("this Python was built without SQLite"), "history_no_sqlite", _("Use a Python from python.org, conda or your system."),
        ) from None  # fmt: skip
    try:
        yield
    except sqlite3.Error as err:
        raise in_words(path, err) from err
