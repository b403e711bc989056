"""What was asked, as it stays: the media small, with name, size and length; the words. A function of the prompt."""

from __future__ import annotations

from omni_nb import escape
from omni_nb.messages import Message, _, listed
from omni_nb.prompt.parts import Prompt
from omni_nb.show import media
from omni_nb.show.display import Bundle
from omni_nb.show.looks import CARD, QUIET

_MOST_UNFOLDED = 3
_MOST_LINES, _FIRST_LINES = 12, 6
_MOST_SHOWN, _FIRST_SHOWN = 900, 400  # characters
_WRITTEN = "white-space:pre-wrap;overflow-wrap:break-word"


def about(prompt: Prompt) -> Bundle:
    """The media of a question, above its answer: more than three are folded. It decodes and encodes.

    The words are left out: in a notebook they stand in the cell above.
    """
    return {
        "text/html": media.with_players(_media(prompt)),
        "text/markdown": _markdown(prompt),
        "text/plain": "\n".join(_named(prompt)),
    }


def in_words(prompt: Prompt) -> Bundle:
    """The media of a question in words only: nothing is decoded for it."""
    lines = "".join(f'<div style="{QUIET}">{escape.html(line)}</div>' for line in _described(prompt))
    return {"text/html": lines, "text/markdown": _markdown(prompt), "text/plain": "\n".join(_named(prompt))}


def asked(prompt: Prompt, *, picture_px: int | None = None) -> str:
    """HTML of the whole question on its card: its media, then its words; nothing for nothing.

    `picture_px`: how large its pictures are, at most; what a notebook keeps, if it is left out.
    """
    if not prompt.parts:
        return ""
    shown = _media(prompt, picture_px) if prompt.media else ""
    return f'<div class="omni-nb-asked" style="{CARD}">{shown}{_words(prompt.text)}</div>'


def _words(text: str) -> str:
    """The words as they were written; of many the first, and the rest folded below them."""
    if not text.strip():
        return ""
    first, rest = _cut(text)
    html = f'<div dir="auto" style="{_WRITTEN}">{escape.html(first)}</div>'
    if not rest:
        return html
    more = escape.html(_("Show all: {size} more", size=_length(rest)))
    return (
        f'{html}<details><summary style="{QUIET};cursor:pointer;padding:3px 0">{more}</summary>'
        f'<div dir="auto" style="{_WRITTEN}">{escape.html(rest)}</div></details>'
    )


def _cut(text: str) -> tuple[str, str]:
    """What is shown at once, and the rest: cut at the end of a line or a word where there is one near."""
    lines = text.split("\n")
    if len(lines) <= _MOST_LINES and len(text) <= _MOST_SHOWN:
        return text, ""
    at = min(len("\n".join(lines[:_FIRST_LINES])), _FIRST_SHOWN)
    if at == _FIRST_SHOWN:
        at = next((end for mark in "\n " if (end := text.rfind(mark, at // 2, at)) > 0), at)
    rest = text[at:]
    return text[:at].rstrip(), rest.lstrip("\n") if rest.startswith("\n") else rest.removeprefix(" ")


def _length(text: str) -> Message:
    lines = text.count("\n") + 1
    return (
        _("{n} lines", n=f"{lines:,}")
        if lines >= _FIRST_LINES
        else _("{n} character|{n} characters", n=f"{len(text):,}")
    )


def plain(prompt: Prompt) -> str:
    """The whole question in one line of words."""
    return " ".join([*_named(prompt), prompt.text])


def _media(prompt: Prompt, picture_px: int | None = None) -> str:
    size: dict[str, int] = {} if picture_px is None else {"picture_px": picture_px}
    drawn = "".join(media.drawn(p, at=n, **size) for n, p in enumerate(prompt.media))
    row = f'<div style="display:flex;flex-wrap:wrap;gap:8px;margin:4px 0">{drawn}</div>'
    if len(prompt.media) <= _MOST_UNFOLDED:
        return row
    about = escape.html(_("asked about {media}", media=_counted(prompt)))
    return f'<details><summary style="{QUIET};padding:3px 0">{about}</summary>{row}</details>'


def _counted(prompt: Prompt) -> str:
    kinds = [media.kind_name(p) for p in prompt.media]
    return listed(_count(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))


def _count(kind: str, n: int) -> Message:
    if kind == "picture":
        return _("{n} picture|{n} pictures", n=n)
    return _("{n} sound|{n} sounds", n=n) if kind == "sound" else _("{n} video|{n} videos", n=n)


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
