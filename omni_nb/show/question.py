"""What was asked, as it stays: the media small, with name, size and length; the words. A function of the prompt."""

from __future__ import annotations

from omni_nb import escape
from omni_nb.prompt.parts import Prompt
from omni_nb.show import media
from omni_nb.show.display import Bundle

_MOST_UNFOLDED = 3
_QUIET = "color:#808896;font-size:0.85em;line-height:1.5"


def about(prompt: Prompt) -> Bundle:
    """The media of a question, above its answer: more than three are folded. It decodes and encodes.

    The words are left out: in a notebook they stand in the cell above.
    """
    return {"text/html": _media(prompt), "text/markdown": _markdown(prompt), "text/plain": "\n".join(_named(prompt))}


def in_words(prompt: Prompt) -> Bundle:
    """The media of a question in words only: nothing is decoded for it."""
    lines = "".join(f'<div style="{_QUIET}">{escape.html(line)}</div>' for line in _described(prompt))
    return {"text/html": lines, "text/markdown": _markdown(prompt), "text/plain": "\n".join(_named(prompt))}


def asked(prompt: Prompt) -> str:
    """HTML of the whole question: its media, then its words."""
    words = escape.html(prompt.text)
    return (_media(prompt) if prompt.media else "") + (
        f'<div style="white-space:pre-wrap;overflow-wrap:anywhere;font-weight:600">{words}</div>' if words else ""
    )


def plain(prompt: Prompt) -> str:
    """The whole question in one line of words."""
    return " ".join([*_named(prompt), prompt.text])


def _media(prompt: Prompt) -> str:
    drawn = "".join(media.drawn(p) for p in prompt.media)
    row = f'<div style="display:flex;flex-wrap:wrap;gap:8px;margin:4px 0">{drawn}</div>'
    if len(prompt.media) <= _MOST_UNFOLDED:
        return row
    return f'<details><summary style="{_QUIET}">asked about {_counted(prompt)}</summary>{row}</details>'


def _counted(prompt: Prompt) -> str:
    kinds = [media.kind_name(p) for p in prompt.media]
    return ", ".join(
        f"{kinds.count(kind)} {kind}{'s' if kinds.count(kind) > 1 else ''}" for kind in dict.fromkeys(kinds)
    )


def _described(prompt: Prompt) -> list[str]:
    return [media.described(p) for p in prompt.media]


def _named(prompt: Prompt) -> list[str]:
    """`[picture: cat.png · 640 × 480 · png · 12 kB]` for each."""
    out = []
    for part in prompt.media:
        kind, words = media.kind_name(part), media.described(part).removeprefix(f"{media.kind_name(part)} · ")
        out.append(f"[{kind}: {escape.visible(words)}]")
    return out


def _markdown(prompt: Prompt) -> str:
    return "\n\n".join(f"*{escape.markdown(line)}*" for line in _described(prompt))
