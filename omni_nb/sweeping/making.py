"""A sweep is planned, told what it costs, and run: the door."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

from omni_nb import catalog, quantities
from omni_nb.asking import Asking
from omni_nb.compare.plan import MOST_UNASKED, Asked, plan
from omni_nb.compare.questions import questions
from omni_nb.errors import Interrupted
from omni_nb.escape import html
from omni_nb.kept import disk
from omni_nb.messages import _, listed
from omni_nb.panels.gallery.gallery import Gallery
from omni_nb.paths import local_path
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import PartLike
from omni_nb.session.limiter import Limiter
from omni_nb.sweep import tables
from omni_nb.sweep.budget import Budget
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.estimate import estimate_of
from omni_nb.sweep.executors import runner_for, workers_of
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.local_runner import LocalRunner
from omni_nb.sweep.purse import Purse
from omni_nb.sweep.runs import Runs, SweepRun
from omni_nb.sweep.work import Runner
from omni_nb.sweep.worst import unbounded, worst_cost
from omni_nb.sweeping.progress import Progress, say_at_once
from omni_nb.sweeping.sweep import Sweep

MOST_RUNS = 1_000_000
"""Of one sweep: each takes about a kilobyte of memory while it waits."""
AT_ONCE = 16
SIMULATOR = "simulator"
_AHEAD = 2  # so much more is handed out than may be under way, so that nobody waits for the ledger


class Sweeping:
    """What `Omni` has of sweeps: it is a class of its own because `Omni` is one of many doors already."""

    _asking: Asking

    def sweep(
        self, *parts: PartLike, prompts: Sequence[Any] | Mapping[str, Any] | None = None, voices: Sequence[str] | Gallery | str | None = None,
        models: Sequence[str] | str | None = None, repeats: int = 1, variables: Any = None, say: bool = False,
        budget: Budget | float | Mapping[str, Any] | None = None, at_once: int | None = None, per_minute: int | None = None,
        tokens_per_minute: int | None = None, folder: str | PathLike[str] | None = None, executor: Any = None, client: Any = None,
        confirm: bool = False, wait: bool = True, show: bool | None = None, **options: Unpack[AskOptions],
    ) -> Sweep:  # fmt: skip
        """Ask thousands of questions over a grid, a list or a table: within a budget, and never twice.

        Everything is written into a folder as it comes. The same sweep run again continues where it ended, however it
        ended; what was answered is not asked again. An estimate is printed before anything is sent.

        Args:
            parts: The question, as for `ask`; with `{placeholders}`, which `variables` fills.
            prompts: Several questions instead: each is words, or a list of parts; a dict gives them names.
            voices: Ids, or a gallery with picked ones; `"all"` for every voice of the (first) model.
            models: Ids; by default this one's.
            repeats: How often each is asked.
            variables: Values for the placeholders: a dict of lists, a list of dicts, or a DataFrame (a question for each row).
            say: Have the words read out exactly.
            budget: What it may use at most, in the folder altogether: `Budget(cost=…, requests=…, seconds=…)`, or a number,
                which is money in the catalog's currency. The most that a run can cost is set aside before it is sent.
            at_once: The most requests under way together; by default 16, with `executor` or `client` 16 for each worker. When
                the server says "too fast", all of them wait.
            per_minute: The most requests in any 60 seconds.
            tokens_per_minute: The most tokens in any 60 seconds.
            folder: Where it is kept; by default in the data directory, by what it asks.
            executor: Who does the work: any `concurrent.futures.Executor`; by default this process.
            client: The same, as a `distributed.Client` of Dask.
            confirm: Ask even where there are more than 200 runs and no budget.
            wait: Block until it has ended; False: it goes on in the background, and `.stop()` stops it, `.wait()` waits for its end.
            show: As in `Omni`.
            options: As for `ask`, for every run.

        Returns:
            The sweep: `.to_frame()`, `.failures()`, `.retry()`, and an answer for each row.

        Raises:
            ValueError: There is nothing to ask, a placeholder lacks a value, a budget of money and a price that is not
                known, a budget that does not pay for one run, or a large sweep without a budget that is not confirmed.
            OmniError: The folder cannot be used: damaged, of a later version, full, or in use by another program.
            Interrupted: The kernel was interrupted; `.sweep` holds what was answered.
        """
        one_voice, one_model = options.pop("voice", None), options.pop("model", None)
        voices, models = one_voice if voices is None else voices, one_model if models is None else models
        ceilings = Budget.of(budget)
        if executor is not None and client is not None:
            raise ValueError(_("executor= and client= both say who does the work; give only one"))
        elsewhere = executor if client is None else client
        workers = 1 if elsewhere is None else workers_of(elsewhere, self._asking.client)
        at_once = AT_ONCE * workers if at_once is None else at_once
        a_minute: Any = {"per_minute": per_minute, "tokens_per_minute": tokens_per_minute}
        limiter = self._asking.client.limiter(at_once=at_once, **a_minute)
        planned = plan(
            self._asking.client, _asked(parts, prompts, variables, taken("say", say, none=False)), models=models, voices=voices,
            repeats=repeats, options=options, most=MOST_RUNS,
        )  # fmt: skip
        address = self._asking.client.address
        runs = Runs.of(planned, server=address.base_url or SIMULATOR)  # its title is in the reader's language
        place = local_path(os.fspath(folder)) if folder is not None else disk.data_folder() / "sweeps" / runs.hash[:16]
        ledger = Ledger(Path(place).absolute())
        start = _Start(self._asking, runs, ledger, ceilings, limiter, at_once, elsewhere, show)
        todo = start.open_runs()
        damaged = len({run.key for run in todo} & ledger.damaged())
        estimate = estimate_of(todo, done=len(runs.runs) - len(todo), damaged=damaged, **a_minute)
        _affordable(todo, ceilings, ledger)
        if len(todo) > MOST_UNASKED and ceilings.unlimited and not taken("confirm", confirm, none=False):
            raise ValueError(
                _(
                    "this is a large sweep without a budget: {estimate}. Nothing was sent yet. Give it a budget=, or add confirm=True",
                    estimate=estimate,
                )
            )
        found = Sweep(runs, ledger, estimate=estimate, simulated=address.simulated, again=start.again)
        start.run(found, todo, wait=wait)
        return found


class _Start:
    """Runs a sweep, at first and again."""

    def __init__(
        self, asking: Asking, runs: Runs, ledger: Ledger, budget: Budget, limiter: Limiter, at_once: int, executor: Any, show: bool | None
    ) -> None:  # fmt: skip
        self._asking, self._runs, self._ledger, self._budget = asking, runs, ledger, budget
        self._limiter, self._at_once, self._executor, self._show = limiter, at_once, executor, show

    def open_runs(self) -> list[SweepRun]:
        """What is not answered, and what failed so that trying again may help."""
        states = self._ledger.states()
        stopped = set(self._ledger.failed("stopped"))
        return [
            r for r in self._runs.runs if (s := states.get(r.key)) is None or (not s[0] and (s[1] or r.key in stopped))
        ]

    def again(self, sweep: Sweep, keys: Sequence[str], wait: bool) -> None:
        """Ask these runs again."""
        wanted = set(keys)
        self.run(sweep, [run for run in self._runs.runs if run.key in wanted], wait=wait)

    def run(self, sweep: Sweep, todo: Sequence[SweepRun], *, wait: bool) -> None:
        """Ask them, here or on a thread of its own."""
        asking = self._asking
        show = asking.show if self._show is None else taken("show", self._show)
        if not todo:  # a notebook that is run again keeps what it says
            if say_at_once(_ending(sweep), show):
                sweep._mark_shown()
            return
        with contextlib.ExitStack() as held:
            held.callback(tables.alone(self._ledger.folder).close)
            purse = Purse(self._budget, self._ledger.spent())
            engine = Engine(
                todo, ledger=self._ledger, purse=purse, runner=self._runner(), retries=asking.client.max_retries
            )
            done = len(self._runs.runs) - len(todo)
            shows = Progress(engine, purse, done=done, estimate=sweep.estimate, show=show, button=not wait)
            if shows.visible:
                sweep._mark_shown()
            let_go = held.pop_all().close

        def finish() -> None:
            with contextlib.suppress(Exception):
                shows.finish(_ending(sweep))
            let_go()

        try:
            sweep._run(engine, shows.tick, finish, wait=wait)
        except KeyboardInterrupt:
            raise Interrupted(None, sweep=sweep) from None

    def _runner(self) -> Runner:
        most = self._at_once * _AHEAD
        if self._executor is None:
            return LocalRunner(self._asking.client, self._limiter, most=most)
        return runner_for(self._executor, self._asking.client, self._limiter, most=most)


def _ending(sweep: Sweep) -> dict[str, str]:
    """What stays in the bar's place: what was expected, and what came."""
    expected = _("Expected: {estimate}.", estimate=sweep.estimate)
    return {"text/plain": f"{expected}\n{sweep!r}", "text/html": f"<div>{html(expected)}</div>{sweep._repr_html_()}"}


