"""Recall: which conversation stood in a cell before that was run again, in this kernel or before its restart.

A cell that is run again makes a new composer, and the page takes the old one away. The conversation is found by the
cell: the front end names it with each execution. It is offered, not put back: whoever runs all cells again, or wants
to begin anew, must not find turns that are sent along.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from omni_nb.chat import Chat
from omni_nb.errors import OmniError
from omni_nb.kept import conversations
from omni_nb.kept.conversations import Said
from omni_nb.messages import _
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.request import Turn
from omni_nb.reply.reply import Reply
from omni_nb.show.question import plain

_MOST_CELLS = 32
_MOST_BRANCHES = 12
_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(slots=True)
class Branch:
    """One course of a conversation.

    Attributes:
        earlier: Whether it stood in this cell before, under another composer; it is copied when it is chosen.
    """

    chat: Chat
    exchanges: list[Exchange] = field(default_factory=list)
    earlier: bool = False

    def remembered_before(self, exchange: Exchange) -> int:
        """How many turns of the chat come before this one."""
        return sum(e.remembered for e in self.exchanges[: self.exchanges.index(exchange)])

    @property
    def asked(self) -> list[str]:
        """What was asked in it, turn by turn."""
        return [plain(e.prompt) for e in self.exchanges]

    def copied(self, chat: Chat) -> Branch:
        """Copy the branch to another chat, to go on with; this one stays as it is."""
        chat.turns = self.chat.turns.fork()
        return Branch(chat, list(self.exchanges))


_ran: dict[str, tuple[object, int]] = {}  # cell: its execution, and how many composers that showed before
_stood: dict[str, list[Branch]] = {}
_whose: dict[str, Recall] = {}


class Recall:
    """Knows the cells in which one composer was shown.

    Args:
        on_disk: Says whether conversations may be written, as replies are.
    """

    def __init__(self, on_disk: Callable[[], bool]) -> None:
        self._on_disk = on_disk
        self._places: list[str] = []

    @property
    def place(self) -> str | None:
        """Where the composer was shown last; None where the front end does not name cells."""
        return self._places[-1] if self._places else None

    def shown(self, cell: str | None, execution: object, own: Sequence[Branch], chat: Callable[[], Chat]) -> list[Branch]:  # fmt: skip
        """Remember that the composer is shown in a cell; returns what stood there before and is none of its own.

        Args:
            cell: Names the cell, or None where the front end does not.
            execution: What tells this run of it from others: a cell may show two composers in one.
            own: The composer's own courses; the current one is the first.
            chat: Makes an empty chat, for a conversation that is read from disk.

        Returns:
            Its branches, the one that went on first.
        """
        if cell is None:
            return []
        place = _place(cell, execution)
        before = _stood.get(place) or _from_disk(place, chat)
        self._places.append(place)
        _whose[place] = self
        self.keep(own)
        return [b for b in before if b.exchanges and all(b is not o for o in own)]

    def keep(self, branches: Sequence[Branch]) -> None:
        """Keep the conversation as it stands now, the branch that goes on first. One without turns replaces no other.

        What stood there before it is kept behind it, until it is twelve branches back or was asked again word by word.
        """
        kept = _worth_keeping(branches)
        if not kept or kept[0].earlier:
            return
        for place in self._places:
            if _whose.get(place) is self:
                _stood[place] = kept
                said = [found for b in kept if (found := [_said(e) for e in b.exchanges if e.words or e.coming])]
                if said and self._on_disk():
                    with contextlib.suppress(
                        OSError, OmniError
                    ):  # whoever keeps the replies says that the disk is full
                        conversations.keep(place, said)


def _worth_keeping(branches: Sequence[Branch]) -> list[Branch]:
    kept: list[Branch] = []
    for branch in sorted((b for b in branches if b.exchanges), key=lambda b: b.earlier):  # own ones first
        asked = branch.asked
        again = branch.earlier and not any(e.pinned for e in branch.exchanges)
        if not (again and any(b.asked[: len(asked)] == asked for b in kept)):
            kept.append(branch)
    return kept[:_MOST_BRANCHES]


def _place(cell: str, execution: object) -> str:
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
    return Said(
        asked=plain(e.prompt),
        answer=answer,
        reply=e.reply,
        remembered=e.remembered,
        pinned=e.pinned,
        id=e.id,
        coming=e.coming,
    )


def _ended(said: Said) -> Reply | None:
    """Its reply. One that was coming when its kernel ended says so."""
    if not said.coming or (said.reply is not None and said.reply.ending != "in_progress"):
        return said.reply
    left = said.reply or Reply(prompt=said.asked, id=said.coming)
    error = OmniError(_("the kernel ended before the answer did"), code="cut", repair=_("Ask again."))
    return dataclasses.replace(left, error=error)


def _from_disk(place: str, new_chat: Callable[[], Chat]) -> list[Branch]:
    """Read a conversation, its media from the history. Where they are gone they are words, for person and model alike."""
    turns: dict[str, Exchange] = {}  # branches share them
    found = []
    for said_in_it in conversations.find(place):
        branch = Branch(new_chat())
        for said in said_in_it:
            id = said.id if _ID.fullmatch(said.id) else uuid.uuid4().hex[:8]
            if id not in turns:
                asked = said.reply.asked if said.reply is not None else None
                prompt = asked or Prompt((TextPart(said.asked or "…"),))
                turns[id] = Exchange(id, prompt, _ended(said), answer=said.answer, remembered=said.remembered, pinned=said.pinned)  # fmt: skip
            exchange = turns[id]
            branch.exchanges.append(exchange)
            if exchange.remembered:
                branch.chat.turns.add(Turn(exchange.prompt, said.answer), exchange.reply)
        found.append(branch)
    return found
