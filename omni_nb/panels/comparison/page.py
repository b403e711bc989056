"""A comparison as one HTML file that plays offline: the notebook's widget, with the sounds in the page.

Without a script (a mail program, a reader of feeds, a cautious browser) it is what stays in a notebook: pictures, players,
words, measures. Nothing in it is loaded from anywhere, and nothing leaves it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from omni_nb import escape
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.messages import _, html_tag, language, said, say
from omni_nb.panels.comparison.arrangement import Arranged, facts_of
from omni_nb.panels.comparison.cell_views import settled_view
from omni_nb.panels.comparison.hearing import HearingOf
from omni_nb.panels.comparison.measure_words import SORTS
from omni_nb.panels.comparison.progress import progress
from omni_nb.panels.comparison.sources import KeptCells
from omni_nb.panels.comparison.word_places import word_places
from omni_nb.paths import replacing
from omni_nb.show.comparison import asked, counted, html_of, simulated
from omni_nb.show.comparison_sounds import page_sounds
from omni_nb.widgets.base import words_for
from omni_nb.widgets.comparison import page_script, page_style

RATE_HZ = 24_000
"""Of the page's audio graph: that of the services' speech; other rates are brought to it by the browser."""


def save_page(comparison: Comparison, path: Path, *, title: str = "") -> Path:
    """Write the page, whole or not at all.

    Raises:
        MediaError: It could not be written.
    """
    data = page_of(comparison, title=title).encode(errors="replace")
    with replacing(path) as file:
        file.write(data)
    return path


def page_of(comparison: Comparison, *, title: str = "") -> str:
    """The page: 630 kB of sound for 80 s of speech, 90 kB for all else. It encodes and aligns: seconds for a minute of sound."""
    script, style, data = page_script(), page_style(), _data(comparison)
    # no network at all: what is not named here is refused. A worklet is a script of blob:
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}' blob: data:; style-src 'unsafe-inline'; img-src data:; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )
    name = escape.html(title.strip() or _title(comparison))
    mark = simulated(comparison)
    head = "".join(
        (
            f"<h1>{name}</h1>",
            f'<p class="about">{escape.html(" · ".join(filter(None, (counted(comparison), _days(comparison)))))}</p>',
            f'<p class="onb-notice warn simulated">{escape.html(mark)}</p>' if mark else "",
            *(f'<p class="asked">{escape.html(line)}</p>' for line in asked(comparison)),
        )
    )
    kept = html_of(comparison, range(len(comparison)), page_sounds(comparison), _WORDS, headed=False)
    return (
        f'<!doctype html>\n<html lang="{html_tag(language())}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}</title>\n'
        f'<style>{style}</style>\n</head>\n<body>\n<main class="omni-nb">\n{head}\n'
        f'<div id="comparison"></div>\n<div id="kept">{kept}</div>\n</main>\n'
        f'<script type="application/json" id="comparison-data">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


_WORDS = 100_000  # characters of a cell


def _title(comparison: Comparison) -> str:
    n = len(comparison)
    voices = {c.place.voice for c in comparison}
    if n <= 1:
        return next(iter(comparison.names), "") or say(_("A comparison"))
    return say(
        _("{n} voice side by side|{n} voices side by side", n=n)
        if len(voices) == n
        else _("{n} answer side by side|{n} answers side by side", n=n)
    )


def _days(comparison: Comparison) -> str:
    """When it was answered, in UTC as the replies say."""
    days = sorted({c.reply.created[:10] for c in comparison if c.reply is not None and c.reply.created})
    if not days:
        return ""
    span = _("asked from {first} to {last}", first=days[0], last=days[-1])
    return say(_("asked on {day}", day=days[0]) if len(days) == 1 else span)


def _data(comparison: Comparison) -> str:
    cells, kept = dict(enumerate(comparison)), KeptCells(comparison)
    hearing = HearingOf()
    heard = hearing.of(cells)
    sections: dict[str, Any] = {
        "about": {"kept": "", "again": False}, "arrangement": Arranged().view(comparison), "progress": progress(kept),
        "places": word_places(cells), "notice": hearing.missing,
        **{f"cell:{n}": settled_view(comparison.names[n], cell, kept.state(n), heard[n]) for n, cell in cells.items()},
    }  # fmt: skip
    plain = {
        "sections": sections,
        "cells": [_sorted_by(cell) for cell in comparison],
        "rate": RATE_HZ,
        "words": words_for(page_script()),
    }
    plain = said(plain)
    # in a script element only this ends it, whatever is quoted
    return json.dumps(plain, separators=(",", ":")).replace("<", "\\u003c")


def _sorted_by(cell: Cell) -> dict[str, Any]:
    """What the page orders and filters by, as `PageCell` of comparison_page.js."""
    values = {name: getattr(cell.measures, name) for name in SORTS}
    return {"measures": {k: v for k, v in values.items() if v is not None and abs(v) < 1e12}, "facts": facts_of(cell)}


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
