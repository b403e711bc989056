"""The door to sqlite3 for a sweep's own file: its tables, who may write, and what SQLite says, in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from omni_nb.errors import OmniError
from omni_nb.messages import _

if TYPE_CHECKING:
    from sqlite3 import Connection

NAME = "sweep.db"
APPLICATION = 0x6F6E5377  # "onSw": so that no other program's database is taken for one of these
VERSION = 1
_BUSY_S = 15.0
_TABLES = (
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    # A try: reserved before it is sent. spent is empty while it is not known what it cost, also for good.
    "CREATE TABLE attempt (number INTEGER PRIMARY KEY, run TEXT NOT NULL, reserved REAL, spent REAL, settled INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE result (run TEXT PRIMARY KEY, ok INTEGER NOT NULL, passing INTEGER NOT NULL, code TEXT NOT NULL, error TEXT, record BLOB, "
    "attempts INTEGER NOT NULL, cost REAL, facts TEXT) WITHOUT ROWID",
    "CREATE TABLE medium (hash TEXT PRIMARY KEY, codec TEXT NOT NULL, base TEXT NOT NULL, size INTEGER NOT NULL, data BLOB) WITHOUT ROWID",
    "CREATE INDEX attempt_run ON attempt (run)",
)


def connect(folder: Path) -> Connection:
    """The sweep's file, made where there is none.

    Raises:
        OmniError: It cannot be used; nothing was changed in it.
        OSError: The folder cannot be made.
    """
    import sqlite3

    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with told(path):
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        connection.text_factory = lambda data: data.decode(
            errors="replace"
        )  # a flipped byte spoils one answer, not all
        try:
            _ready(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _ready(connection: Connection, path: Path) -> None:
    whose, found = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (tables or found or whose) and whose != APPLICATION:
        raise error(path, _("it is another program's file"), "sweep_foreign", _("Name another folder."))
    if found > VERSION:
        raise error(
            path, _("it was written by a later version of omni_nb (format {found}, this one knows {known})", found=found, known=VERSION),
            "sweep_newer", _("Update omni_nb, or name another folder; nothing was changed in it."),
        )  # fmt: skip
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # a program that is killed loses nothing; a power cut the last runs
    if found < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


def alone(folder: Path) -> Connection:
    """Hold the sweep for this program, until the connection is closed or the program ends, however it ends.

    Raises:
        OmniError: Another program, or another call in this one, runs it.
    """
    import sqlite3

    path = folder / "running.lock"
    with told(path):
        connection = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as err:
            connection.close()
            if not _name(err).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            raise OmniError(
                _("the sweep in {folder} is running already, in another program or another cell", folder=folder),
                code="sweep_running", repair=_("Wait until it has ended, or stop it there."),
            ) from None  # fmt: skip
    return connection


@contextmanager
def writing(connection: Connection, path: Path) -> Iterator[None]:
    """A transaction, which is kept as a whole or not at all."""
    with told(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with contextlib.suppress(Exception):
                    connection.execute("ROLLBACK")
            raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite raises, in words."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as err:
        raise _in_words(path, err) from err


def _in_words(path: Path, err: Exception) -> OmniError:
    name = _name(err)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return error(
            path, _("it is damaged"), "sweep_damaged",
            _("Move it away and run the sweep again: it asks everything anew; or restore it from a copy."),
        )  # fmt: skip
    if name.startswith("SQLITE_FULL"):
        return error(path, _("the disk is full"), "sweep_full", _("Make room and run the sweep again: it continues."))
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN")):
        return error(path, _("it may not be written to"), "sweep_read_only", _("Name another folder=."))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return error(path, _("another program is writing to it all the time"), "sweep_busy", _("Try again."))
    return error(path, _("SQLite says: {err}", err=err), "sweep_unusable", _("Make room, or name another folder=."))


def error(path: Path, why: str, code: str, repair: str) -> OmniError:
    """A sweep's file that cannot be used."""
    return OmniError(_("the sweep's file {path} cannot be used: {why}", path=path, why=why), code=code, repair=repair)


def _name(err: BaseException) -> str:
    return str(getattr(err, "sqlite_errorname", "") or "")
