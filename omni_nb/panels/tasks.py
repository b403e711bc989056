"""Tasks: what a panel does on the event loop, and beside it.

A panel's state changes on that loop only, one thing after the other, so that it needs no lock. What
takes long runs on a thread, and comes back to the loop with what it found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from omni_nb.errors import OmniError
from omni_nb.session.event_loop import EVENT_LOOP

T = TypeVar("T")


class Tasks:
    """Runs a panel's work; `complain` is called with words for what went wrong, for nobody else would hear of it."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._running: set[asyncio.Task[Any]] = set()

    @property
    def busy(self) -> bool:
        """Something is still going on. To be asked on the loop."""
        return bool(self._running)

    def on_loop(self, work: Callable[[], T]) -> T:
        """Run a function on the loop, from another thread; returns what it returns and raises what it raises."""

        async def go() -> T:
            return work()

        return EVENT_LOOP.submit(go()).result()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start a coroutine on the loop. Call this on the loop."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)  # a loop holds its tasks weakly
        task.add_done_callback(self._running.discard)

    def in_thread(
        self, work: Callable[[], T], then: Callable[[T], None], *, failed: Callable[[], None] = lambda: None
    ) -> None:
        """Run a function on a thread, then call `then` with its result on the loop, or `failed`."""

        async def go() -> None:
            try:
                then(await asyncio.to_thread(work))
            except Exception as err:
                failed()
                self._complain(in_words(err))

        self.spawn(go())


def in_words(err: Exception) -> str:
    """An error in words, for a person who did not write the program: what happened and what to do."""
    if isinstance(err, OmniError):
        return err.sentence
    if isinstance(err, OSError) and err.strerror:  # without its number
        return f"{err.strerror}: {err.filename}" if err.filename else err.strerror
    if isinstance(err, ValueError | TypeError | OSError):
        return str(err)
    return f"unexpected {type(err).__name__}: {err}"
