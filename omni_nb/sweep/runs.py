"""The runs of a sweep: what is to be asked, each with a key by which it is found again, and the rows that wait for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from omni_nb.compare.grid import Place
from omni_nb.compare.plan import Plan
from omni_nb.prompt.request import Request

KEY_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRun:
    """One request to be asked.

    Attributes:
        key: Of its content and which repeat it is: the same in any sitting, in any order, on any machine.
        request: What is asked.
        verbatim: The words of it that are to be read; empty where a question is asked.
    """

    key: str
    request: Request
    verbatim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """One place in the grid, and the run that answers it. Rows that ask the same share one."""

    place: Place
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """All that a sweep asks.

    Attributes:
        rows: Every place, in the order in which it was given.
        runs: What is asked for them, each once, in the same order.
    """

    rows: tuple[SweepRow, ...]
    runs: tuple[SweepRun, ...]

    @classmethod
    def of(cls, plan: Plan, *, server: str) -> Runs:
        """From a plan whose requests are all known.

        Args:
            plan: It.
            server: Who is asked: what the simulator said is no answer of a service.
        """
        rows: list[SweepRow] = []
        runs: dict[str, SweepRun] = {}
        for place, key, request, words in _keyed(plan, server):
            rows.append(SweepRow(place=place, key=key))
            if key not in runs:
                runs[key] = SweepRun(key=key, request=request, verbatim=words)
        return cls(rows=tuple(rows), runs=tuple(runs.values()))

    @property
    def hash(self) -> str:
        """Of all keys, in whatever order: which sweep it is."""
        whole = hashlib.sha256()
        for key in sorted(run.key for run in self.runs):
            whole.update(key.encode())
        return whole.hexdigest()

    @property
    def shared(self) -> int:
        """How many rows ask what another one asks already."""
        return len(self.rows) - len(self.runs)


def _keyed(plan: Plan, server: str) -> Iterator[tuple[Place, str, Request, str]]:
    hashes: dict[int, str] = {}  # repeats share one request, and hashing one reads all of its media
    for place, request, words in zip(plan.places, plan.requests, plan.verbatim, strict=True):
        assert request is not None
        found = hashes.get(id(request)) or hashes.setdefault(id(request), request.hash)
        named = f"{found}/{place.repeat}/{server}"
        yield place, hashlib.sha256(named.encode()).hexdigest()[:KEY_LENGTH], request, words
