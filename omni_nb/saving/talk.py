"""A conversation as it is saved: a plain value of prompts and replies. It knows no composer and no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_nb.messages import _
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.reply.reply import Reply

_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTurn:
    """One turn: what was asked, and what came back.

    Attributes:
        prompt: The question, with its media.
        reply: The answer, also one that was cut; None while it comes, and for a turn that has words only.
        answer: The words of the answer where there is no reply.
        remembered: Whether the model is told this turn in later ones.
        pinned: Whether somebody marked it to be found again.
    """

    prompt: Prompt
    reply: Reply | None = None
    answer: str = ""
    remembered: bool = True
    pinned: bool = False

    @property
    def text(self) -> str:
        """The words of the answer."""
        return self.reply.text if self.reply is not None else self.answer

    @property
    def state(self) -> str:
        """Why this is not a whole turn, in words; empty if it is."""
        if self.reply is None and not self.answer:
            return str(_("no answer yet"))
        if self.remembered or self.reply is None:
            return ""
        if self.reply.complete:
            return "" if self.reply.text else str(_("answered without text"))
        return str(_("not answered completely"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBranch:
    """One course of a conversation.

    Attributes:
        turns: All of its turns, from the first on.
        title: What tells it from the other branches; empty where there is one branch.
        after: How many of its turns stand in a branch before this one already.
    """

    turns: tuple[ConversationTurn, ...]
    title: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation with its branches; at least one turn in the first of them."""

    branches: tuple[TalkBranch, ...]

    @classmethod
    def of(cls, turns: Sequence[ConversationTurn]) -> Talk:
        """A conversation of one branch."""
        return cls(branches=(TalkBranch(turns=tuple(turns)),))

    @property
    def turns(self) -> tuple[ConversationTurn, ...]:
        """Every turn, each once, branch by branch."""
        return tuple(turn for branch in self.branches for turn in branch.turns[branch.after :])

    @property
    def title(self) -> str:
        """The first words that were asked."""
        words = next((" ".join(t.prompt.text.split()) for t in self.turns if t.prompt.text.strip()), "")
        if not words:
            return str(_("A conversation"))
        return words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1].rstrip()}…"


def turn_of(reply: Reply) -> ConversationTurn:
    """A reply with its question as a turn; of a reply that was kept on disk the question's words are there, not its media."""
    prompt = reply.asked or Prompt((TextPart(reply.prompt),) if reply.prompt else ())
    return ConversationTurn(prompt=prompt, reply=reply, remembered=reply.complete and bool(reply.text))
