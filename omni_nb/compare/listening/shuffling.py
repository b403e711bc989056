"""Shuffling that is the same on every machine and in every version: a listener goes on at the same trial next year.

Python promises that of `random.random()` with a seed, and not of `shuffle` and `choice`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Shuffler:
    """Chance that follows from a word.

    Args:
        word: The same word, the same chance.
    """

    def __init__(self, word: str) -> None:
        self._random = random.Random(word.encode("utf-8", "surrogatepass"))

    def unit(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def coin(self) -> bool:
        """One of two."""
        return self.unit() < 0.5

    def shuffled(self, some: Sequence[T]) -> list[T]:
        """All of them in another order."""
        out = list(some)
        for last in range(len(out) - 1, 0, -1):
            other = int(self.unit() * (last + 1))
            out[last], out[other] = out[other], out[last]
        return out


def few_of(some: Sequence[T], most: int, parts: Callable[[T], Sequence[str]]) -> list[T]:
    """At most so many, in their order, chosen so that each part comes about equally often and all hang together.

    Pairs that hang together (a with b, b with c) are what a ranking needs: of two groups that were never compared
    with each other nobody can say which is better.

    Args:
        some: Pairs, say. Earlier ones come first where there is nothing to choose by.
        most: How many.
        parts: What a pair is made of.
    """
    if len(some) <= most:
        return list(some)
    uses = {part: 0 for one in some for part in parts(one)}
    group = {part: part for part in uses}

    def root(part: str) -> str:
        while group[part] != part:
            part = group[part]
        return part

    left, chosen = list(enumerate(some)), []
    for _ in range(most):

        def cost(numbered: tuple[int, T]) -> tuple[bool, int, int, int]:
            own = parts(numbered[1])
            counts = [uses[p] for p in own]
            apart = len({root(p) for p in own}) == len(own)  # it joins what did not hang together
            return not apart, max(counts), sum(counts), numbered[0]

        best = min(left, key=cost)
        left.remove(best)
        chosen.append(best)
        first, *others = parts(best[1])
        for part in (first, *others):
            uses[part] += 1
        for part in others:
            group[root(part)] = root(first)
    return [one for _, one in sorted(chosen, key=lambda numbered: numbered[0])]
