"""What a composer holds as values that are saved, and that a program reads: its turns, its branches by what differs."""

from __future__ import annotations

from collections.abc import Sequence

from omni_nb.panels.composer.branch_names import branch_names, shared
from omni_nb.panels.composer.recall import Branch
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.saving.talk import ConversationTurn, Talk, TalkBranch


def turn_of(exchange: Exchange) -> ConversationTurn:
    """One turn as a value."""
    return ConversationTurn(
        prompt=exchange.prompt, reply=exchange.reply, answer=exchange.answer, remembered=exchange.remembered, pinned=exchange.pinned
    )  # fmt: skip


def talk_of(branches: Sequence[Branch]) -> Talk:
    """A conversation of these branches, each turn once: the first in whole, of the others what they do not share."""
    told = [b for b in branches if b.exchanges]
    names = branch_names([b.exchanges for b in told])
    return Talk(
        branches=tuple(
            TalkBranch(
                turns=tuple(turn_of(e) for e in b.exchanges), title=names[n].words,
                after=max((shared(b.exchanges, before.exchanges) for before in told[:n]), default=0),
            )
            for n, b in enumerate(told)
        )
    )  # fmt: skip


def pinned(branches: Sequence[Branch]) -> list[ConversationTurn]:
    """What is pinned in any branch, each turn once, in the order in which it stands."""
    found = {e.id: turn_of(e) for b in branches for e in b.exchanges if e.pinned}
    return list(found.values())
