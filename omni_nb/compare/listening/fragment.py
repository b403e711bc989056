"""The results of a listening test as a piece of HTML: in a notebook, and in a page that was saved.

Styles stand beside the elements, in the words that JupyterLab lets through in a notebook that it does not trust; colours
are readable on light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omni_nb.compare.listening import report
from omni_nb.compare.listening.abx import Share
from omni_nb.compare.listening.spread import Estimate
from omni_nb.escape import html, short
from omni_nb.messages import Message, _, say

if TYPE_CHECKING:
    from omni_nb.compare.listening.results import Results

_BLUE, _GREY = "#4a8fd0", "#8a8a8a"
_CELL = "padding:4px 12px 4px 0;vertical-align:middle;white-space:nowrap;text-align:left"


def as_html(results: Results) -> str:
    """The verdict, the table with a bar for each interval, and what to know."""
    if results.test == "abx":
        verdict, table = "", _shares(results)
        first = "<br>".join(html(say(report.found_out(pair))) for pair in results.pairs)
    else:
        verdict, table = report.verdict(results) if results.n else "", _items(results)
        first = html(say(verdict))
    parts = [f'<p style="margin:0 0 4px"><b>{first}</b></p>'] if first else []
    counted = report.counted(results.n, len(results.listeners), results.excluded)
    parts.append(f'<p style="margin:0 0 8px">{html(say(counted))}</p>')
    parts.append(table)
    told = [*report.more(results), *report.care(results), *results.notes]
    if told:
        parts.append('<ul style="margin:8px 0 0">' + "".join(f"<li>{html(say(line))}</li>" for line in told) + "</ul>")
    return f'<div style="max-width:900px">{"".join(parts)}</div>'


def _items(results: Results) -> str:
    known = [(row, row.estimate) for row in results.rows if row.estimate is not None]
    low, high = _ends([estimate for _, estimate in known], results.test)
    preferred, scored = results.test == "ab", results.test == "acr"
    heads: list[str] = [
        _("item"),
        report.UNITS[results.test],
        _("interval, {sure} %", sure=f"{100 * results.confidence:.6g}"),
    ]
    heads += [_("preferred to the average")] * preferred
    heads += [_("scores 1 to 5") if scored else _("won, lost, tied"), _("votes")]
    rows = []
    for row, estimate in known:
        cells = [
            html(short(report.named(row.item), 24)),
            _bar(estimate, low, high),
            html(say(report.interval(estimate))),
        ]
        if preferred and row.win_probability is not None:
            cells.append(f"{row.win_probability.value:.0%}")
        counts = row.scores.values() if scored else (row.wins, row.losses, row.ties)
        cells += [" · ".join(f"{n:,}" for n in counts), f"{row.n:,}"]
        rows.append(cells)
    return _table(heads, rows) if rows else ""


def _shares(results: Results) -> str:
    rows = []
    for pair in results.pairs:
        share = pair.found or Share(hits=0, n=0)
        found = Estimate(value=share.share or 0.0, low=share.low, high=share.high)
        cells = [
            html(say(report.both(short(pair.one, 24), short(pair.other, 24)))),
            _bar(found, 0.0, 1.0),
        ]
        rows.append([*cells, *map(say, _numbers(share)), f"{share.p:.2g}"])
    return (
        _table([_("pair"), _("X found, 0 to 100 %"), _("found"), _("interval"), _("p if guessing")], rows)
        if rows
        else ""
    )


def _numbers(share: Share) -> tuple[Message, Message]:
    low, high = f"{share.low:.0%}", f"{share.high:.0%}"
    return _("{hits} of {all}", hits=f"{share.hits:,}", all=f"{share.n:,}"), _("{low} to {high}", low=low, high=high)


def _ends(estimates: Sequence[Estimate], test: str) -> tuple[float, float]:
    """The ends of the bars: of the scale, or of all intervals that are no wider than what can be drawn."""
    if test == "acr":
        return 1.0, 5.0
    reach = max((abs(x) for e in estimates for x in (e.value, e.low, e.high) if x is not None), default=1.0)
    far = max((abs(e.value) for e in estimates), default=1.0)
    reach = min(reach, 4 * far + 2) or 1.0  # one vote has an interval from here to the moon
    return -reach, reach


def _bar(estimate: Estimate, low: float, high: float) -> str:
    """A line for the interval and a mark for the value, without positions: these are not let through."""

    def place(value: float) -> float:
        return 100 * min(max((value - low) / (high - low), 0.0), 1.0)

    line = ""
    if estimate.low is not None and estimate.high is not None:
        left, right = place(estimate.low), place(estimate.high)
        drawn = f"margin-left:{left:.1f}%;width:{max(right - left, 1.0):.1f}%;height:4px"
        line = f'<div style="{drawn};background-color:{_GREY}"></div>'
    at = min(place(estimate.value), 97.0)
    over = "margin-top:-8px;" if line else ""
    mark = f'<div style="{over}margin-left:{at:.1f}%;width:4px;height:12px;background-color:{_BLUE}"></div>'
    sides = f"border-left:1px solid {_GREY};border-right:1px solid {_GREY}"
    return f'<div style="width:110px;padding:4px 0;{sides}">{line}{mark}</div>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th style="{_CELL}">{html(say(h))}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>" for cells in rows)
    return (
        '<div style="overflow-x:auto" tabindex="0"><table style="border-collapse:collapse;font-size:inherit">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
