"""A listening test as one HTML file, for people without Python: sound inside, offline, no name in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from omni_nb import escape
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.trials import PRACTICE, Trial
from omni_nb.messages.message import _
from omni_nb.sound.clip import Clip
from omni_nb.widgets.listening import page_script, page_style

ORDERS = 24
"""So many orders are in a page; a listener's name chooses one."""
_X = {None: 0, "left": 1, "right": 2}
_TITLE = _("Listening test")
_UNFINISHED = _(
    "This page is not complete, or scripts are not allowed here. Save it, and open it in a browser: Chrome, Edge, Firefox or Safari."
)


def page_of(design: TestDesign, clips: Mapping[str, Clip], *, title: str = "", question: str = "") -> str:
    """The page.

    Args:
        design: The test. Its names of voices stay here; the page has ids.
        clips: What is heard, by the ids of the stimuli, all at one rate.
        title: Above the first screen.
        question: Instead of the usual one.
    """
    data = _data(design, clips, title, question)
    script, style = page_script(), page_style()
    # no network at all: what is not named here is refused. A worklet is a script of data: or blob:
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}' data: blob:; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    english, chinese = escape.html(_UNFINISHED), escape.html(_UNFINISHED.in_language("zh"))
    head = escape.html(title.strip() or f"{_TITLE} · {_TITLE.in_language('zh')}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{head}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n"
        '<main><div id="listening" class="omni-nb omni-nb-listening" role="group" aria-label="listening test">'
        f'<p>{english}</p><p lang="zh-CN">{chinese}</p></div></main>\n'
        f'<script type="application/json" id="listening-data">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _data(design: TestDesign, clips: Mapping[str, Clip], title: str, question: str) -> str:
    orders = [design.order(f"page {n}") for n in range(ORDERS)]
    used = {t.id.removeprefix(PRACTICE) for order in orders for t in order}
    # by hashes, on both sides: in the order of the grid they would tell which voice came first
    trials = sorted((_by_id(t) for t in design.trials if t.id in used), key=lambda t: t.id)
    heard = sorted({s for t in trials for s in t.stimuli})
    place = {t.id: n for n, t in enumerate(trials)}
    plain: dict[str, Any] = {
        "test": design.id, "kind": design.test, "title": title, "question": question,
        "rate": next(iter(clips.values())).sample_rate,
        "trials": [_sides(t) for t in trials],
        "orders": [[_turn(t, trials, place) for t in order] for order in orders],
        "sounds": {id: base64.b64encode(clips[id].encode("mp3")).decode() for id in heard},
    }  # fmt: skip
    # in a script element only this ends it, whatever is quoted
    return json.dumps(plain, separators=(",", ":")).replace("<", "\\u003c")


def _by_id(trial: Trial) -> Trial:
    if trial.left is None or trial.right is None:
        return trial
    left, right = sorted((trial.left, trial.right))
    return replace(trial, left=left, right=right)


def _sides(trial: Trial) -> dict[str, str]:
    sides = {"left": trial.left, "right": trial.right, "item": trial.item}
    return {"id": trial.id, **{name: id for name, id in sides.items() if id is not None}}


def _turn(trial: Trial, trials: list[Trial], place: Mapping[str, int]) -> list[int]:
    """As `PageTurn` of listening_page.js."""
    n = place[trial.id.removeprefix(PRACTICE)]
    swapped = trial.left is not None and trial.left != trials[n].left
    return [n, int(swapped), trial.showing, int(trial.practice), _X[trial.x]]


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
