"""What tells one branch of a conversation from the others: the first words in which they differ.

A fork is told by its question, a question that was asked again by its answer, the same answer by who gave it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from omni_nb.messages import _
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.saving.cues import spoken_sentences
from omni_nb.show import media

_MOST = 32  # columns; a Chinese character takes two
_WORD = re.compile(r"[\u2e80-\uffdc]|[^\s\u2e80-\uffdc]+|\s+")
Course = Sequence[Exchange]
"""The turns of a branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchName:
    """How a branch is called beside the others.

    Attributes:
        words: The first words that differ; empty where there is no other branch.
        shared: How many turns it has in common with the branch that is nearest to it.
    """

    words: str
    shared: int = 0


def branch_names(courses: Sequence[Course]) -> list[BranchName]:
    """A name for each course; two that cannot be told apart by anything that was said are numbered."""
    if len(courses) < 2:
        return [BranchName(words="") for _one in courses]
    found = [_name(course, [c for c in courses if c is not course]) for course in courses]
    out = []
    for n, name in enumerate(found):
        same = [i for i, other in enumerate(found) if other.words == name.words]
        again = f" ({same.index(n) + 1})" if len(same) > 1 else ""
        out.append(BranchName(words=name.words + again, shared=name.shared))
    return out


def shared(one: Course, other: Course) -> int:
    """How many turns two courses have in common, from the first on: the same turns, not only the same words."""
    n = 0
    for a, b in zip(one, other, strict=False):
        if a.id != b.id:
            break
        n += 1
    return n


def _name(course: Course, others: Sequence[Course]) -> BranchName:
    common = max(shared(course, other) for other in others)
    near = [other[common:] for other in others if shared(course, other) == common]
    rest = course[common:]
    if not rest:
        after = _("nothing after turn {n}", n=common) if common else _("nothing asked yet")
        return BranchName(words=str(after), shared=common)
    rivals = [other[0] for other in near if other]
    return BranchName(words=_differing(rest[0], rivals), shared=common)


def _differing(turn: Exchange, rivals: Sequence[Exchange]) -> str:
    """By the first of these in which they differ at all."""
    ways: tuple[Callable[[Exchange], str], ...] = (_asked, _attached, _answered, _answerer)
    for way in ways:
        mine, theirs = way(turn), [way(r) for r in rivals]
        if not rivals or any(mine != other for other in theirs):
            if mine:
                return first_words_that_differ(mine, [t for t in theirs if t != mine])
            if way is _answered:
                return str(_("asked again, no answer yet"))
            if way is _attached:
                return str(_("without attachments"))
    return str(_("the same answer"))


def first_words_that_differ(mine: str, others: Sequence[str]) -> str:
    """The words of a text from where it leaves the others; `…` stands for what they share."""
    words = _WORD.findall(" ".join(mine.split()))
    same = max((_common(words, _WORD.findall(" ".join(o.split()))) for o in others), default=0)
    if same >= len(words):  # the other one goes on: the last words, and that nothing follows
        return "…" + _short(words[_last_fitting(words) :]).removesuffix("…") + " ∎"
    lead = (
        same if _columns("".join(words[:same])) > _MOST // 4 else 0
    )  # few shared words are no reason to leave them out
    return ("…" if lead else "") + _short(words[lead:])


def _common(words: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(words, other, strict=False)) if a != b), min(len(words), len(other)))


def _last_fitting(words: Sequence[str]) -> int:
    at, room = len(words), _MOST
    while at and (room := room - _columns(words[at - 1])) >= 0:
        at -= 1
    return at


def _short(words: Sequence[str]) -> str:
    """As many words as fit; of one that is too long its beginning."""
    text, room = "", _MOST
    for word in words:
        if _columns(word) > room:
            return (text.rstrip() or word[:room]) + "…"
        text, room = text + word, room - _columns(word)
    return text.strip()


def _columns(text: str) -> int:
    return sum(2 if c >= "\u2e80" else 1 for c in text)


def _asked(turn: Exchange) -> str:
    return turn.prompt.text


def _attached(turn: Exchange) -> str:
    return ", ".join(media.described(part) for part in turn.prompt.media)


def _answered(turn: Exchange) -> str:
    """As it is read aloud: without marks."""
    return " ".join(spoken_sentences(turn.text)) or turn.text


def _answerer(turn: Exchange) -> str:
    return " · ".join(filter(None, (turn.reply.voice, turn.reply.model))) if turn.reply is not None else ""
