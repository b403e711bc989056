"""A conversation as Markdown that runs and loads nothing, whoever renders it."""

from __future__ import annotations

from collections.abc import Iterator

from omni_nb import escape
from omni_nb.messages import _
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Reply
from omni_nb.saving.contents import Contents, TurnFiles
from omni_nb.saving.talk import ConversationTurn, Talk
from omni_nb.show import media, static
from omni_nb.show.stored import inert


def markdown(talk: Talk, contents: Contents | None = None) -> str:
    """The whole conversation: each question as a quotation, each answer below it.

    Args:
        talk: What was said.
        contents: Files that stand beside the text, to be linked; None: sound and attachments are words.
    """
    blocks = [f"# {escape.markdown(talk.title)}"]
    place = 0
    for branch in talk.branches:
        if branch.title:
            blocks.append(f"## {escape.markdown(branch_heading(branch.title))}")
        if branch.after:
            blocks.append(f"*{escape.markdown(goes_on_after(branch.after))}*")
        for n, turn in enumerate(branch.turns[branch.after :], branch.after + 1):
            blocks += _turn(n, turn, contents.of_turn[place] if contents is not None else TurnFiles())
            place += 1
    return "\n\n".join(blocks) + "\n"


def branch_heading(title: str) -> str:
    """What stands above a branch, where there are several."""
    return str(_("Branch: {words}", words=title))


def goes_on_after(turns: int) -> str:
    """Where a branch begins."""
    return str(_("It continues after turn {n}; the earlier turns are above.", n=turns))


def heading(n: int, turn: ConversationTurn) -> str:
    """Whose question it is, and what is particular about the turn: `2 · You · pinned · not answered in whole`."""
    return " · ".join(
        [str(n), str(_("You")), *([str(_("pinned"))] if turn.pinned else []), *filter(None, [turn.state])]
    )


def _turn(n: int, turn: ConversationTurn, files: TurnFiles) -> Iterator[str]:
    yield headline(n, turn)
    yield from question(turn.prompt, files)
    yield from answer(turn.reply, turn.text)
    if turn.reply is not None:
        yield from _about(turn.reply, files)


def headline(n: int, turn: ConversationTurn) -> str:
    """What stands above a turn."""
    return f"### {escape.markdown(heading(n, turn))}"


def question(prompt: Prompt, files: TurnFiles | None = None) -> Iterator[str]:
    """Blocks of a question: what was sent along, the words as a quotation."""
    attachments = files.attachments if files is not None else []
    for i, part in enumerate(prompt.media):
        yield _linked(media.described(part), attachments[i] if attachments else [])
    if prompt.text.strip():
        yield _quoted(prompt.text)


def answer(reply: Reply | None, text: str) -> Iterator[str]:
    """Blocks of an answer: who gave it, and its words."""
    nobody = _("Answer")
    yield f"### {escape.markdown(reply.model if reply is not None else '') or nobody}"
    if text.strip():
        yield inert(text)


def _about(reply: Reply, files: TurnFiles) -> Iterator[str]:
    for name, words in (
        (files.sound, str(_("Sound"))), (files.captions, str(_("Captions"))), (files.undecoded, str(_("Sound that could not be decoded"))),
    ):  # fmt: skip
        if name:
            yield _linked(words, [name])
    yield f"*{escape.markdown(' · '.join(static.facts_of(reply)))}*"
    if trouble := static.trouble_of(reply):
        yield f"⚠ {escape.markdown(trouble)}"
    yield from (escape.markdown(str(note)) for note in reply.notes)


def _linked(words: str, names: list[str]) -> str:
    if len(names) == 1:
        return f"[{escape.markdown(words)}]({names[0]})"
    links = "".join(f" [{n}]({name})" for n, name in enumerate(names, 1))
    return f"*{escape.markdown(words)}*{links}"


def _quoted(words: str) -> str:
    """A quotation, its lines as they were written: two spaces at the end keep a line one, where it is no program's."""
    ends = "" if "```" in words or "~~~" in words else "  "
    return "\n".join(f"> {line}{ends}" if line.strip() else ">" for line in inert(words).strip("\n").split("\n"))
