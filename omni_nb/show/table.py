"""A small table: a list of rows that shows itself well, in a notebook and in a terminal of any width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omni_nb.escape import html, visible
from omni_nb.messages import _, listed
from omni_nb.show import console

_LEAST, _GAP, _WIDEST = 12, 2, 200  # cells of a terminal: where Chinese may break, between columns, where nobody says


class Table(list[dict[str, Any]]):
    """Rows as dicts. `pandas.DataFrame(table)` works as it stands.

    Attributes:
        note: A line below the table.
        aside: Columns that are in the rows and not in what is shown.
    """

    def __init__(self, rows: Iterable[dict[str, Any]] = (), *, note: str = "", aside: Sequence[str] = ()) -> None:
        super().__init__(rows)
        self.note, self.aside = note, tuple(aside)

    @property
    def columns(self) -> list[str]:
        """The columns, in their order."""
        return list(dict.fromkeys(key for row in self for key in row))

    def _repr_html_(self) -> str:
        columns = self._shown()
        styles = [
            f"padding:0.2em 0.6em;text-align:{'right' if self._counts(c) else 'left'}{self._room(c)}"  # marimo takes a table's room away
            for c in columns
        ]
        styles[:1] = [f"{style};white-space:nowrap" for style in styles[:1]]  # a name is copied whole
        head = "".join(f'<th style="{style}">{html(c)}</th>' for c, style in zip(columns, styles, strict=True))
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="{s}">{html(_cell(r.get(c)))}</td>' for c, s in zip(columns, styles, strict=True))
            + "</tr>"
            for r in self
        )
        note = f"<p>{html(self.note)}</p>" if self.note else ""
        # Chinese breaks at its marks, not after each character of a narrow column
        return f'<table style="word-break:keep-all"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}'

    def __repr__(self) -> str:
        columns, room = self._shown(), console.width(_WIDEST)
        rows = [[_in_line(c) for c in columns], *([_in_line(r.get(c)) for c in columns] for r in self)]
        widths = _widths(rows, room)
        grid = (line for row in rows for line in _lines(row, widths or []))
        lines = [
            *(grid if widths else _records(rows, room)),
            *(_wrapped(visible(self.note), room) if self.note else ()),
        ]
        return "\n".join(lines)

    def _shown(self) -> list[str]:
        """All but those set aside and those that say nothing."""
        return [c for c in self.columns if c not in self.aside and any(_cell(r.get(c)) for r in self)]

    def _room(self, column: str) -> str:
        """A sentence keeps room, also where a page is narrow: one word a line is no table."""
        longest = max(len(_cell(r.get(column))) for r in self)
        return f";min-width:{min(longest // 4, 16)}em" if longest > 30 else ""

    def _counts(self, column: str) -> bool:
        """It holds numbers: they stand to the right, as one compares them; all else to the left, whatever the page does."""
        return any(isinstance(r.get(column), int | float) and not isinstance(r.get(column), bool) for r in self)


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The width of each column; where all is too wide the widest gives way, but no word is broken: then None."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(_width, column)) for column in columns]
    least = [max(_least(cell) for cell in column) for column in columns]
    while sum(widths) + _GAP * (len(widths) - 1) > room:
        wide = [i for i, width in enumerate(widths) if width > least[i]]
        if not wide:
            return None
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths


def _least(cell: str) -> int:
    """What the longest word takes, and at most three lines or so. Chinese may be broken anywhere."""
    words = (min(_width(w), _LEAST) if _width(w) > len(w) else len(w) for w in cell.split(" "))
    return max(min(_width(cell), _width(cell) // 3 + 3), *words)


def _records(rows: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    """Where columns have no room: what a row is about, and below it what there is to say."""
    head, *rest = rows
    for row in rest if head else ():
        yield from _wrapped(row[0], room)
        told = [f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True) if cell]
        yield from (f"  {line}" for line in _wrapped(" · ".join(told), room - 2) if told)


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for i in range(max(map(len, cells))):
        line = ((cell[i] if i < len(cell) else "", width) for cell, width in zip(cells, widths, strict=True))
        yield "".join(words + " " * (width - _width(words) + _GAP) for words, width in line).rstrip()


def _wrapped(text: str, room: int) -> list[str]:
    """Lines of that width, broken at spaces; a word that is too long, as Chinese is, anywhere."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and _width(f"{lines[-1]} {word}") > room:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
        while _width(lines[-1]) > room:
            fits = _fitting(lines[-1], room)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return lines


def _fitting(text: str, room: int) -> int:
    """How many characters have room; one at least."""
    return max([n for n in range(1, min(len(text), room) + 1) if _width(text[:n]) <= room], default=1)


def _width(text: str) -> int:
    """Cells of a terminal: a Chinese character takes two, a combining mark none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _in_line(value: Any) -> str:
    return " ".join(visible(_cell(value)).split())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(listed(value)) if isinstance(value, list | tuple) else str(value)
