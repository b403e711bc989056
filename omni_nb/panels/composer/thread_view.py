"""The conversation as the page and the notebook are shown it: turns, the bar of branches, what stays. Functions of values."""

from __future__ import annotations

from collections.abc import Sequence

from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.panels.composer.branch_names import branch_names, shared
from omni_nb.panels.composer.recall import Branch
from omni_nb.panels.composer.talks import turn_of
from omni_nb.panels.composer.transcript import Exchange, counted, transcript
from omni_nb.saving import markdown_file
from omni_nb.show import display
from omni_nb.widgets.protocol.sections import BranchTab, TurnView


def turn_view(n: int, e: Exchange) -> TurnView:
    """A turn, whose answer may still come."""
    settled = bool(e.words)
    copied = [markdown_file.headline(n, turn_of(e)), e.copied_question, e.copied_answer]
    return {
        "n": n, "question": e.question, "words": e.words, "rest": e.rest, "state": e.state if settled else "",
        "bad": settled and not e.remembered, "pinned": e.pinned, "asked": e.prompt.text, "answer": e.text,
        "markdown": "\n\n".join(filter(None, copied)),
    }  # fmt: skip


def tabs(branches: Sequence[Branch], current: int) -> list[BranchTab]:
    """The bar of branches: each by what differs."""
    return [
        {
            "title": visible(name.words), "about": visible(_about(branch, name.shared)), "current": n == current,
            "earlier": branch.earlier,
        }
        for n, (branch, name) in enumerate(zip(branches, branch_names([b.exchanges for b in branches]), strict=True))
    ]  # fmt: skip


def _about(branch: Branch, common: int) -> str:
    """`3 turns · differs from turn 2 on`."""
    parts = [str(counted(len(branch.exchanges)))]
    if common:
        parts.append(str(_("differs from turn {n} on", n=common + 1)))
    if branch.earlier:
        parts.append(str(_("from before this cell was run again")))
    return " · ".join(parts)


def kept_bundle(branches: Sequence[Branch], *, key: str) -> display.Bundle:
    """What stays in the notebook: the branch that goes on; the others folded, with what they do not share.

    Args:
        branches: The one that goes on first.
        key: Names the composer: while that is alive it shows the same, and hides this.
    """
    names = branch_names([b.exchanges for b in branches])
    others = []
    for n, branch in enumerate(branches[1:], 1):
        after = max(shared(branch.exchanges, before.exchanges) for before in branches[:n])
        own = [(at, e) for at, e in enumerate(branch.exchanges, 1) if at > after and e.words]
        if own and not (branch.earlier and _said_again(branch, branches[:n])):
            words = (
                _("before this cell was run again: {words}", words=names[n].words) if branch.earlier else names[n].words
            )
            others.append((f"{words} · {counted(len(own))}", own))
    return transcript([(at, e) for at, e in enumerate(branches[0].exchanges, 1) if e.words], key=key, others=others)


def _said_again(branch: Branch, others: Sequence[Branch]) -> bool:
    """Word by word what another branch asks first: "run all" makes no notebook longer."""
    asked = branch.asked
    return any(o.asked[: len(asked)] == asked for o in others)
