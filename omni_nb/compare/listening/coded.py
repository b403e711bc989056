"""Votes as arrays of numbers, in which statistics compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omni_nb.compare.listening.votes import Vote

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """N votes of one test. Numbers are places in `items`, `listeners`, `trials`.

    Attributes:
        items: What was compared, in the order of their names.
        listeners: Who voted.
        trials: What was heard.
        left: (N,) The first item; in `acr` the one item.
        right: (N,) The second item; in `acr` the same as `left`.
        listener: (N,)
        trial: (N,)
        value: (N,) `ab`: 1 where left is better, −1 where right is, 0 for a tie. `acr`, `ccr`: the score.
            `abx`: 1 where X was found, else 0.
    """

    items: tuple[str, ...]
    listeners: tuple[str, ...]
    trials: tuple[str, ...]
    left: Ints
    right: Ints
    listener: Ints
    trial: Ints
    value: Floats

    @property
    def design(self) -> Floats:
        """(N, items) +1 for the left item, −1 for the right one."""
        rows = np.zeros((len(self.left), len(self.items)))
        at = np.arange(len(self.left))
        rows[at, self.left] += 1
        rows[at, self.right] -= 1
        return rows


def code(votes: Sequence[Vote], *, items: Sequence[str] = ()) -> Coded:
    """Votes of one test as numbers, and items for which there may be no vote."""
    items, item = _numbered([n for v in votes for n in (v.items if len(v.items) == 2 else v.items * 2)], items)
    listeners, listener = _numbered([v.listener for v in votes])
    trials, trial = _numbered([v.trial for v in votes])
    return Coded(
        items=items, listeners=listeners, trials=trials, left=item[0::2], right=item[1::2], listener=listener,
        trial=trial, value=np.array([_value(v) for v in votes], float),
    )  # fmt: skip


def _numbered(names: list[str], also: Sequence[str] = ()) -> tuple[tuple[str, ...], Ints]:
    sorted_names = tuple(sorted({*names, *also}))
    number = {name: n for n, name in enumerate(sorted_names)}
    return sorted_names, np.array([number[name] for name in names], np.intp)


def _value(vote: Vote) -> float:
    if vote.score is not None:
        return vote.score
    if vote.test == "abx":
        return float(vote.choice == vote.x)
    return {"left": 1.0, "right": -1.0}.get(vote.choice or "", 0.0)


def linked(n_items: int, pairs: Sequence[tuple[int, int]], *, both_ways: bool = True) -> list[list[int]]:
    """Groups of items that are linked by pairs, each sorted, in the order of their first item.

    Args:
        n_items: How many there are.
        pairs: From one to the other.
        both_ways: Whether a pair leads both ways. If not, items of a group reach each other there *and* back.
    """
    reach = np.eye(n_items, dtype=bool)
    for one, other in set(pairs):
        reach[one, other] = True
        reach[other, one] |= both_ways
    for _ in range(max(1, n_items.bit_length())):
        reach = (reach.astype(np.float32) @ reach.astype(np.float32)) > 0
    together = reach & reach.T
    return [np.flatnonzero(row).tolist() for n, row in enumerate(together) if np.flatnonzero(row)[0] == n]
