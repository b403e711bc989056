"""Whoever keeps replies is told now and then what has come of a long one, so that a program that is killed does not lose it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol, cast

from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply

EVERY_S = 2.0
_SHARE = 50  # it rests that many times as long as it took

Told = Callable[[ReplyFold], None]


class _Keeps(Protocol):
    meanwhile: Told


def told_by(on_end: Callable[[Reply], None] | None) -> Told | None:
    """What is to be told meanwhile, if it is one that keeps replies."""
    return cast("_Keeps", on_end).meanwhile if hasattr(on_end, "meanwhile") else None


class Meanwhile:
    """Tells, on a thread beside the event loop; what it raises costs no reply.

    Args:
        told: What is called.
        fold: The reply as it comes.
        clock: Seconds.
    """

    def __init__(self, told: Told | None, fold: ReplyFold, clock: Callable[[], float]) -> None:
        self._told, self._fold, self._clock = told, fold, clock
        self._next_s: float | None = None
        self._task: asyncio.Task[None] | None = None

    def look(self, content: bool) -> None:
        """Something came, and whether anything of the answer has come."""
        if self._told is None or self._task is not None or not content:
            return
        now = self._clock()
        self._next_s = now + EVERY_S if self._next_s is None else self._next_s
        if now >= self._next_s:
            self._task = asyncio.create_task(self._tell(self._told))

    async def ended(self) -> None:
        """Wait until nothing is told any more."""
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def _tell(self, told: Told) -> None:
        begun_s = self._clock()
        with contextlib.suppress(Exception):
            await asyncio.to_thread(told, self._fold)
        now = self._clock()
        self._next_s, self._task = now + max(EVERY_S, _SHARE * (now - begun_s)), None
