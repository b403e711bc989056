"""What a sweep weighs before anything is sent: requests, tokens, money and time; and what is not known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_nb import catalog, quantities
from omni_nb.compare.plan import Estimate
from omni_nb.messages import _, listed, say
from omni_nb.prompt import estimate as of_prompt
from omni_nb.sweep.runs import SweepRun
from omni_nb.sweep.worst import worst_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepEstimate:
    """What is still to be asked.

    Attributes:
        plan: Requests, input tokens and what they cost.
        worst: The most that all of it can cost; None where a price or a length is not known.
        unpriced: How many requests have no known most.
        least_s: The time that the limits on requests and tokens a minute ask for; None where there are none, and so
            nothing is known of the time.
        done: Runs that are there already.
        damaged: Of those to be asked, how many were answered and cannot be read any more.
    """

    plan: Estimate
    worst: float | None
    unpriced: int = 0
    least_s: float | None = None
    done: int = 0
    damaged: int = 0

    def __str__(self) -> str:
        told = [str(self.plan)]
        if self.plan.requests:
            told += [
                _("at most {cost}", cost=quantities.cost(self.worst, self.plan.currency))
                if self.worst is not None
                else _("no upper limit known for {n} request|no upper limit known for {n} requests", n=f"{self.unpriced:,}"),
                _("at least {time}", time=quantities.duration(self.least_s)) if self.least_s is not None else _("time unknown"),
            ]  # fmt: skip
        if self.done:
            told.append(_("{n} already answered", n=f"{self.done:,}"))
        if self.damaged:
            told.append(
                _(
                    "{n} answer is damaged and asked again|{n} answers are damaged and asked again",
                    n=f"{self.damaged:,}",
                )
            )
        return say(listed(told))


def estimate_of(
    runs: Sequence[SweepRun],
    *,
    done: int,
    per_minute: int | None = None,
    tokens_per_minute: int | None = None,
    damaged: int = 0,
) -> SweepEstimate:
    """Of the runs that are still to be asked.

    Args:
        runs: They.
        done: How many are there already.
        per_minute: The limit on requests that will hold.
        tokens_per_minute: The limit on tokens that will hold.
        damaged: How many of them were answered and cannot be read any more.
    """
    tokens, cost, known, partial, worst, unpriced = 0, 0.0, True, False, 0.0, 0
    for run in runs:
        model = catalog.model(run.request.settings.model)
        found = of_prompt.tokens_of(run.request.prompt, model, run.request.turns)
        price = of_prompt.cost_of(found, model)
        tokens, partial = tokens + found.total, partial or found.partial
        known, cost = known and price is not None, cost + (price or 0.0)
        most = worst_cost(run.request)
        unpriced, worst = unpriced + (most is None), worst + (most or 0.0)
    waits = [60.0 * (len(runs) - per_minute) / per_minute] if per_minute else []
    waits += [60.0 * (tokens - tokens_per_minute) / tokens_per_minute] if tokens_per_minute else []
    whole = Estimate(
        requests=len(runs), input_tokens=tokens, partial=partial, input_cost=cost if known else None, output_cost=None,
        currency=catalog.currency(), prices_date=catalog.date(),
    )  # fmt: skip
    return SweepEstimate(
        plan=whole, worst=None if unpriced else worst, unpriced=unpriced, done=done, damaged=damaged,
        least_s=max([0.0, *waits]) if waits else None,
    )  # fmt: skip
