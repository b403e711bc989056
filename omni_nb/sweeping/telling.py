"""How a sweep stands, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omni_nb import catalog, quantities
from omni_nb.messages import Message, _, listed, say
from omni_nb.paths import from_here
from omni_nb.sweep.budget import Spent
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.runs import Runs


def lines(runs: Runs, ledger: Ledger, *, counts: Mapping[str, int], simulated: bool, why: Message | None) -> list[str]:
    """All that is to be said of it, a line for each.

    Args:
        runs: What it asks.
        ledger: What came.
        counts: As `Sweep.counts`.
        simulated: The simulator answered.
        why: Why not all was asked, where that is known.
    """
    parts = [_("{n} of {of} answered", n=f"{counts['answered']:,}", of=f"{len(runs.runs):,}")]
    parts += [_("{n} failed", n=f"{counts['failed']:,}")] if counts["failed"] else []
    parts += [_("{n} not asked", n=f"{counts['open']:,}")] if counts["open"] else []
    found: list[Any] = [_("Sweep: {parts}.", parts=listed(parts)), _money(ledger.spent())]
    if simulated:
        found.append(_("The simulator answered, which costs nothing: this is what the service would have charged."))
    if shared := runs.shared:
        found.append(
            _(
                "{n} row asks the same as another: they share one answer.|{n} rows ask the same as another: they share one answer.",
                n=f"{shared:,}",
            )
        )
    if damaged := len(ledger.damaged() & {run.key for run in runs.runs}):
        found.append(
            _(
                "{n} answer is damaged in the folder's file: run the sweep again, and it is asked anew.|{n} answers are damaged in the folder's file: run the sweep again, and they are asked anew.",
                n=f"{damaged:,}",
            )
        )
    found += [each for each in (sounds_lost(runs, ledger), why) if each is not None]
    return [say(each) for each in (*found, _("Folder: {folder}", folder=from_here(ledger.folder)))]


def sounds_lost(runs: Runs, ledger: Ledger) -> Message | None:
    """How many answers have lost their sound; None where none has."""
    n = len({run.key for run in runs.runs}.intersection(ledger.soundless()))
    if not n:
        return None
    return _(
        "The sound of {n} answer is gone from clips/; sweep.retry('sound_lost') asks it again.|The sounds of {n} answers are gone from clips/; sweep.retry('sound_lost') asks them again.",
        n=f"{n:,}",
    )


def why_open(engine: Engine | None) -> Message | None:
    """Why an engine ended before all was asked; None where it did not, or none was at work."""
    if engine is None or engine.end in (None, "finished"):
        return None
    if engine.end == "budget":
        ceilings = {
            "cost": _("the budget for money"),
            "requests": _("the budget for requests"),
            "seconds": _("the budget for time"),
        }
        return _(
            "It ended at {ceiling}: give a larger budget and run it again; it continues.",
            ceiling=ceilings[engine.ceiling or "cost"],
        )
    if engine.end == "failing" and engine.why is not None:
        return _(
            "It ended because one request after the other failed; run it again to continue. The last one: {why}",
            why=engine.why.sentence,
        )
    return _("It was stopped: run it again to continue.")


def _money(spent: Spent) -> Message:
    money = [quantities.cost(spent.cost, catalog.currency())]
    if spent.reserved:
        cost = quantities.price(spent.reserved, catalog.currency())
        money.append(_("and at most {cost} more of runs that were cut", cost=cost))
    if spent.unpriced:
        money.append(_("cost unknown of {n} run|cost unknown of {n} runs", n=f"{spent.unpriced:,}"))
    return _(
        "Cost: {money}; {requests} sent in {time}.", money=listed(money),
        requests=_("{n} request|{n} requests", n=f"{spent.requests:,}"), time=quantities.duration(spent.seconds),
    )  # fmt: skip
