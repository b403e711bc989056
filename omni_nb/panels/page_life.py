"""What every tool in a page has: it is told what the page says, and goes when no page shows it any more."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Collection
from typing import Any

from omni_nb.panels.tasks import Tasks
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.widgets.protocol.reading import Handler, Handlers, Message, name_of

GRACE_S = 5.0  # a view that goes may come again at once: a cell that is moved


def weak_listener(take: weakref.WeakMethod[Handler], *, at_once: Collection[str] = ()) -> Handler:
    """Make what a widget calls with a message of its page: `take`, on the event loop.

    It holds the method's owner weakly: widgets live as long as their comm, panels should not.

    Args:
        take: Takes a message.
        at_once: Messages that do not wait behind what the loop is at.
    """

    def listener(content: Message, buffers: list[Any]) -> None:
        if (taking := take()) is None:
            return
        if name_of(content) in at_once:
            taking(content, buffers)
        else:
            EVENT_LOOP.call(lambda: taking(content, buffers))

    return listener


class Views:
    """Counts the views of a tool.

    Args:
        tasks: Runs the waiting.
        busy: What is under way is paid for: the tool stays as long.
        close: Called when the last view has gone for good: its cell was run again, or its output cleared.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, tasks: Tasks, *, busy: Callable[[], bool], close: Callable[[], None]) -> None:
        self._tasks, self._busy, self._close = tasks, busy, close
        self._seen = 0
        self.handlers: Handlers = {"seen": self._on_seen, "gone": self._on_gone}

    def _on_seen(self, _m: Message, _: Any) -> None:
        """A view is there (again)."""
        self._seen += 1

    def _on_gone(self, _m: Message, _: Any) -> None:
        self._tasks.spawn(self._close_unless_seen(self._seen))

    async def _close_unless_seen(self, seen: int) -> None:
        await asyncio.sleep(GRACE_S)
        while self._busy():
            await asyncio.sleep(0.5)
        if self._seen == seen:
            self._close()
