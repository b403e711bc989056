"""A history file as replies: written while others write, read while it grows, bounded, and filled from the old folder once.

Nothing of it is shown. Errors are raised as they are; who may raise them at whom is `store`'s and `history`'s business.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_nb.errors import OmniError
from omni_nb.kept import compressing, disk, old_folder, replies, searching, striking
from omni_nb.kept.complaints import NAME
from omni_nb.kept.database import Database
from omni_nb.kept.drafts import Drafts
from omni_nb.kept.entry import Entry, entry_of, reply_of
from omni_nb.kept.replies import Gone
from omni_nb.kept.searching import Query
from omni_nb.kept.striking import Strike
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply

if TYPE_CHECKING:
    from sqlite3 import Connection

DEFAULT_BYTES = 4 << 30
_UNTIL_NEXT_LOOK = 16  # replies between two looks at the bounds: each takes a millisecond


class Archive:
    """The replies in one file.

    Args:
        path: The file; it is made by the first reply.
        before: The folder of an earlier version, whose replies are taken over once; None: there is none.
    """

    def __init__(self, path: Path, *, before: Path | None = None) -> None:
        self.path, self._before = path, before
        self.database = Database(path)
        self._looked: bool | None = None
        self._taken_over = before is None
        self._since_look = 0
        self._drafts = Drafts()
        self._idle = compressing.Idle(lambda: compressing.some(self.database))

    def meanwhile(self, fold: ReplyFold, strike: Strike = str) -> None:
        """Write what has come of a reply that is under way; `keep` puts the whole in its place.

        Raises:
            OmniError, OSError: It could not be written.
        """
        keys = striking.of_environment()
        self._drafts.write(self.database, fold, lambda text: keys(strike(text)))
        self._idle.postpone()

    def keep(self, reply: Reply, strike: Strike = str) -> None:
        """Write a reply; then let go what is over the bounds.

        Raises:
            OmniError, OSError: It could not be written.
        """
        keys = striking.of_environment()
        entry = entry_of(reply, lambda text: keys(strike(text)), quickly=True)
        self._take_over()
        with self.database.writing() as connection:
            if reply.ending != replies.COMING:
                self._drafts.drop(connection, reply.id, index=self._index(connection))
            replies.add(connection, entry, index=self._index(connection))
            waiting = compressing.left(connection)
        if waiting > compressing.MOST_LEFT:
            compressing.compress(self.database, 2)
        if self._since_look % _UNTIL_NEXT_LOOK == 0:
            with contextlib.suppress(OmniError):
                self.let_go()
        self._since_look += 1
        self._idle.postpone()

    def withdraw(self, id: str) -> None:
        """Take out what was kept of a reply while it came: nothing of it was an answer."""
        with self.database.writing() as connection:
            replies.withdraw(connection, id, index=self._index(connection))

    def numbers(self, query: Query, *, limit: int = -1, offset: int = 0, newest: bool = True) -> list[int]:
        """The replies that are meant, newest first."""
        with self._reading() as connection:
            if connection is None:
                return []
            return replies.numbers(
                connection, query, index=self._indexed(connection), limit=limit, offset=offset, newest=newest
            )

    def rows(self, query: Query, *, limit: int = -1, offset: int = 0) -> list[dict[str, Any]]:
        """What a list shows of them, newest first."""
        with self._reading() as connection:
            if connection is None:
                return []
            return replies.rows(connection, query, index=self._indexed(connection), limit=limit, offset=offset)

    def count(self, query: Query) -> int:
        """How many they are."""
        with self._reading() as connection:
            return 0 if connection is None else replies.count(connection, query, index=self._indexed(connection))

    def counts(self, query: Query, column: str) -> dict[str, int]:
        """How many there are of each value of a column."""
        with self._reading() as connection:
            if connection is None:
                return {}
            return replies.counts(connection, query, column, index=self._indexed(connection))

    def reply(self, number: int) -> Reply | None:
        """One of them; None if it is gone meanwhile, or damaged."""
        with self._reading() as connection:
            return None if connection is None else _read(connection, number)

    def find(self, id: str) -> Reply | None:
        """The newest reply of that id."""
        return self._first(
            lambda connection: replies.of_id(connection, searching.whole_characters(id)), lambda reply: reply.id == id
        )

    def answered(self, request_hash: str, *, server: str, simulated: bool, newer: int = 0) -> Reply | None:
        """The newest whole answer to the same request by the same server, but so many `newer` ones."""
        return self._first(
            lambda connection: replies.asked_before(connection, request_hash, server=server, simulated=simulated),
            newer=newer,
        )

    def numbers_of(self, ids: Sequence[str]) -> list[int]:
        """Replies of these ids."""
        with self._reading() as connection:
            if connection is None:
                return []
            return [n for id in ids for n in replies.of_id(connection, searching.whole_characters(id))]

    def mark(self, numbers: Sequence[int], column: str, value: Any) -> int:
        """Write a pin, a vote or a remark; returns how many replies there were."""
        with self.database.writing() as connection:
            return replies.mark(connection, numbers, column, value)

    def forget(self, numbers: Sequence[int]) -> tuple[Gone, int]:
        """Take replies out so that nothing of them is left in the file, and in the folder they were taken over from.

        Returns:
            What went, and how many bytes the file lost.
        """
        before = self._bytes()
        with self.database.writing() as connection:
            gone = replies.drop(connection, numbers, index=self._index(connection))
        if self._before is not None:
            for name in gone.origins:
                old_folder.forget(self._before, name)
        self._tidy(thoroughly=True)
        return gone, max(0, before - self._bytes())

    def let_go(self) -> None:
        """Drop what is over the bounds."""
        with self._reading() as connection:
            size_bytes, age_s = self._bounds(connection)
            over = [] if connection is None else replies.over(connection, size_bytes=size_bytes, age_s=age_s)
        if over:
            with self.database.writing() as connection:
                replies.drop(connection, over, index=self._index(connection))
            self._tidy(thoroughly=False)

    def bounds(self) -> tuple[float | None, float | None]:
        """The most bytes, and the longest time in seconds; None: no bound."""
        with self._reading() as connection:
            return self._bounds(connection)

    def bound(self, size_bytes: float | None, age_s: float | None) -> None:
        """Set both, for whoever uses this file."""
        with self.database.writing() as connection:
            replies.put(connection, "most_bytes", -1 if size_bytes is None else size_bytes)
            replies.put(connection, "most_age_s", -1 if age_s is None else age_s)
        while True:
            count = self.count(Query())
            self.let_go()
            if self.count(Query()) == count:
                return

    def try_to_write(self) -> None:
        """Write what changes nothing.

        Raises:
            OmniError, OSError: It cannot be written to.
        """
        with self.database.writing() as connection:
            replies.put(connection, "tried", 1)

    # ------------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        with contextlib.suppress(OmniError, OSError):  # what can be read is read
            self._take_over()
            self._drafts.take_up(self.database, self._index)
        with self.database.reading() as connection:
            yield connection

    def _first(
        self,
        found: Callable[[Connection], list[int]],
        right: Callable[[Reply], bool] = lambda reply: True,
        *,
        newer: int = 0,
    ) -> Reply | None:
        with self._reading() as connection:
            if connection is None:
                return None
            read = (_read(connection, number) for number in found(connection))
            return next(islice((reply for reply in read if reply is not None and right(reply)), newer, None), None)

    def _index(self, connection: Connection) -> bool:
        if self._looked is None:
            self._looked = searching.has_index(connection)
        return self._looked

    def _indexed(self, connection: Connection) -> bool:
        """The file's index can be used, and holds all."""
        return (
            self._index(connection) and searching.index_made(connection) and not replies.got(connection, "index_behind")
        )

    def _bounds(self, connection: Connection | None) -> tuple[float | None, float | None]:
        def bound(name: str, otherwise: float) -> float | None:
            said = None if connection is None else replies.got(connection, name)
            most = otherwise if said is None else float(said)
            return None if most < 0 else most  # so unbounded is kept, for None there is what nobody has set

        return bound("most_bytes", DEFAULT_BYTES), bound("most_age_s", -1)

    def _bytes(self) -> int:
        with self._reading() as connection:
            return 0 if connection is None else replies.size(connection)

    def _tidy(self, *, thoroughly: bool) -> None:
        """Give room back to the disk; thoroughly: leave no trace of what was deleted in the journal and the index."""
        with contextlib.suppress(OmniError), self.database.reading() as connection:
            if connection is None:
                return
            if thoroughly and self._indexed(connection):
                connection.execute("INSERT INTO found (found) VALUES ('optimize')")
            # `execute` steps it once only, which gives nothing back
            connection.executescript(f"PRAGMA incremental_vacuum{'' if thoroughly else '(20000)'}")
            if thoroughly:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _take_over(self) -> None:
        """The replies of an earlier version, once; the folder stays as it is. Several programs may be at it at once."""
        if self._taken_over or self._before is None:
            return
        found = old_folder.oldest_first(self._before)
        with self.database.reading() as connection:
            done = connection is not None and replies.got(connection, "taken_over")
        if found and not done:
            keys = striking.of_environment()
            for path in found:
                if (reply := old_folder.load(path)) is not None:
                    self._take(entry_of(reply, keys), path.name)
            with self.database.writing() as connection:
                replies.put(connection, "taken_over", 1)
        self._taken_over = bool(found) or self._taken_over

    def _take(self, entry: Entry, name: str) -> None:
        with self.database.writing() as connection:
            there = connection.execute("SELECT 1 FROM reply WHERE origin = ?", (name,)).fetchone()
            if there is None:
                replies.add(connection, entry, origin=name, index=self._index(connection))


def _read(connection: Connection, number: int) -> Reply | None:
    data = replies.record(connection, number)
    return None if data is None else reply_of(data, lambda hash: replies.medium(connection, hash))


_open: dict[str, Archive] = {}


def archive_at(path: Path | None = None) -> Archive:
    """The archive of a file, the user's own by default; the same one each time in a process."""
    if path is None:
        path, before = disk.data_folder() / NAME, old_folder.folder()
    else:
        before = None
    key = str(path.absolute())
    if key not in _open:
        _open[key] = Archive(path.absolute(), before=before)
    return _open[key]


def opened() -> list[Archive]:
    """Those that this process has been at."""
    return [*_open.values()]
