"""A history is looked through, byte by byte, and made anew of what can be read of a damaged one.

The damaged file is never written to: it is put beside the new one, for whoever knows more than this.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from omni_nb import quantities
from omni_nb.errors import OmniError
from omni_nb.kept import replies
from omni_nb.kept.archive import Archive
from omni_nb.kept.database import Database
from omni_nb.kept.entry import facts_of
from omni_nb.kept.packing import whole
from omni_nb.kept.salvage import keys_of, medium_of, salvaged
from omni_nb.messages import Message, _, clauses

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOST_TOLD = 20
_NOT_DAMAGED = (
    "history_foreign",
    "history_newer",
    "history_busy",
    "history_no_sqlite",
    "history_read_only",
    "history_full",
)
# What SQLite's header holds of every file of ours: its magic, pages of 4 kB, write-ahead log.
_HEADER = b"SQLite format 3\0\x10\x00\x02\x02\x00\x40\x20\x20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found in a history.

    Attributes:
        replies, media: How many are whole.
        size_bytes: Of the file.
        problems: What is damaged or missing, in sentences; at most a few.
    """

    replies: int = 0
    media: int = 0
    size_bytes: int = 0
    problems: tuple[Message, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing is damaged or missing."""
        return not self.problems

    def __str__(self) -> str:
        said = _(
            "whole: {replies}, {media} ({size})",
            replies=_("{n} reply|{n} replies", n=self.replies),
            media=_("{n} sound or medium|{n} sounds and media", n=self.media),
            size=quantities.size(self.size_bytes),
        )
        return str(clauses([said, *self.problems]))

    __repr__ = __str__


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What became of a damaged history.

    Attributes:
        replies: How many are in the new one.
        lost: How many could not be read.
        damaged: Where the damaged file is; None: nothing had to be done.
    """

    replies: int = 0
    lost: int = 0
    damaged: Path | None = None

    def __str__(self) -> str:
        if self.damaged is None:
            return str(_("nothing is damaged: {n} reply|nothing is damaged: {n} replies", n=self.replies))
        return str(_("{n} reply could be read, {lost} could not; the damaged file is {damaged}|{n} replies could be read, {lost} could not; the damaged file is {damaged}", n=self.replies, lost=self.lost, damaged=self.damaged))  # fmt: skip

    __repr__ = __str__


def verify(archive: Archive) -> Verified:
    """Look through all of it: SQLite's own check, then each record and each medium against its hash.

    A history that cannot even be opened is told as a problem, too.
    """
    return _looked_through(archive)[0]


def _looked_through(archive: Archive) -> tuple[Verified, OmniError | None]:
    own = Database(archive.path)  # replies are kept meanwhile
    try:
        with own.reading() as connection:
            return (Verified() if connection is None else _verified(connection)), None
    except OmniError as err:
        return Verified(
            problems=(err.cause if isinstance(err.cause, Message) else Message("{why}", why=err.cause),)
        ), err
    finally:
        own.close()


def _verified(connection: Connection) -> Verified:
    problems: list[Message] = []
    try:
        told = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST_TOLD})")]
    except Exception as err:
        told = [str(err)]
    problems += [_("SQLite says: {err}", err=line) for line in told if line != "ok"]
    numbers = sorted({*keys_of(connection, "reply", "number"), *keys_of(connection, "record", "number")})
    good = sum(_sound_record(connection, number, problems) for number in numbers)
    media = sum(_sound_medium(connection, rowid, problems) for rowid in keys_of(connection, "medium", "rowid"))
    try:
        missing = "SELECT count(DISTINCT hash) FROM uses LEFT JOIN medium USING (hash) WHERE medium.hash IS NULL"
        if lost := connection.execute(missing).fetchone()[0]:
            problems.append(_("{n} sound or medium is missing|{n} sounds or media are missing", n=lost))
    except Exception as err:
        problems.append(_("SQLite says: {err}", err=err))
    return Verified(
        replies=good, media=media, size_bytes=replies.size(connection), problems=tuple(problems[:_MOST_TOLD])
    )


def _sound_record(connection: Connection, number: int, problems: list[Message]) -> bool:
    """The record is whole, and the row says the same; what of it depends on the sound, the medium's own check tells."""
    try:
        data = replies.record(connection, number)
        facts = facts_of(data, lambda hash: None) if data is not None else None
        row = connection.execute("SELECT * FROM reply WHERE number = ?", (number,)).fetchone()
        if facts is not None and all(
            row[k] == v for k, v in facts.items() if k not in ("words", "audio_s", "attached")
        ):
            return True
    except Exception:
        pass
    problems.append(_("reply {number} is damaged", number=number))
    return False


def _sound_medium(connection: Connection, rowid: int, problems: list[Message]) -> bool:
    try:
        packed = medium_of(connection.execute("SELECT * FROM medium WHERE rowid = ?", (rowid,)).fetchone())
        if packed is not None and whole(packed, lambda hash: replies.medium(connection, hash)):
            return True
    except Exception:
        pass
    problems.append(_("sound or medium {number} is damaged", number=rowid))
    return False


def repair(archive: Archive) -> Repaired:
    """Make it anew of what can be read, if something is damaged.

    Raises:
        OmniError: The new file cannot be written, or the damaged one cannot be moved.
        OSError: The same.
    """
    found, why = _looked_through(archive)
    if found.ok:
        return Repaired(replies=found.replies)
    if why is not None and why.code in _NOT_DAMAGED:
        raise why
    path = archive.path
    archive.database.close()
    with tempfile.TemporaryDirectory(prefix=".repair-", dir=path.parent) as folder:
        copy, fresh = Path(folder) / "copy.db", Path(folder) / "fresh.db"
        _copied(path, copy)
        kept, lost = salvaged(copy, fresh)
        aside = _aside(path)
        with _locked(archive):
            for end in ("", "-wal", "-shm"):
                part = path.with_name(path.name + end)
                if part.exists():
                    part.rename(aside.with_name(aside.name + end))
            fresh.rename(path)
        archive.database.close()
    return Repaired(replies=kept, lost=lost, damaged=aside)


@contextlib.contextmanager
def _locked(archive: Archive) -> Iterator[None]:
    """Others wait meanwhile, and look afterwards which file it is; a file that is too damaged is locked by nobody."""
    try:
        lock = archive.database.writing()
        lock.__enter__()
    except (OmniError, OSError):
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(OmniError, OSError):
            lock.__exit__(None, None, None)


def _copied(path: Path, copy: Path) -> None:
    """The file with its journal, its header as every file of ours has it."""
    for end in ("", "-wal"):
        part = path.with_name(path.name + end)
        if part.exists():
            shutil.copyfile(part, copy.with_name(copy.name + end))
    with open(copy, "r+b") as file:
        file.write(_HEADER)


def _aside(path: Path) -> Path:
    n = 1
    while (aside := path.with_name(f"{path.name}.damaged-{n}")).exists():
        n += 1
    return aside
