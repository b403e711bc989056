"""Replies in the tables of a history: put in, found, taken out. Each function works inside of its caller's transaction."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from omni_nb.kept import searching
from omni_nb.kept.entry import Entry
from omni_nb.kept.packing import Packed
from omni_nb.kept.searching import Query

if TYPE_CHECKING:
    from sqlite3 import Connection

FACTS = (
    "id", "created", "model", "voice", "server", "ending", "complete", "simulated", "prompt", "attached", "text", "error", "audio_s",
    "total_s", "first_text_s", "first_audio_s", "cost", "currency", "input_tokens", "output_tokens", "pinned", "vote", "remark",
)  # fmt: skip
COMING = "in_progress"
"""How a reply "ended" that is kept while it comes."""
_AT_ONCE = 500  # what is dropped in one step: others wait meanwhile


@dataclass(frozen=True, slots=True)
class Gone:
    """What was taken out.

    Attributes:
        replies: How many.
        media: Sounds, pictures, videos that no other reply needs: each with what it was, in bytes.
        origins: Names of the files that they were taken over from.
        ids: Theirs.
    """

    replies: int = 0
    media: tuple[tuple[str, int], ...] = ()
    origins: tuple[str, ...] = ()
    ids: tuple[str, ...] = field(default=())


def add(connection: Connection, entry: Entry, *, origin: str | None = None, index: bool) -> None:
    """Put a reply in. The same one a second time changes nothing; what was kept of it while it came is replaced.

    Args:
        connection: In a transaction.
        entry: The reply.
        origin: The file that it is taken over from.
        index: This SQLite can search by three characters.
    """
    crc = zlib.crc32(entry.record)
    same = connection.execute(
        "SELECT data FROM reply JOIN record USING (number) WHERE id = ? AND crc = ?", (entry.facts["id"], crc)
    ).fetchall()
    if any(row["data"] == entry.record for row in same):
        return
    there = connection.execute(
        "SELECT number, ending, pinned, vote, remark FROM reply WHERE id = ?", (entry.facts["id"],)
    ).fetchall()
    if entry.facts["ending"] == COMING and any(row["ending"] != COMING for row in there):
        return  # it has ended meanwhile
    before = [row for row in there if row["ending"] == COMING]
    marks_of = {name: row[name] for row in before for name in ("pinned", "vote", "remark")}  # somebody saw it come
    row = {**entry.facts, **marks_of, "kept_s": time.time(), "origin": origin}
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(f"INSERT INTO reply ({', '.join(row)}) VALUES ({marks})", [*row.values()])
    number = cursor.lastrowid
    connection.execute("INSERT INTO record (number, crc, data) VALUES (?, ?, ?)", (number, crc, entry.record))
    put_media(connection, number, entry.media)
    text = searching.folded(entry.words)
    connection.execute("INSERT INTO words (number, text) VALUES (?, ?)", (number, text))
    _index(connection, number, text, index=index)
    drop(connection, [row["number"] for row in before], index=index)  # behind it: the media of its question stay


def put_media(connection: Connection, number: int | None, media: Sequence[Packed]) -> None:
    """Put in what is not there yet, and note that this reply needs it."""
    for packed in media:
        connection.execute(
            "INSERT OR IGNORE INTO medium (hash, codec, base, size_bytes, data) VALUES (?, ?, ?, ?, ?)",
            (packed.hash, packed.codec, " ".join(packed.base), packed.size_bytes, packed.data),
        )
        connection.execute("INSERT OR IGNORE INTO uses (number, hash) VALUES (?, ?)", (number, packed.hash))


def _index(connection: Connection, number: int | None, text: str, *, index: bool) -> None:
    if not index:
        if searching.index_made(connection):  # by a Python that can; it will be made anew by the next one that can
            put(connection, "index_behind", 1)
    elif not searching.index_made(connection) or got(connection, "index_behind"):
        searching.make_index(connection)
        put(connection, "index_behind", 0)
    else:
        connection.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (number, text))


def withdraw(connection: Connection, id: str, *, index: bool) -> None:
    """Take out what was kept of a reply while it came."""
    found = connection.execute("SELECT number FROM reply WHERE id = ? AND ending = ?", (id, COMING)).fetchall()
    drop(connection, [row["number"] for row in found], index=index)


def medium(connection: Connection, hash: str) -> Packed | None:
    """What is kept under a hash."""
    row = connection.execute("SELECT * FROM medium WHERE hash = ?", (hash,)).fetchone()
    if row is None:
        return None
    return Packed(
        hash=row["hash"], codec=row["codec"], data=row["data"], base=tuple(row["base"].split()),
        size_bytes=row["size_bytes"],
    )  # fmt: skip


def record(connection: Connection, number: int) -> bytes | None:
    """The record of a reply; None if it is gone, or damaged."""
    row = connection.execute("SELECT data, crc FROM record WHERE number = ?", (number,)).fetchone()
    whole = row is not None and isinstance(row["data"], bytes) and zlib.crc32(row["data"]) == row["crc"]
    return row["data"] if whole else None


def numbers(
    connection: Connection, query: Query, *, index: bool, limit: int = -1, offset: int = 0, newest: bool = True
) -> list[int]:
    """The replies that are meant, newest first."""
    source, condition, values = searching.where(query, index=index)
    order = "DESC" if newest else "ASC"
    sql = f"SELECT number FROM {source} WHERE {condition} ORDER BY number {order} LIMIT ? OFFSET ?"
    return [row[0] for row in connection.execute(sql, [*values, limit, offset])]


def count(connection: Connection, query: Query, *, index: bool) -> int:
    """How many are meant."""
    source, condition, values = searching.where(query, index=index)
    return int(connection.execute(f"SELECT count(*) FROM {source} WHERE {condition}", values).fetchone()[0])


def rows(
    connection: Connection, query: Query, *, index: bool, limit: int = -1, offset: int = 0
) -> list[dict[str, Any]]:
    """What a list shows of each that is meant, newest first."""
    source, condition, values = searching.where(query, index=index)
    columns = ", ".join(f"reply.{name}" for name in FACTS)
    sql = f"SELECT {columns} FROM {source} WHERE {condition} ORDER BY number DESC LIMIT ? OFFSET ?"
    return [dict(row) for row in connection.execute(sql, [*values, limit, offset])]


def counts(connection: Connection, query: Query, column: str, *, index: bool) -> dict[str, int]:
    """How many there are of each value that a column has, the most frequent first."""
    source, condition, values = searching.where(query, index=index)
    sql = f"SELECT {column}, count(*) AS n FROM {source} WHERE {condition} AND {column} <> '' GROUP BY {column} ORDER BY n DESC, {column}"
    return {row[0]: row[1] for row in connection.execute(sql, values)}


def of_id(connection: Connection, id: str) -> list[int]:
    """Replies of that id, newest first."""
    found = connection.execute("SELECT number FROM reply WHERE id = ? ORDER BY number DESC", (id,))
    return [row[0] for row in found]


def asked_before(connection: Connection, request_hash: str, *, server: str, simulated: bool) -> list[int]:
    """Whole answers to the same request by the same server, newest first."""
    found = connection.execute(
        "SELECT number FROM reply WHERE request_hash = ? AND server = ? AND simulated = ? AND ending = 'done' ORDER BY number DESC",
        (request_hash, server, int(simulated)),
    )
    return [row[0] for row in found]


def mark(connection: Connection, numbers: Iterable[int], column: str, value: Any) -> int:
    """Write a pin, a vote or a remark; returns how many replies there were."""
    return sum(
        connection.execute(f"UPDATE reply SET {column} = ? WHERE number = ?", (value, n)).rowcount for n in numbers
    )


def drop(connection: Connection, numbers: Iterable[int], *, index: bool) -> Gone:
    """Take replies out, with the media that no other one needs."""
    ids, origins, maybe = [], [], set()
    for number in numbers:
        row = connection.execute("SELECT id, origin FROM reply WHERE number = ?", (number,)).fetchone()
        if row is None:
            continue
        ids.append(row["id"])
        origins += [row["origin"]] if row["origin"] else []
        maybe |= {r[0] for r in connection.execute("SELECT hash FROM uses WHERE number = ?", (number,))}
        text = connection.execute("SELECT text FROM words WHERE number = ?", (number,)).fetchone()
        if text is not None and searching.index_made(connection):
            if index and not got(connection, "index_behind"):
                connection.execute("INSERT INTO found (found, rowid, text) VALUES ('delete', ?, ?)", (number, text[0]))
            else:
                put(connection, "index_behind", 1)
        for table in ("uses", "words", "record", "reply"):
            connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
    return Gone(len(ids), _drop_media(connection, maybe), tuple(origins), tuple(ids))


def _drop_media(connection: Connection, maybe: set[str]) -> tuple[tuple[str, int], ...]:
    gone = []
    for hash in sorted(maybe):
        if connection.execute("SELECT 1 FROM uses WHERE hash = ?", (hash,)).fetchone() is None:
            row = connection.execute("SELECT codec, size_bytes FROM medium WHERE hash = ?", (hash,)).fetchone()
            if row is not None:
                gone.append((row["codec"], row["size_bytes"]))
                connection.execute("DELETE FROM medium WHERE hash = ?", (hash,))
    return tuple(gone)


def over(connection: Connection, *, size_bytes: float | None, age_s: float | None) -> list[int]:
    """Replies that are too old, or the oldest where all are too much; pinned ones never. At most a few hundred."""
    found: list[int] = []
    if age_s is not None:
        old = connection.execute(
            "SELECT number FROM reply WHERE kept_s < ? AND NOT pinned ORDER BY number LIMIT ?",
            (time.time() - age_s, _AT_ONCE),
        )
        found += [row[0] for row in old]
    if size_bytes is not None and (excess := size(connection) - size_bytes) > 0:
        newest = connection.execute("SELECT max(number) FROM reply").fetchone()[0]
        oldest = connection.execute(
            "SELECT number, coalesce((SELECT length(data) FROM record WHERE record.number = reply.number), 0) + coalesce("
            "(SELECT sum(length(data)) FROM uses JOIN medium USING (hash) WHERE uses.number = reply.number), 0)"
            " FROM reply WHERE NOT pinned AND number < ? ORDER BY number LIMIT ?",
            (newest, _AT_ONCE),
        )
        for number, room in oldest:
            if excess <= 0:
                break
            found.append(number)
            excess -= room
    return list(dict.fromkeys(found))


def size(connection: Connection) -> int:
    """Bytes of the file that are used."""
    page, pages, free = (
        connection.execute(f"PRAGMA {p}").fetchone()[0] for p in ("page_size", "page_count", "freelist_count")
    )
    return int(page * (pages - free))


def put(connection: Connection, name: str, value: Any) -> None:
    """Write a value of the whole history."""
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def got(connection: Connection, name: str) -> Any:
    """Read it; None if it was never written."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]
