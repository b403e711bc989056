"""Answers under way, as far as they have come: written piece by piece, so that a program that is killed loses seconds of one.

A draft has a head (part 0: the reply without anything of the answer), its words (part 1, written anew each time) and
pieces of its sound with their chunks (2 and on). The whole reply takes its place; what a program left that has ended becomes a reply
that was cut.
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from omni_nb.errors import StreamBroken
from omni_nb.kept import replies
from omni_nb.kept.database import Database
from omni_nb.kept.entry import Entry, entry_of, reply_of
from omni_nb.kept.striking import Strike
from omni_nb.messages import _
from omni_nb.reply.fold import Progress, ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.reply.timing import timing_of
from omni_nb.reply.trace import COLUMNS, Trace
from omni_nb.sound.clip import Clip

if TYPE_CHECKING:
    from sqlite3 import Connection

ABANDONED_S = 600.0  # on another machine: nobody can ask whether its program is alive
_ORIGIN = "under way: "


class Drafts:
    """Those of this program, and what others left."""

    def __init__(self) -> None:
        self._mine: dict[str, _Draft | None] = {}

    def write(self, database: Database, fold: ReplyFold, strike: Strike) -> None:
        """Write what has come since the last time.

        Raises:
            OmniError, OSError: It could not be written.
        """
        draft = self._mine.get(fold.id) or _begun(fold, strike)
        self._mine[fold.id] = None  # should it fail it is begun anew
        with database.writing() as connection:
            _write(connection, draft, fold, strike)
        self._mine[fold.id] = draft

    def drop(self, connection: Connection, id: str, *, index: bool) -> None:
        """Its reply has ended: this one, and what another program may have made of it meanwhile."""
        if id in self._mine:
            del self._mine[id]
            connection.execute("DELETE FROM draft WHERE id = ?", (id,))
            made = connection.execute("SELECT number FROM reply WHERE origin = ?", (_ORIGIN + id,)).fetchall()
            replies.drop(connection, [row[0] for row in made], index=index)

    def take_up(self, database: Database, index: Callable[[Connection], bool]) -> None:
        """Make replies of what programs left that have ended.

        Raises:
            OmniError, OSError: It could not be written.
        """
        with database.reading() as connection:
            found = [] if connection is None else _left(connection)
        if {*found} - self._mine.keys():
            with database.writing() as connection:
                for id in _left(connection):  # others may have done it meanwhile
                    if id not in self._mine:
                        _finish(connection, id, index=index(connection))


@dataclass(slots=True, kw_only=True)
class _Draft:
    """One of this program: what of it is written.

    Attributes:
        head: Of its first part; None when that is written.
        progress: How far it is written.
        parts: How many pieces there are.
        rate_hz: Of its sound.
    """

    head: Entry | None
    progress: Progress = dataclasses.field(default_factory=Progress)
    parts: int = 0
    rate_hz: int = 0


def _begun(fold: ReplyFold, strike: Strike) -> _Draft:
    """One that nothing is written of."""
    return _Draft(head=entry_of(fold.begun(), strike, quickly=True))


def _write(connection: Connection, draft: _Draft, fold: ReplyFold, strike: Strike) -> None:
    """Write what has come since the last time."""
    id = fold.id
    if draft.head is not None:
        connection.execute("DELETE FROM draft WHERE id = ?", (id,))
        replies.put_media(connection, None, draft.head.media)
        _put(connection, id, 0, draft.head.record)
    progress, new, samples, rate_hz = fold.since(draft.progress)
    reasoning, text = fold.said()
    said = {"text": strike(text), "reasoning": strike(reasoning), "rate_hz": rate_hz or draft.rate_hz}
    _put(connection, id, 1, json.dumps(said).encode())
    rows = new.tobytes()
    if rows or len(samples):
        pcm = np.ascontiguousarray(samples, "<i2").tobytes()
        _put(connection, id, 2 + draft.parts, struct.pack("<I", len(rows)) + rows + pcm)
        draft.parts += 1
    draft.progress, draft.head, draft.rate_hz = progress, None, rate_hz or draft.rate_hz


def _left(connection: Connection) -> list[str]:
    """Ids of those whose program has ended."""
    found = connection.execute("SELECT id, at_s, host, pid FROM draft WHERE part = 1").fetchall()
    return [row["id"] for row in found if _ended(row["at_s"], row["host"], row["pid"])]


def _finish(connection: Connection, id: str, *, index: bool) -> None:
    """Make a reply of what there is, and let it go."""
    parts = {
        row[0]: row[1] for row in connection.execute("SELECT part, data FROM draft WHERE id = ? ORDER BY part", (id,))
    }
    reply = _reply(connection, parts)
    if reply is not None:
        replies.add(connection, entry_of(reply, quickly=True), origin=_ORIGIN + id, index=index)
    connection.execute("DELETE FROM draft WHERE id = ?", (id,))


def _put(connection: Connection, id: str, part: int, data: bytes) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO draft (id, part, at_s, host, pid, data) VALUES (?, ?, ?, ?, ?, ?)",
        (id, part, time.time(), platform.node(), os.getpid(), data),
    )


def _ended(at_s: float, host: str, pid: int) -> bool:
    if abs(time.time() - at_s) > ABANDONED_S:  # a clock may have been set back
        return True
    if host != platform.node() or sys.platform == "win32":  # there, signal 0 is Ctrl-C
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _reply(connection: Connection, parts: dict[int, bytes]) -> Reply | None:
    """The reply as it had come; None where its beginning is lost."""
    try:
        head = reply_of(parts[0], lambda hash: replies.medium(connection, hash))
        said: dict[str, Any] = json.loads(parts[1])
        text, reasoning, rate_hz = str(said["text"]), str(said["reasoning"]), int(said["rate_hz"])
    except (KeyError, TypeError, ValueError):
        return None
    if head is None:
        return None
    rows, pcm = bytearray(), bytearray()
    for _part, data in sorted(parts.items())[2:]:
        size = struct.unpack_from("<I", data)[0]
        rows += data[4 : 4 + size]
        pcm += data[4 + size :]
    trace = Trace(rows=np.frombuffer(bytes(rows), "<f8").reshape(-1, COLUMNS))
    total_s = float(trace.rows[-1, 0]) if len(trace) else 0.0
    sound = Clip(np.frombuffer(bytes(pcm), "<i2").astype(np.int16, copy=False), rate_hz) if rate_hz else None
    error = StreamBroken(
        _("the reply is incomplete: the program that received it ended while it came"), code="cut",
        repair=_("What was received is kept. Ask again for the whole reply."),
    )  # fmt: skip
    return dataclasses.replace(
        head, text=text, reasoning=reasoning, audio=sound, trace=trace, ending="cut", error=error,
        timing=timing_of(trace, rate_hz=rate_hz or None, total_s=total_s),
    )  # fmt: skip
