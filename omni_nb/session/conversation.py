"""Turns of a conversation as a plain value: add, undo, fork. It asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from omni_nb.wire.encode import Turn


@dataclass(slots=True)
class Conversation:
    """Earlier turns: prompts with their media, answers as text (the API takes no other history)."""

    turns: list[Turn] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        """Append one exchange."""
        self.turns.append(turn)

    def undo(self, n: int = 1) -> None:
        """Take the last `n` turns back.

        Raises:
            ValueError: Fewer turns than that.
        """
        if not 1 <= n <= len(self.turns):
            raise ValueError(f"cannot undo {n} of {len(self.turns)} turns")
        del self.turns[-n:]

    def fork(self, at: int | None = None) -> Conversation:
        """A copy of the first `at` turns (all by default); the two go on apart."""
        n = len(self.turns) if at is None else at
        if not 0 <= n <= len(self.turns):
            raise ValueError(f"cannot fork at turn {n} of {len(self.turns)}")
        return Conversation(self.turns[:n])

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)
