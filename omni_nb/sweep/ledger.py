"""The ledger: a sweep's folder, in which stands what was reserved, what came and what it cost, as it happens.

`sweep.db` holds all but the sounds, which are files in `clips/`, named by their content. A program that is killed at any
moment leaves what had ended, and of what was under way the money that it may have cost.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omni_nb.errors import OmniError
from omni_nb.kept import disk, record
from omni_nb.kept.entry import reply_of
from omni_nb.kept.packing import Packed
from omni_nb.messages import _
from omni_nb.reply.reply import Reply
from omni_nb.sweep import tables
from omni_nb.sweep.budget import Spent
from omni_nb.sweep.work import Outcome

DAMAGED = "answer_damaged"
"""The code of what stands in the file and cannot be read any more."""
_SOUND = "flac"
_NAMED = re.compile(r'"sound": "(\w+)"')  # in the words of others each quotation mark has a backslash before it
_RESULTS = "SELECT run, ok, passing, code, error, attempts, cost, facts, record FROM result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What stands of a run.

    Attributes:
        key: The run's.
        ok: It was answered in whole.
        passing: It was not, and trying again may help.
        code: Of its error; empty where it is whole.
        error: The error; None where it is whole.
        attempts: How often it was sent.
        cost: What all of that cost, as far as it is known.
        facts: Values of the reply as the history has them; empty where nothing came.
        clip: The file of its sound; None where there is none.
        sound_lost: It had a sound, whose file is gone.
    """

    key: str
    ok: bool
    passing: bool
    code: str
    error: OmniError | None
    attempts: int
    cost: float | None
    facts: Mapping[str, Any]
    clip: Path | None
    sound_lost: bool = False


