"""What stays of a comparison in the notebook: one ordinary output with words, pictures, players and measures.

No widget, no script, nothing that plays by itself: it shows in a notebook that is not trusted, in nbconvert and where only
text is left. A function of the comparison, and never more than `MOST_BYTES`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from omni_nb import escape
from omni_nb.compare.comparison import Comparison
from omni_nb.messages import _, say
from omni_nb.show import display, media, question
from omni_nb.show.comparison_cards import (
    MOST_CHARACTERS,
    QUIET,
    card,
    card_markdown,
    card_plain,
    length_of,
    measures,
)
from omni_nb.show.comparison_sounds import Sounds, sounds_of
from omni_nb.show.console import Console
from omni_nb.show.display import Bundle

MOST_BYTES = 880_000
"""Of one comparison in a notebook file: that is not slow to open, and Git hosts still show it."""
MOST_CARDS = 60
"""So many cells are drawn, the favourites first; the rest is told of."""
_MOST_WORDS = 240_000  # bytes of all words together, as HTML, and as Markdown and plain text again
_SCRIPT = 12_000  # bytes of what makes players of its sounds, as JSON
_LONGEST_HEAD = 600
_ROW = "display:flex;flex-wrap:wrap;gap:4px 26px;max-width:1100px;margin-top:8px"


def show_comparison(comparison: Comparison) -> None:
    """Display it in a notebook; at a terminal, its lines."""
    if display.in_notebook():
        display.show_bundle(bundle(comparison))
    else:
        Console(sys.stdout).line(bundle(comparison)["text/plain"])


def bundle(comparison: Comparison) -> Bundle:
    """The output."""
    shown = chosen(comparison)
    most = min(MOST_CHARACTERS, _MOST_WORDS // (6 * max(1, len(shown))))
    names = comparison.names
    markdown = "\n\n".join(
        [_markdown_head(comparison), *(card_markdown(n, names[n], comparison.cells[n], most) for n in shown)]
    )
    plain = "\n".join([headline(comparison), *(card_plain(n, names[n], comparison.cells[n]) for n in shown)])
    left = (
        MOST_BYTES
        - _stored(markdown)
        - _stored(plain)
        - _SCRIPT
        - sum(6 * len(comparison.cells[n].text[:most]) + 900 for n in shown)
    )
    html = html_of(comparison, shown, sounds_of(comparison, shown, max(left, 20_000)), most)
    return {"text/html": media.with_players(html), "text/markdown": markdown, "text/plain": plain}


def chosen(comparison: Comparison) -> list[int]:
    """The numbers of the cells that are drawn, in order: all, or the favourites and then the first."""
    wanted = sorted(range(len(comparison)), key=lambda n: (not comparison.cells[n].pinned, n))[:MOST_CARDS]
    return sorted(wanted)


def html_of(comparison: Comparison, shown: Sequence[int], sounds: Sounds, most: int, *, headed: bool = True) -> str:
    """What was asked, a card for each cell with at most so many characters, the measures, what was left out."""
    names, words = comparison.names, verbatim(comparison)
    whole = words if len(words) <= _LONGEST_HEAD else ""
    cards = "".join(card(n, names[n], comparison.cells[n], sounds, most, asked=whole) for n in shown)
    table = measures(comparison, shown)._repr_html_() if any(True for _ in shown) else ""
    notes = [*sounds.notes, *_left_out(comparison, shown)]
    if sounds.gains_db and any(sounds.gains_db.values()):
        notes.insert(
            0, _("The players have the same loudness; the pictures show the original levels, all on one scale.")
        )
    told = "".join(f'<div style="{QUIET}">{escape.html(say(note))}</div>' for note in notes)
    return f'{head(comparison) if headed else ""}<div style="{_ROW}">{cards}</div>{_folded(table)}{told}'


def headline(comparison: Comparison) -> str:
    """How many of what, in one line, and whether it is simulated."""
    return " · ".join(filter(None, (counted(comparison), simulated(comparison))))


def counted(comparison: Comparison) -> str:
    """How many of what, in one line."""
    n, bad = len(comparison), len(comparison.failed)
    models = list(dict.fromkeys(c.place.model for c in comparison))
    said = [
        _("{n} answer side by side|{n} answers side by side", n=n) if n else _("A comparison without cells"),
        models[0] if len(models) == 1 else _("{n} models", n=len(models)) if models else "",
        length_of(comparison),
        _("{bad} incomplete", bad=bad) if bad else "",
    ]
    return " · ".join(map(say, filter(None, said)))


def simulated(comparison: Comparison) -> str:
    """Whether no model was asked: nobody shall take the simulator for a voice."""
    replies = [c.reply for c in comparison if c.reply is not None]
    n = sum(r.simulated for r in replies)
    if not n:
        return ""
    some = _("{count} SIMULATED: no model was asked for these", count=n)
    return say(_("SIMULATED, no model was asked") if n == len(replies) else some)


def verbatim(comparison: Comparison) -> str:
    """What all cells were to read; empty where they were asked, or were to read different things."""
    words = {c.verbatim for c in comparison}
    return next(iter(words)) if len(words) == 1 else ""


def asked(comparison: Comparison) -> list[str]:
    """What was asked, where it was the same of all cells: the words, then the media in words."""
    if words := verbatim(comparison):
        return [say(_("to be read: “{words}”", words=words))]
    prompts = {c.reply.prompt if c.request is None and c.reply is not None else c.request.prompt.text if c.request is not None else None for c in comparison}  # fmt: skip
    prompts.discard(None)
    requests = [c.request for c in comparison if c.request is not None]
    media = question.in_words(requests[0].prompt)["text/plain"].splitlines() if requests else []
    if len(prompts) != 1:
        return media
    words = next(iter(prompts)) or ""
    return [*([say(_("asked: “{words}”", words=words))] if words.strip() else []), *media]


def head(comparison: Comparison) -> str:
    """The lines above the cells."""
    lines = [escape.short(line, _LONGEST_HEAD + 20) for line in asked(comparison)]
    said = "".join(
        f'<div style="white-space:pre-wrap;overflow-wrap:break-word">{escape.html(line)}</div>' for line in lines
    )
    return f'<div style="{QUIET}">{escape.html(headline(comparison))}</div>{said}'


def _markdown_head(comparison: Comparison) -> str:
    lines = [headline(comparison), *(escape.short(line, _LONGEST_HEAD + 20) for line in asked(comparison))]
    return "\n\n".join(escape.markdown(line) for line in lines)


def _folded(table: str) -> str:
    if not table:
        return ""
    title = _("all measures")
    return (
        f'<details style="margin-top:6px"><summary style="{QUIET};padding:3px 0">{escape.html(title)}</summary>'
        f'<div style="overflow-x:auto;max-width:100%">{table}</div></details>'
    )


def _left_out(comparison: Comparison, shown: Sequence[int]) -> list[str]:
    if len(shown) == len(comparison):
        return []
    return [
        _(
            "{n} more cell is not drawn here: comparison.to_frame() has all of them.|{n} more cells are not drawn here: comparison.to_frame() has all of them.",
            n=f"{len(comparison) - len(shown):,}",
        )
    ]


def _stored(text: str) -> int:
    """Bytes of it in a notebook file, where it is JSON."""
    return len(json.dumps(text, ensure_ascii=False).encode(errors="backslashreplace"))
