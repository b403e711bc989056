"""One cell of a comparison as it stays, and the table of all measures: HTML, Markdown and plain text."""

from __future__ import annotations

from collections.abc import Sequence

from omni_nb import escape, quantities
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.facts import about, known, short, why_not, why_silent
from omni_nb.messages import _, say
from omni_nb.show import media
from omni_nb.show.comparison_sounds import Sounds, gain_words
from omni_nb.show.markdown import in_page, inert, to_html
from omni_nb.show.marked import match_html
from omni_nb.show.table import Table

QUIET = (
    "color:color-mix(in srgb,currentColor 76%,transparent);font-size:0.88em;line-height:1.5;overflow-wrap:break-word"
)
_WARN = "color:color-mix(in srgb,#c2570c 50%,currentColor);font-size:0.9em;line-height:1.5;overflow-wrap:break-word"
# all of one width, or the pictures would not be on one scale
_CARD = "flex:1 1 260px;max-width:340px;min-width:0;border-top:1px solid #80889655;padding:6px 0 4px"
MOST_CHARACTERS = 1_500
"""Of a cell's words; what is longer has its beginning here, and says how much is missing."""


_FAVOURITE = _("favourite")
_SAME = _("these words")


def card(n: int, name: str, cell: Cell, sounds: Sounds, most: int = MOST_CHARACTERS, *, asked: str = "") -> str:
    """One cell: who, how it sounds, what it says (or that it is what was `asked`, which stands above), why not."""
    told = (
        say(fact).replace(" ", "\u00a0")
        for fact in (*short(cell.measures), heard(n, sounds), _("from the history") if cell.reused else "")
    )
    said = " · ".join(filter(None, (about(cell.voice), *told)))
    star = f" ★ {escape.html(_FAVOURITE)}" if cell.pinned else ""
    rows = [
        f'<div style="overflow-wrap:break-word"><span style="{QUIET}">{n + 1}</span> <strong>{escape.html(name)}</strong>{star}</div>',
        f'<div style="{QUIET}">{escape.html(said)}</div>' if said else "",
        _sound(n, sounds),
        *(f'<div style="{_WARN}">⚠ {escape.html(line)}</div>' for line in trouble(cell)),
        words(cell, most)
        if not (asked and says(cell, asked))
        else f'<div style="{QUIET}">✓ {escape.html(_SAME)}</div>',
    ]
    return f'<div style="{_CARD}">{"".join(rows)}</div>'


def _sound(n: int, sounds: Sounds) -> str:
    drawing, player = sounds.pictures.get(n, ""), sounds.players.get(n, "")
    return media.with_picture(drawing, player, span_s=sounds.longest_s) if player else drawing


def heard(n: int, sounds: Sounds) -> str:
    """By how much its player was made louder."""
    gain = gain_words(sounds.gains_db.get(n)) if n in sounds.players else ""
    return say(_("player {gain}", gain=gain)) if gain else ""


def trouble(cell: Cell) -> list[str]:
    """Why it is not whole, or has no sound, or does not say what it should: sentences."""
    told = [why_not(cell) or (why_silent(cell) if cell.place.voice else "")]
    if cell.words is not None and not cell.words.same:
        told.append(_("different words than the given text: {difference}", difference=cell.words.sentence))
    if cell.heard_words is not None and not cell.heard_words.same:
        told.append(_("another model heard: {heard}", heard=escape.short(cell.heard or "", 200)))
    return [say(line) for line in told if line]


def says(cell: Cell, asked: str) -> bool:
    """It was to read these words, and read them, as far as its own text says."""
    return cell.verbatim == asked and cell.words is not None and cell.words.same


def words(cell: Cell, most: int) -> str:
    """What was said, those words marked that were not to be read."""
    if not cell.text:
        return ""
    if cell.words is not None and not cell.words.same and len(cell.text) <= most:
        return in_page(match_html(cell.words))
    text, more = cut(cell.text, most)
    rest = f'<div style="{QUIET}">{escape.html(more)}</div>' if more else ""
    return in_page(to_html(text)) + rest


def cut(text: str, most: int) -> tuple[str, str]:
    """The beginning of a text, and what is said of the rest."""
    return (
        (text, "")
        if len(text) <= most
        else (f"{text[:most]}…", say(_("{n} more character|{n} more characters", n=f"{len(text) - most:,}")))
    )


def measures(comparison: Comparison, shown: Sequence[int]) -> Table:
    """A row for each cell, a column for each measure that one of them has, with its unit."""
    cells = [comparison.cells[n] for n in shown]
    facts = list(known(c.measures for c in cells))
    rows = []
    for n, cell in zip(shown, cells, strict=True):
        row: dict[str, object] = {"": f"{n + 1} {comparison.names[n]}"}
        for fact in facts:
            unit = next((u for c in cells if (u := fact.unit_of(c.measures)) and fact.told(c.measures)), "")
            told = fact.told(cell.measures)
            row[f"{fact.label}, {unit}" if unit else fact.label] = told.removesuffix(f" {unit}") if unit else told
        rows.append(row)
    return Table(rows)


def card_markdown(n: int, name: str, cell: Cell, most: int = MOST_CHARACTERS) -> str:
    """The same as Markdown."""
    facts = " · ".join(
        filter(None, (f"★ {_FAVOURITE}" if cell.pinned else "", about(cell.voice), *short(cell.measures)))
    )
    text, more = cut(cell.text, most)
    said = [
        f"**{n + 1}\\. {escape.markdown(name)}**" + (f" — {escape.markdown(facts)}" if facts else ""),
        *(f"⚠ {escape.markdown(line)}" for line in trouble(cell)),
        inert(text) if text else "",
        f"*{more}*" if more else "",
    ]
    return "\n\n".join(filter(None, said))


def card_plain(n: int, name: str, cell: Cell) -> str:
    """The same in lines."""
    facts = " · ".join(filter(None, (name, "★" if cell.pinned else "", *short(cell.measures))))
    said = [f"{n + 1}. {facts}", *(f"   ⚠ {line}" for line in trouble(cell))]
    if cell.text:
        said.append(f"   {escape.short(' '.join(cell.text.split()), 300)}")
    return escape.visible("\n".join(said))


def length_of(comparison: Comparison) -> str:
    """How much sound there is, in words."""
    total_s = sum(c.clip.duration_s for c in comparison if c.clip is not None)
    return say(_("{duration} of sound", duration=quantities.duration(total_s))) if total_s else ""
