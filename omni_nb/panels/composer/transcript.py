"""The conversation as ordinary outputs: what stays in a notebook when its composer is gone.

The same pieces are shown in the composer. All of it is a function of prompts and replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from omni_nb import escape
from omni_nb.messages import _
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Reply
from omni_nb.saving import markdown_file
from omni_nb.show import display, static
from omni_nb.show.looks import QUIET
from omni_nb.show.markdown import inert
from omni_nb.show.media import with_players
from omni_nb.show.question import asked, plain


@dataclass(slots=True)
class Exchange:
    """One turn of a conversation as it is shown.

    Attributes:
        reply: What came back, or None while it comes and for a turn that only has words.
        answer: The words that were answered, where there is no reply (a chat from elsewhere).
        remembered: Whether the model is told this turn later on.
        pinned: Whether somebody marked it to be found again.
        coming: The id of the reply that is asked for, as long as there is none.
        question, words, rest: HTML, made by `draw`.
        copied_question, copied_answer: Markdown for the clipboard, made by `draw`.
    """

    id: str
    prompt: Prompt
    reply: Reply | None = None
    answer: str = ""
    remembered: bool = False
    pinned: bool = False
    coming: str = ""
    question: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    rest: str = field(default="", repr=False)
    copied_question: str = field(default="", repr=False)
    copied_answer: str = field(default="", repr=False)

    def draw_question(self) -> None:
        """Make the HTML of what was asked. It decodes media."""
        self.question = asked(self.prompt)
        self.copied_question = "\n\n".join(markdown_file.question(self.prompt))

    def draw_reply(self) -> None:
        """Make the HTML of what was answered. It encodes sound."""
        reply = self.reply if self.reply is not None else Reply(text=self.answer, complete=True)
        self.words, sound, facts = static.pieces(reply)
        self.copied_answer = "\n\n".join(markdown_file.answer(self.reply, self.text))
        self.rest = "" if self.reply is None else (f'<div class="omni-nb-sound">{sound}</div>' if sound else "") + facts

    @property
    def text(self) -> str:
        """The words of the answer."""
        return self.reply.text if self.reply is not None else self.answer

    @property
    def settled(self) -> bool:
        """Whether there is an answer."""
        return self.reply is not None or bool(self.answer)

    @property
    def state(self) -> str:
        """Why a turn is not part of the conversation; empty if it is."""
        if self.remembered:
            return ""
        if self.reply is not None and self.reply.complete and not self.reply.text:
            return str(_("not remembered: the answer has no text"))
        return str(_("not remembered: the answer is not complete"))


def draw(exchanges: Sequence[Exchange]) -> None:
    """Make the HTML of each turn that has none."""
    for exchange in exchanges:
        if not exchange.words:
            exchange.draw_question()
            exchange.draw_reply()


Numbered = tuple[int, Exchange]
"""A turn with its place in its branch."""


def transcript(
    exchanges: Sequence[Numbered], *, key: str, others: Sequence[tuple[str, Sequence[Numbered]]] = ()
) -> display.Bundle:
    """The whole conversation, in its order, as one output.

    Args:
        exchanges: Drawn turns.
        key: Names the composer: while that is alive it shows the same, and hides this.
        others: What else was said, folded: words, and turns. A notebook that is saved now must not have lost it.
    """
    if not exchanges and not others:
        words = str(_("The conversation will be kept here."))
        return {
            "text/html": f'<div class="omni-nb-kept-{key}" style="{QUIET}">{escape.html(words)}</div>',
            "text/plain": words,
        }
    parts = [(html_of(exchanges), _markdown(exchanges), _plain(exchanges)), *(_folded(*other) for other in others)]
    html, markdown, plain_text = (list(filter(None, column)) for column in zip(*parts, strict=True))
    return {
        "text/html": with_players(f'<div class="omni-nb-kept-{key}">{"".join(html)}</div>'),
        "text/markdown": "\n\n".join(markdown),
        "text/plain": escape.visible("\n\n".join(plain_text)),
    }


def counted(n: int) -> str:
    """`1 turn`, `2 turns`."""
    return str(_("{n} turn|{n} turns", n=n))


def html_of(exchanges: Sequence[Numbered]) -> str:
    """Turns as they stay: the question on a card, the answer on the page. All styles stand beside their elements."""
    return "".join(
        f'<div style="margin:14px 0 18px"><div style="{QUIET}">{escape.html(_head(n, e))}</div>'
        f'{e.question}<div style="margin:8px 0 4px">{e.words}{e.rest}</div></div>'
        for n, e in exchanges
    )


def _head(n: int, e: Exchange) -> str:
    """`2 · You · pinned · not remembered: it was not answered in whole`."""
    return " · ".join(filter(None, [str(n), str(_("You")), str(_("pinned")) if e.pinned else "", e.state]))


def _folded(words: str, exchanges: Sequence[Numbered]) -> tuple[str, str, str]:
    html = f'<details style="margin:6px 0"><summary style="{QUIET}">{escape.html(words)}</summary>{html_of(exchanges)}</details>'
    return html, f"*{escape.markdown(words)}*\n\n{_markdown(exchanges)}", f"{words}\n\n{_plain(exchanges)}"


def _markdown(exchanges: Sequence[Numbered]) -> str:
    you = _("You")
    return "\n\n".join(
        f"**{you}:** {inert(plain(e.prompt))}\n\n**{escape.markdown(_model(e))}:**\n\n{inert(e.text)}"
        for _n, e in exchanges
    )


def _plain(exchanges: Sequence[Numbered]) -> str:
    you = _("You")
    return "\n\n".join(f"{you}: {plain(e.prompt)}\n{_model(e)}: {e.text}" for _n, e in exchanges)


def _model(e: Exchange) -> str:
    return e.reply.model if e.reply is not None else str(_("Answer"))
