"""How far a comparison is, in a line."""

from __future__ import annotations

from omni_nb.panels.comparison.sources import ENDED, Cells
from omni_nb.widgets.protocol.comparison import Progress

_UNDER_WAY = {"coming": "coming", "asked": "asked", "waiting": "waiting", "checking": "being checked"}


def progress(cells: Cells) -> Progress:
    """Counts by state; what it cost so far, as far as prices are known."""
    states: list[str] = [cells.state(n) for n in range(len(cells))]
    done, failed = states.count("done"), states.count("failed")
    told = [f"{done} of {len(states)} answered"]
    told += [f"{states.count(s)} {word}" for s, word in _UNDER_WAY.items() if states.count(s)]  # fmt: skip
    told += [f"{failed} failed"] if failed else []
    return {"busy": not cells.done, "failed": failed, "line": " · ".join([*told, *_cost(cells)])}


def _cost(cells: Cells) -> list[str]:
    ended = [cells.cell(n).measures for n in range(len(cells)) if cells.state(n) in ENDED]
    priced = [m for m in ended if m.cost is not None]
    if not priced:
        return []
    total = sum(m.cost or 0.0 for m in priced)
    part = "" if len(priced) == len(cells) else "at least "
    return [f"{part}≈ {total:.4f} {priced[0].currency or ''}".rstrip()]
