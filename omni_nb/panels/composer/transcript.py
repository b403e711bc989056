"""The conversation as ordinary outputs: what stays in a notebook when its composer is gone.

The same pieces are shown in the composer. All of it is a function of prompts and replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from omni_nb import escape
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Reply
from omni_nb.show import display, static
from omni_nb.show.markdown import inert
from omni_nb.show.question import asked, plain

_QUIET = "color:#808896;font-size:0.85em;line-height:1.5"


@dataclass(slots=True)
class Exchange:
    """One turn of a conversation as it is shown.

    Attributes:
        reply: What came back, or None while it comes and for a turn that only has words.
        answer: The words that were answered, where there is no reply (a chat from elsewhere).
        remembered: Whether the model is told this turn later on.
        question, words, rest: HTML, made by `draw`.
    """

    id: str
    prompt: Prompt
    reply: Reply | None = None
    answer: str = ""
    remembered: bool = False
    question: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    rest: str = field(default="", repr=False)

    def draw_question(self) -> None:
        """Make the HTML of what was asked. It decodes media."""
        self.question = asked(self.prompt)

    def draw_reply(self) -> None:
        """Make the HTML of what was answered. It encodes sound."""
        reply = self.reply if self.reply is not None else Reply(text=self.answer, complete=True)
        first, *others = list(static.answer(reply))
        self.words = str(first["text/html"])
        if self.reply is None:
            self.rest = ""
            return
        *sound, facts = others
        joined = "".join(b["text/html"] for b in sound)
        self.rest = (f'<div class="omni-nb-sound">{joined}</div>' if joined else "") + str(facts["text/html"])

    @property
    def settled(self) -> bool:
        """Whether there is an answer."""
        return self.reply is not None or bool(self.answer)

    @property
    def state(self) -> str:
        """Why a turn is not part of the conversation; empty if it is."""
        if self.remembered:
            return ""
        wordless = self.reply is not None and self.reply.complete and not self.reply.text
        return "not remembered: " + ("it was answered without words" if wordless else "it was not answered in whole")


def draw(exchanges: Sequence[Exchange]) -> None:
    """Make the HTML of each turn that has none."""
    for exchange in exchanges:
        if not exchange.words:
            exchange.draw_question()
            exchange.draw_reply()


def transcript(exchanges: Sequence[Exchange], *, key: str, earlier: Sequence[Exchange] = ()) -> display.Bundle:
    """The whole conversation, in its order, as one output.

    Args:
        exchanges: Drawn turns.
        key: Names the composer: while that is alive it shows the same, and hides this.
        earlier: What stood here before. As long as nothing else was said it stays, folded: a notebook that is saved
            now must not have lost it.
    """
    if not exchanges and earlier:
        return _folded(
            transcript(earlier, key=key), key, f"the conversation before this cell was run again: {turns(len(earlier))}"
        )
    if not exchanges:
        words = "The conversation will be kept here."
        return {"text/html": f'<div class="omni-nb-kept-{key}" style="{_QUIET}">{words}</div>', "text/plain": words}
    blocks = []
    for n, e in enumerate(exchanges, start=1):
        head = f'<div style="{_QUIET};margin-top:10px">{n} · you{" · " + escape.html(e.state) if e.state else ""}</div>'
        blocks.append(head + e.question + f'<div style="margin:6px 0 4px">{e.words}{e.rest}</div>')
    return {
        "text/html": f'<div class="omni-nb-kept-{key}">{"".join(blocks)}</div>',
        "text/markdown": "\n\n".join(_markdown(e) for e in exchanges),
        "text/plain": escape.visible(
            "\n\n".join(f"you: {plain(e.prompt)}\n{_model(e)}: {_answer(e)}" for e in exchanges)
        ),
    }


def turns(n: int) -> str:
    """`1 turn`, `2 turns`."""
    return f"{n} turn{'' if n == 1 else 's'}"


def _folded(bundle: display.Bundle, key: str, words: str) -> display.Bundle:
    return {
        "text/html": f'<details class="omni-nb-kept-{key}"><summary style="{_QUIET}">{words}</summary>{bundle["text/html"]}</details>',
        "text/markdown": f"*{words}*\n\n{bundle['text/markdown']}",
        "text/plain": f"{words}\n\n{bundle['text/plain']}",
    }


def _markdown(e: Exchange) -> str:
    return f"**you:** {inert(plain(e.prompt))}\n\n**{escape.markdown(_model(e))}:**\n\n{inert(_answer(e))}"


def _answer(e: Exchange) -> str:
    return e.reply.text if e.reply is not None else e.answer


def _model(e: Exchange) -> str:
    return e.reply.model if e.reply is not None else "answer"