def _asked(parts: Sequence[PartLike], prompts: Any, variables: Any, say: bool) -> list[Asked]:
    if bool(parts) == (prompts is not None):
        raise ValueError(_("sweep() takes one question (its parts), or prompts=[…] with several, not both"))
    return questions([list(parts)] if prompts is None else prompts, variables=variables, say=say)


def _affordable(todo: Sequence[SweepRun], budget: Budget, ledger: Ledger) -> None:
    """A ceiling on money that cannot be kept, or that pays for nothing, is said before anything is sent."""
    if budget.cost is None or not todo:
        return
    worst = {run.key: worst_cost(run.request) for run in todo}
    if unknown := next((run for run in todo if worst[run.key] is None), None):
        if names := unbounded(unknown.request):
            raise ValueError(
                _(
                    "a budget of money cannot be kept: what {names} in extra= asks for has no known most. Use Budget(requests=…), or leave it out",
                    names=listed(names),
                )
            )
        raise ValueError(
            _(
                "a budget of money cannot be kept: the price or the longest answer of {model} is not known. Use Budget(requests=…), or max_tokens= if only the length is unknown",
                model=unknown.request.settings.model,
            )
        )
    dearest = max(w for w in worst.values() if w is not None)
    if ledger.spent().requests == 0 and dearest > budget.cost > 0:
        raise ValueError(
            _(
                "the budget of {budget} does not pay for one run, which can cost up to {worst}: raise it, or bound the answers with max_tokens=",
                budget=quantities.price(budget.cost, catalog.currency()),
                worst=quantities.price(dearest, catalog.currency()),
            )
        )
