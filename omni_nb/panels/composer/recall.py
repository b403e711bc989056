"""Recall: which conversation stood in a cell before that was run again, in this kernel or before its restart.

A cell that is run again makes a new composer, and the page takes the old one away. The conversation is found by the
cell: the front end names it with each execution. It is offered, not put back: whoever runs all cells again, or wants
to begin anew, must not find turns that are sent along.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from omni_nb.chat import Chat
from omni_nb.errors import OmniError
from omni_nb.history import conversations
from omni_nb.history.conversations import Said
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.request import Turn
from omni_nb.show.question import plain

_MOST_CELLS = 32


@dataclass(slots=True)
class Branch:
    """One course of a conversation.

    Attributes:
        earlier: Whether it stood in this cell before, under another composer; it is copied when it is chosen.
    """

    chat: Chat
    title: str
    exchanges: list[Exchange] = field(default_factory=list)
    earlier: bool = False

    def remembered_before(self, exchange: Exchange) -> int:
        """How many turns of the chat come before this one."""
        return sum(e.remembered for e in self.exchanges[: self.exchanges.index(exchange)])

    def copied(self, chat: Chat) -> Branch:
        """Copy the branch to another chat, to go on with; this one stays as it is."""
        chat.turns = self.chat.turns.fork()
        return Branch(chat, self.title, list(self.exchanges))


_ran: dict[str, tuple[int | None, int]] = {}  # cell: its execution, and how many composers that showed before
_stood: dict[str, Branch] = {}
_whose: dict[str, Recall] = {}


class Recall:
    """Knows the cells in which one composer was shown.

    Args:
        on_disk: Says whether conversations may be written, as replies are.
    """

    def __init__(self, on_disk: Callable[[], bool]) -> None:
        self._on_disk = on_disk
        self._places: list[str] = []

    def shown(self, cell: str | None, execution: int | None, own: Sequence[Branch], chat: Callable[[], Chat]) -> Branch | None:  # fmt: skip
        """Remember that the composer is shown in a cell; returns what stood there before, if that was another conversation.

        Args:
            cell: Names the cell, or None where the front end does not.
            execution: The number under which it runs: a cell may show two composers in one.
            own: The composer's own courses; the current one is the first.
            chat: Makes an empty chat, for a conversation that is read from disk.
        """
        if cell is None:
            return None
        place = _place(cell, execution)
        before = _stood.get(place) or _from_disk(place, chat())
        self._places.append(place)
        _whose[place] = self
        self.keep(own[0])
        return before if before is not None and before.exchanges and all(before is not b for b in own) else None

    def keep(self, branch: Branch) -> None:
        """Keep the conversation as it stands now. One without turns replaces no other."""
        if not branch.exchanges:
            return
        for place in self._places:
            if _whose.get(place) is self:
                _stood[place] = branch
                said = [_said(e) for e in branch.exchanges if e.words]
                if said and self._on_disk():
                    with contextlib.suppress(
                        OSError, OmniError
                    ):  # whoever keeps the replies says that the disk is full
                        conversations.keep(place, said)


def _place(cell: str, execution: int | None) -> str:
    last, n = _ran.pop(cell, (None, 0))
    n = n + 1 if execution is not None and last == execution else 0
    _ran[cell] = (execution, n)
    while len(_ran) > _MOST_CELLS:
        oldest = next(iter(_ran))
        for place in [f"{oldest}#{i}" for i in range(_ran.pop(oldest)[1] + 1)]:
            _stood.pop(place, None)
            _whose.pop(place, None)
    return f"{cell}#{n}"


def _said(e: Exchange) -> Said:
    answer = e.reply.text if e.reply is not None else e.answer
    return Said(asked=plain(e.prompt), answer=answer, reply=e.reply, remembered=e.remembered)


def _from_disk(place: str, chat: Chat) -> Branch | None:
    """Read a conversation. Its media are words, for the person and for the model alike: they were not kept."""
    branch = Branch(chat, "before")
    for said in conversations.find(place):
        prompt = Prompt((TextPart(said.asked or "…"),))
        branch.exchanges.append(
            Exchange(uuid.uuid4().hex[:8], prompt, said.reply, answer=said.answer, remembered=said.remembered)
        )
        if said.remembered:
            chat.turns.add(Turn(prompt, said.answer), said.reply)
    return branch if branch.exchanges else None
