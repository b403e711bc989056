"""A question whose answer still comes, kept so that a kernel that is restarted meanwhile has not lost it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from omni_nb.reply.reply import Reply
from omni_nb.session.run import Run

_LOOK_S = 0.1


class KeepsReplies(Protocol):
    """Where replies go. `asking.Asking` is one."""

    def ended(self, reply: Reply) -> None:
        """One has ended."""
        ...

    def coming(self, reply: Reply) -> None:
        """One is asked for; nothing of it has come."""
        ...

    def withdrawn(self, id: str) -> None:
        """Nothing comes of that one."""
        ...

    def keeps(self) -> bool:
        """Replies are kept on disk."""
        ...


async def keep_question(run: Run, keeps: KeepsReplies) -> None:
    """Keep the question, its media with it, before anything of the answer has come; take it back where it is refused.

    What comes is kept as of every answer, by `session.meanwhile`; what has ended takes the place of both.
    """
    await asyncio.to_thread(keeps.coming, run.reply())
    while not run.done.is_set():
        await asyncio.sleep(_LOOK_S)
    if run.refused is not None:
        await asyncio.to_thread(keeps.withdrawn, run.reply().id)
