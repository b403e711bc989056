"""All that can be read of a damaged database, in a new one: row by row, past what is broken."""

from __future__ import annotations

import contextlib
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_nb.kept import replies, searching
from omni_nb.kept.database import Database, connect_raw
from omni_nb.kept.entry import facts_of
from omni_nb.kept.packing import Packed, whole

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_HASH = re.compile(rb'"([0-9a-f]{64})"')


def salvaged(copy: Path, fresh: Path) -> tuple[int, int]:
    """How many replies could be read, and how many not."""
    new = Database(fresh)
    kept = lost = 0
    with contextlib.closing(connect_raw(copy)) as old, new.writing() as connection:
        where = _places_of_media(old)
        for number in sorted({*keys_of(old, "record", "number"), *keys_of(old, "reply", "number")}):
            if _moved(old, connection, number, where):
                kept += 1
            else:
                lost += 1
        for row in _rows(old, "meta"):
            replies.put(connection, row["name"], row["value"])
        for row in _rows(old, "draft"):  # whoever writes them goes on in the new file
            connection.execute("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)", tuple(row))
        replies.put(connection, "index_behind", 0)
        if searching.has_index(connection):
            searching.make_index(connection)
    with new.reading() as done:
        assert done is not None
        done.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    new.close()
    return kept, lost


def _moved(old: Connection, new: Connection, number: int, where: dict[str, int]) -> bool:
    """A reply whose record is whole: all else is made of it again but what only its row tells."""
    record = _row(old, "record", "number", number)
    if record is None or not isinstance(record["data"], bytes) or zlib.crc32(record["data"]) != record["crc"]:
        return False

    def find(hash: str) -> Packed | None:
        found = medium_of(_row(old, "medium", "rowid", where[hash])) if hash in where else None
        return found if found is not None and whole(found, find) else None

    facts = facts_of(record["data"], find)
    if facts is None:
        return False
    words = searching.folded(facts.pop("words"))
    row = {"number": number, "kept_s": time.time(), **_marks(_row(old, "reply", "number", number)), **facts}
    new.execute(f"INSERT INTO reply ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()])
    new.execute("INSERT INTO record (number, crc, data) VALUES (?, ?, ?)", (number, record["crc"], record["data"]))
    new.execute("INSERT INTO words (number, text) VALUES (?, ?)", (number, words))
    wanted = [m.decode() for m in _HASH.findall(record["data"])]
    while wanted:
        if (packed := find(wanted.pop())) is not None:
            wanted += packed.base
            replies.put_media(new, number, [packed])
    return True


def _marks(row: Row | None) -> dict[str, Any]:
    """What stands in no record: when it was kept, from where, and what people made of it. Damaged values are left out."""
    kinds = {"kept_s": float, "origin": str, "pinned": int, "vote": int, "remark": str}
    if row is None:
        return {}
    return {name: row[name] for name, kind in kinds.items() if name in row.keys() and isinstance(row[name], kind)}  # noqa: SIM118 (a Row iterates over its values)


def _places_of_media(old: Connection) -> dict[str, int]:
    found = {}
    for rowid in keys_of(old, "medium", "rowid"):
        try:
            found[old.execute("SELECT hash FROM medium WHERE rowid = ?", (rowid,)).fetchone()[0]] = rowid
        except Exception:
            continue
    return found


def keys_of(connection: Connection, table: str, key: str) -> Iterator[int]:
    """All keys of a table that can still be found, from both ends, and one by one where the way between them is broken."""
    found: set[int] = set()
    broken = False
    for order in ("ASC", "DESC"):
        try:
            for row in connection.execute(f"SELECT {key} FROM {table} NOT INDEXED ORDER BY {key} {order}"):
                found.add(row[0])
            if not broken:
                break
        except Exception:
            broken = True
    if broken and found:
        found |= {*range(min(1, *found), max(found) + 1)} if max(found) < 1_000_000 else set()
    for number in sorted(found):
        try:
            there = connection.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", (number,)).fetchone()
        except Exception:
            there = (1,)
        if there is not None:
            yield number


def _row(connection: Connection, table: str, key: str, value: int) -> Row | None:
    try:
        row: Row | None = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,)).fetchone()
    except Exception:
        return None
    return row


def _rows(connection: Connection, table: str) -> list[Any]:
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()
    except Exception:
        return []


def medium_of(row: Row | None) -> Packed | None:
    """What a row of `medium` holds."""
    if row is None:
        return None
    return Packed(hash=row["hash"], codec=row["codec"], data=row["data"], base=tuple(row["base"].split()), size_bytes=row["size_bytes"])  # fmt: skip
