"""How far a comparison is, in a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from omni_nb import quantities
from omni_nb.messages import Message, _, say
from omni_nb.panels.comparison.sources import ENDED, Cells
from omni_nb.widgets.protocol.comparison import Progress

_UNDER_WAY: Final[dict[str, Callable[[int], Message]]] = {
    "coming": lambda n: _("{count} receiving", count=n),
    "asked": lambda n: _("{count} asked", count=n),
    "waiting": lambda n: _("{count} waiting", count=n),
    "checking": lambda n: _("{count} being checked", count=n),
}


def progress(cells: Cells) -> Progress:
    """Counts by state; what it cost so far, as far as prices are known."""
    states: list[str] = [cells.state(n) for n in range(len(cells))]
    done, failed = states.count("done"), states.count("failed")
    told = [_("{done} of {all} answered", done=done, all=len(states))]
    reused = sum(cells.cell(n).reused for n in range(len(cells)) if states[n] in ENDED)
    told += [_("{count} from the history", count=reused)] if reused else []
    told += [words(states.count(s)) for s, words in _UNDER_WAY.items() if states.count(s)]
    told += [_("{count} failed", count=failed)] if failed else []
    return {"busy": not cells.done, "failed": failed, "line": " · ".join(map(str, [*told, *_cost(cells)]))}


def _cost(cells: Cells) -> list[str]:
    ended = [c.measures for n in range(len(cells)) if cells.state(n) in ENDED and not (c := cells.cell(n)).reused]
    priced = [m for m in ended if m.cost is not None]
    if not priced:
        return []
    total = sum(m.cost or 0.0 for m in priced)
    return [say(quantities.cost(total, priced[0].currency or "", at_least=len(priced) < len(cells))).rstrip()]
