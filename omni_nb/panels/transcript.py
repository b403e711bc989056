"""The conversation as ordinary outputs: what stays in a notebook when its composer is gone.

The same pieces are shown in the composer. All of it is a function of prompts and replies.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from omni_nb import escape
from omni_nb.panels.cards import facts_of, thumbnail
from omni_nb.prompt.mend import part_kind
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.prompt.remake import miniature
from omni_nb.reply.reply import Reply
from omni_nb.show import display, static
from omni_nb.show.markdown import inert
from omni_nb.sound.clip import Clip

_QUIET = "color:#808896;font-size:0.85em;line-height:1.5"
_PICTURE_PX = 480
_NAMES = {"image": "picture", "audio": "sound", "video": "film"}


@dataclass(slots=True)
class Exchange:
    """One turn of a conversation as it is shown.

    Attributes:
        reply: What came back, or None while it comes and for a turn that only has words.
        answer: The words that were answered, where there is no reply (a chat from elsewhere).
        remembered: It is part of what the model is told later.
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
        first, *others = list(static.bundles(reply))
        self.words = str(first["text/html"])
        if self.reply is None:
            self.rest = ""
            return
        *sound, facts = others
        joined = "".join(b["text/html"] for b in sound)
        self.rest = (f'<div class="omni-nb-sound">{joined}</div>' if joined else "") + str(facts["text/html"])

    @property
    def state(self) -> str:
        """A word for a turn that is not part of the conversation, or nothing."""
        return "" if self.remembered else "not remembered: it was not answered in whole"


def asked(prompt: Prompt) -> str:
    """What was asked: its media, then its words."""
    media = "".join(_medium(p) for p in prompt.media)
    row = f'<div style="display:flex;flex-wrap:wrap;gap:8px;margin:4px 0">{media}</div>' if media else ""
    words = escape.html(prompt.text)
    return row + (
        f'<div style="white-space:pre-wrap;overflow-wrap:anywhere;font-weight:600">{words}</div>' if words else ""
    )


def _medium(part: MediaPart | FramesPart) -> str:
    kind = part_kind(part)
    name = (part.name if isinstance(part, MediaPart) else "") or _NAMES[kind]
    line = f'<div style="{_QUIET};overflow-wrap:anywhere">{escape.html(name)} · {escape.html(facts_of(part))}</div>'
    shown = ""
    if isinstance(part, MediaPart) and part.data is not None and kind == "image":
        src = "data:image/jpeg;base64," + base64.b64encode(miniature(part.data, _PICTURE_PX)).decode()
        shown = _picture(src, name)
    elif isinstance(part, MediaPart) and part.data is not None and kind == "audio":
        clip = Clip.read(part.data)
        # 4 kB a second: a minute of speech is a quarter of a megabyte of notebook
        small = clip.encode_small() if clip.duration_s <= 600 else b""
        shown = str(display.player(small, "audio/mpeg")["text/html"]) if small else _picture(thumbnail(part), name)
    else:
        src = thumbnail(part)
        shown = _picture(src, name) if src else ""
    return f'<div style="max-width:100%">{shown}{line}</div>'


def _picture(src: str, name: str) -> str:
    return f'<img alt="{escape.html(name)}" src="{src}" style="max-width:240px;max-height:160px;border-radius:6px;display:block">'


def transcript(exchanges: Sequence[Exchange], *, key: str) -> display.Bundle:
    """The whole conversation, in its order, as one output.

    Args:
        exchanges: Drawn turns.
        key: Names the composer: while that is alive it shows the same, and hides this.
    """
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
            "\n\n".join(f"you: {_plain(e.prompt)}\n{_model(e)}: {_answer(e)}" for e in exchanges)
        ),
    }


def _markdown(e: Exchange) -> str:
    return f"**you:** {inert(_plain(e.prompt))}\n\n**{escape.markdown(_model(e))}:**\n\n{inert(_answer(e))}"


def _plain(prompt: Prompt) -> str:
    media = [f"[{_NAMES[part_kind(p)]}: {facts_of(p)}]" for p in prompt.media]
    return " ".join([*media, prompt.text])


def _answer(e: Exchange) -> str:
    return e.reply.text if e.reply is not None else e.answer


def _model(e: Exchange) -> str:
    return e.reply.model if e.reply is not None else "answer"
