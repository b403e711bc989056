"""Texts with their differences marked: what was asked and what came, what one answer says and another does not.

Marks are elements (`del`, `ins`) with a line through or below them, so that nothing hangs on a colour; their grounds
are thin, and read well on white and on black.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from omni_nb import escape
from omni_nb.compare.differences import DifferenceRun
from omni_nb.compare.words import WordMatch
from omni_nb.messages import _
from omni_nb.show.looks import QUIET

_GONE = "background-color:rgba(208,64,64,0.22);text-decoration:line-through"
_NEW = "background-color:rgba(32,148,84,0.24);text-decoration:underline"
_TEXT = "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6"

_Marked = Sequence[tuple[str, Literal["same", "gone", "new"]]]


def match_html(match: WordMatch) -> str:
    """What was asked above what came, each with its differences marked; one text where the words are the same."""
    if match.same:
        return _rows([(_("read as given"), _html(_runs_came(match)))])
    return _rows([("asked", _html(_runs_asked(match))), ("came", _html(_runs_came(match)))])


def differences_html(runs: Iterable[DifferenceRun]) -> str:
    """One text in which what went is struck through and what came is underlined."""
    return f'<div dir="auto" style="{_TEXT}">{_html(_runs_between(runs))}</div>'


def differences_text(runs: Iterable[DifferenceRun]) -> str:
    """The same for a terminal: `[-gone-]` and `{+new+}`."""
    return _text(_runs_between(runs))


def _runs_asked(match: WordMatch) -> _Marked:
    return [(run.text, "same" if run.kind == "same" else "gone") for run in match.marked_asked]


def _runs_came(match: WordMatch) -> _Marked:
    return [(run.text, "same" if run.kind == "same" else "new") for run in match.marked_came]


def _runs_between(runs: Iterable[DifferenceRun]) -> _Marked:
    marks: dict[str, Literal["same", "gone", "new"]] = {"same": "same", "removed": "gone", "added": "new"}
    return [(run.text, marks[run.kind]) for run in runs]


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f'<div style="{QUIET}">{label}</div><div dir="auto" style="{_TEXT};margin-bottom:6px">{html or "—"}</div>'
        for label, html in rows
    )


def _html(runs: _Marked) -> str:
    shown = {"same": "{}", "gone": f'<del style="{_GONE}">{{}}</del>', "new": f'<ins style="{_NEW}">{{}}</ins>'}
    return "".join(shown[kind].format(escape.html(text)) for text, kind in runs)


def _text(runs: _Marked) -> str:
    shown = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return escape.visible("".join(shown[kind].format(text) for text, kind in runs))
