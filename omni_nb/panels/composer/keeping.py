"""Where a composer's questions and replies go, so that a kernel that is restarted has lost neither."""

from __future__ import annotations

from typing import Protocol

from omni_nb.reply.reply import Reply


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
