"""Turns of a conversation as a plain value, with the replies they came from: add, undo, fork. It asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from omni_nb.messages import _
from omni_nb.prompt.request import Turn
from omni_nb.reply.reply import Reply


@dataclass(slots=True)
class Conversation:
    """Earlier turns: prompts with their media, answers as text (the API takes no other history).

    Attributes:
        turns: What goes along. A plain list, which a user may change.
        replies: What people were shown, sound and facts with it; found by the turn, so that a fork shows them too.
    """

    turns: list[Turn] = field(default_factory=list)
    replies: tuple[tuple[Turn, Reply], ...] = field(default=(), compare=False, repr=False)

    def add(self, turn: Turn, reply: Reply | None = None) -> None:
        """Append one exchange."""
        self.turns.append(turn)
        if reply is not None:
            self.replies = (*self.replies, (turn, reply))

    def reply_of(self, turn: Turn) -> Reply | None:
        """The reply whose words this turn holds, or None for a turn that was written by hand."""
        return next((reply for of, reply in self.replies if of is turn), None)

    def undo(self, n: int = 1) -> None:
        """Take the last `n` turns back.

        Raises:
            ValueError: Fewer turns than that.
        """
        if not isinstance(n, int) or not 1 <= n <= len(self.turns):
            raise ValueError(
                _(
                    "cannot undo {many} of {n} turn|cannot undo {many} of {n} turns",
                    many=repr(n),
                    n=len(self.turns),
                )
            )
        del self.turns[-n:]
        self.replies = self._replies_of(self.turns)

    def fork(self, at: int | None = None) -> Conversation:
        """A copy of the first `at` turns (all by default); the two go on apart."""
        n = len(self.turns) if at is None else at
        if not isinstance(n, int) or not 0 <= n <= len(self.turns):
            raise ValueError(_("cannot fork at turn {n} of {n2}", n=repr(n), n2=len(self.turns)))
        return Conversation(self.turns[:n], self._replies_of(self.turns[:n]))

    def _replies_of(self, turns: list[Turn]) -> tuple[tuple[Turn, Reply], ...]:
        return tuple(pair for pair in self.replies if any(pair[0] is turn for turn in turns))

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)
