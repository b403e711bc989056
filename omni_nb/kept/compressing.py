"""Sounds are written as they are, which is quick, and compressed when nothing else happens: FLAC took a third of what a stream costs.

What a program leaves is done by the next one. It opens no file.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from omni_nb.errors import OmniError
from omni_nb.kept import replies
from omni_nb.kept.packing import compressed, pack_hash, unpack_clip

if TYPE_CHECKING:
    from sqlite3 import Connection

    from omni_nb.kept.database import Database

IDLE_S = 4.0  # so long nothing was kept, and nothing came
MOST_LEFT = 200
"""So many may wait: a program that is never idle pays for older ones as it goes."""


class Idle:
    """Calls a function when nothing has happened for a while.

    Args:
        work: It is called on a thread; it returns whether there is more to do.
    """

    def __init__(self, work: Callable[[], bool]) -> None:
        self._work = work
        self._from_s = 0.0
        self._thread: threading.Thread | None = None
        self._pid = 0

    def postpone(self) -> None:
        """Something happens."""
        self._from_s = time.monotonic() + IDLE_S
        if self._thread is None or self._pid != os.getpid():
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._rest, name="omni_nb history", daemon=True)
            with contextlib.suppress(RuntimeError):  # the program is about to end
                self._thread.start()

    def _rest(self) -> None:
        try:
            with contextlib.suppress(Exception):  # it is a service: it is tried again when something was kept
                more = True
                while more:
                    if (wait_s := self._from_s - time.monotonic()) > 0:
                        time.sleep(wait_s)
                    else:
                        more = self._work()
        finally:
            self._thread = None


def compress(database: Database, most: int) -> int:
    """Compress some sounds, one at a time: others may write between. Returns how many were done."""
    done, hash = 0, ""
    while done < most:
        with database.reading() as connection:
            hash = "" if connection is None else _waiting(connection, hash)
        if not hash:
            break
        done += _compressed(database, hash)
    return done


def some(database: Database) -> bool:
    """Compress one, or give back to the disk what they took more; returns whether there is more to do."""
    if compress(database, 1):
        return True
    with contextlib.suppress(OmniError), database.reading() as connection:
        if connection is not None:
            connection.executescript("PRAGMA incremental_vacuum(20000)")  # `execute` steps it once only
    return False


def _waiting(connection: Connection, after: str) -> str:
    """The hash of the next one that is not compressed yet; "" if there is none."""
    found = connection.execute("SELECT min(hash) FROM medium WHERE codec = 'samples' AND hash > ?", (after,)).fetchone()
    return found[0] or ""


def left(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute("SELECT count(*) FROM medium WHERE codec = 'samples'").fetchone()[0])


def _compressed(database: Database, hash: str) -> bool:
    with database.reading() as connection:
        packed = None if connection is None else replies.medium(connection, hash)
    clip = None if packed is None else unpack_clip(packed)
    if clip is None or pack_hash(clip) != hash:  # damaged: it stays as it is, for `verify` to find
        return False
    done = compressed(clip)
    with database.writing() as connection:
        connection.execute(
            "UPDATE medium SET codec = ?, data = ? WHERE hash = ? AND codec = 'samples'", (done.codec, done.data, hash)
        )
    return True
