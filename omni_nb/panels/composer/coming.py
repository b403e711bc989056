"""An answer while it comes, kept so that a kernel that is restarted meanwhile has not lost the question."""

from __future__ import annotations

import asyncio
from typing import Protocol

from omni_nb.reply.reply import Reply
from omni_nb.session.run import Run

EVERY_S = 2.0  # each time the words are written once more: a millisecond or two


class KeepsReplies(Protocol):
    """Where replies go. `asking.Asking` is one."""

    def ended(self, reply: Reply) -> None:
        """One has ended."""
        ...

    def coming(self, reply: Reply) -> None:
        """So much of one has come."""
        ...

    def withdrawn(self, id: str) -> None:
        """Nothing comes of that one."""
        ...

    def keeps(self) -> bool:
        """Replies are kept on disk."""
        ...


async def keep_coming(run: Run, keeps: KeepsReplies) -> None:
    """Keep what has come, now and every two seconds, until it has ended; then there is the whole, or nothing."""
    words: int | None = None
    while not run.done.is_set():
        if words != (so_far := len(run.fold.text)):
            words = so_far
            await asyncio.to_thread(lambda: keeps.coming(run.reply()))
        until_s = asyncio.get_running_loop().time() + EVERY_S
        while not run.done.is_set() and asyncio.get_running_loop().time() < until_s:
            await asyncio.sleep(0.05)
    if run.refused is not None:
        await asyncio.to_thread(keeps.withdrawn, run.reply().id)