class Ledger:
    """A sweep's folder. Any thread may use it; one does at a time.

    Args:
        folder: It is made where there is none.

    Raises:
        OmniError: Its file cannot be used; see `code`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._damaged: tuple[int, set[str]] | None = None
        self._path = folder / tables.NAME
        try:
            self._connection = tables.connect(folder)
            (folder / "clips").mkdir(exist_ok=True)
        except OSError as err:
            raise tables.error(self._path, disk.reason(err), "sweep_unusable", _("Name another folder=.")) from err

    def __reduce__(self) -> Any:
        """It is its folder."""
        return _there, (self.folder,)

    def __deepcopy__(self, _memo: Any) -> Ledger:
        return self

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()

    def fact(self, name: str) -> str | None:
        """Something that was noted of the sweep."""
        rows = self._read("SELECT value FROM fact WHERE name = ?", name)
        return rows[0][0] if rows else None

    def note(self, name: str, value: str) -> None:
        """Note something of the sweep."""
        with self._lock, tables.writing(self._connection, self._path):
            self._connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def spent(self) -> Spent:
        """What was used so far. What was reserved and never settled counts as spent: it was under way at a kill."""
        row = self._read(
            "SELECT coalesce(sum(spent), 0), coalesce(sum(CASE WHEN spent IS NULL THEN reserved END), 0), "
            "coalesce(sum(spent IS NULL AND reserved IS NULL), 0), count(*) FROM attempt"
        )[0]
        return Spent(
            cost=row[0], reserved=row[1], unpriced=row[2], requests=row[3], seconds=float(self.fact("seconds") or 0)
        )

    def reserve(self, runs: Sequence[tuple[str, float | None]]) -> list[int]:
        """Write down that runs are going to be sent, and what each can cost at most.

        Returns:
            A number for each try.
        """
        with self._lock, tables.writing(self._connection, self._path):
            sql = "INSERT INTO attempt (run, reserved) VALUES (?, ?)"
            return [self._connection.execute(sql, one).lastrowid or 0 for one in runs]

    def settle(self, outcomes: Sequence[tuple[int, Outcome]], *, seconds: float) -> None:
        """Write down what came, all of it or nothing.

        Args:
            outcomes: Each with the number of its try.
            seconds: How long the sweep has run.
        """
        for _number, outcome in outcomes:
            self._write_clips(outcome)
        with self._lock, tables.writing(self._connection, self._path):
            for number, outcome in outcomes:
                self._settle(number, outcome)
            self._connection.execute("INSERT OR REPLACE INTO fact VALUES ('seconds', ?)", (repr(seconds),))

    def states(self) -> dict[str, tuple[bool, bool]]:
        """Of every run that has ended: whether it is whole, and whether trying again may help. A damaged one is not whole."""
        damaged = self.damaged()
        return {
            key: (False, True) if key in damaged else (bool(ok), bool(passing))
            for key, ok, passing in self._read("SELECT run, ok, passing FROM result")
        }

    def damaged(self) -> set[str]:
        """Keys of what stands there and cannot be read any more. All is read for that, once, and when others wrote to the file."""
        with self._lock:
            version = self._read("PRAGMA data_version")[0][0]  # another one where another connection wrote
            if self._damaged is None or self._damaged[0] != version:
                self._damaged = version, {result.key for result, _text in self.answers() if result.code == DAMAGED}
            return set(self._damaged[1])

    def soundless(self) -> list[str]:
        """Keys of answers whose sound is gone from the folder."""
        there = {path.name for path in (self.folder / "clips").glob("*.flac")}
        rows = self._read('SELECT run, facts FROM result WHERE facts LIKE \'%"sound": "%\' ORDER BY run')
        named = ((key, _NAMED.search(facts)) for key, facts in rows)
        return [key for key, found in named if found is not None and f"{found[1]}.flac" not in there]

    def unsettled(self) -> int:
        """How many tries were under way when a program was killed."""
        return int(self._read("SELECT count(*) FROM attempt WHERE settled = 0")[0][0])

    def kinds(self) -> list[tuple[str, int, bool]]:
        """The kinds of failures: code, how many, whether trying again may help; most frequent first."""
        damaged, found = self.damaged(), dict[str, tuple[int, bool]]()
        for key, code, passing in self._read("SELECT run, code, passing FROM result WHERE NOT ok"):
            if key not in damaged:
                n, may = found.get(code, (0, False))
                found[code] = n + 1, may or bool(passing)
        if damaged:
            found[DAMAGED] = len(damaged), True
        return sorted(((code, n, may) for code, (n, may) in found.items()), key=lambda kind: (-kind[1], kind[0]))

    def failed(self, code: str | None = None) -> list[str]:
        """Keys of runs that were not answered in whole."""
        where, given = ("", ()) if code is None else (" AND code = ?", (code,))
        damaged = self.damaged()
        found = {row[0] for row in self._read(f"SELECT run FROM result WHERE NOT ok{where}", *given)} - damaged
        return sorted(found | damaged if code in (None, DAMAGED) else found)

    def result(self, key: str) -> Result | None:
        """What stands of a run; None: nothing yet."""
        rows = self._read(f"{_RESULTS} WHERE run = ?", key)
        return _result(rows[0], self.folder)[0] if rows else None

    def answers(self) -> Iterator[tuple[Result, str]]:
        """All that stands there, with the words of each answer."""
        at = ""
        while True:
            rows = self._read(f"{_RESULTS} WHERE run > ? ORDER BY run LIMIT 500", at)
            for row in rows:
                yield _result(row, self.folder)
            if not rows:
                return
            at = rows[-1][0]

    def reply(self, key: str) -> Reply | None:
        """The reply of a run, equal to the one that was live; None where nothing came, or it is damaged."""
        rows = self._read("SELECT record FROM result WHERE run = ?", key)
        return reply_of(rows[0][0], self._find) if rows and rows[0][0] is not None else None

    def _settle(self, number: int, outcome: Outcome) -> None:
        run = self._connection.execute
        if outcome.sent:
            run("UPDATE attempt SET spent = ?, settled = 1 WHERE number = ?", (outcome.cost, number))
        else:  # it was no request
            run("DELETE FROM attempt WHERE number = ?", (number,))
        entry = outcome.entry
        for packed in entry.media if entry is not None else ():
            if packed.codec != _SOUND:
                row = (packed.hash, packed.codec, " ".join(packed.base), packed.size_bytes, packed.data)
                run("INSERT OR IGNORE INTO medium VALUES (?, ?, ?, ?, ?)", row)
        tries, cost = run("SELECT count(*), sum(spent) FROM attempt WHERE run = ?", (outcome.key,)).fetchone()
        facts = {**entry.facts, "sound": json.loads(entry.record).get("sound")} if entry is not None else {}
        better = run("SELECT ok FROM result WHERE run = ?", (outcome.key,)).fetchone()
        if self._damaged is not None and outcome.ok:
            self._damaged[1].discard(outcome.key)
        if better is None or not better[0] or outcome.ok:  # what is whole is never replaced by what failed
            run(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (outcome.key, int(outcome.ok), int(outcome.passing), outcome.code, json.dumps(outcome.error) if outcome.error else None,
                 entry.record if entry is not None else None, tries, cost, json.dumps(facts)),
            )  # fmt: skip

    def _write_clips(self, outcome: Outcome) -> None:
        for packed in outcome.entry.media if outcome.entry is not None else ():
            path = self.folder / "clips" / f"{packed.hash}.flac"
            if packed.codec == _SOUND:
                try:
                    if not path.exists() or path.stat().st_size != len(packed.data):  # one that was cut is written anew
                        path.parent.mkdir(exist_ok=True)
                        disk.write(path, packed.data)
                except OSError as err:
                    repair = _("Make room, or see that it may be written to, and run the sweep again: it continues.")
                    raise tables.error(path, disk.reason(err), "sweep_full", repair) from err

    def _find(self, hash: str) -> Packed | None:
        rows = self._read("SELECT codec, base, size, data FROM medium WHERE hash = ?", hash)
        if rows:
            codec, base, size, data = rows[0]
            return Packed(hash=hash, codec=codec, data=data, base=tuple(base.split()), size_bytes=size)
        try:
            data = (self.folder / "clips" / f"{hash}.flac").read_bytes()
        except OSError:
            return None
        return Packed(hash=hash, codec="flac", data=data)

    def _read(self, sql: str, *given: Any) -> list[Any]:
        with self._lock, tables.told(self._path):
            return self._connection.execute(sql, given).fetchall()


def _result(row: Any, folder: Path) -> tuple[Result, str]:
    """A row, and the words of its answer. One that is damaged says so: the others can still be read."""
    key, ok, passing, code, error, attempts, cost, facts, kept = row
    try:
        if "\ufffd" in f"{facts}{error}":  # both are written in ASCII
            raise ValueError
        told = dict(json.loads(facts)) if facts else {}
        known = record.error_of(json.loads(error)) if error else None
        text = str(json.loads(kept)["text"]) if kept is not None else ""
    except (ValueError, TypeError, KeyError, AttributeError):
        ok, passing, code, told, text = False, True, DAMAGED, {}, ""
        known = OmniError(
            _("this answer is damaged in the sweep's file"), code=code,
            repair=_("Run the sweep again: it asks this anew. Or take the folder from a copy; the other answers can be read."),
        )  # fmt: skip
    sound = told.pop("sound", None)
    clip = folder / "clips" / f"{sound}.flac" if sound else None
    there = clip is not None and clip.is_file()
    found = Result(
        key=key, ok=bool(ok), passing=bool(passing), code=code, error=known, attempts=attempts, cost=cost, facts=told,
        clip=clip if there else None, sound_lost=clip is not None and not there,
    )  # fmt: skip
    return found, text


def _there(folder: Path) -> Ledger:
    """A sweep's folder that was named in another program.

    Raises:
        OmniError: It is not there.
    """
    if not (folder / tables.NAME).is_file():
        raise OmniError(
            _("the folder of this sweep, {folder}, is not here", folder=folder), code="sweep_gone",
            repair=_("Copy the folder to this place; its answers are in it and in nothing else."),
        )  # fmt: skip
    return Ledger(folder)
