"""The engine: hands out runs as far as the purse and the runner allow, and writes down what comes, until nothing is left.

One thread drives it, the only one that touches the purse. Money is taken out and written down before a run is sent, so
that a kill at any moment leaves a ledger that counts it.
"""

from __future__ import annotations

import heapq
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Literal

from omni_nb.errors import OmniError
from omni_nb.kept import record
from omni_nb.messages import _
from omni_nb.session.sending import Earlier
from omni_nb.sweep.budget import Ceiling
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.purse import Purse
from omni_nb.sweep.runs import SweepRun
from omni_nb.sweep.work import Outcome, Runner, Work, outcome_of_error
from omni_nb.sweep.worst import worst_cost, worst_tokens

End = Literal["finished", "budget", "stopped", "failing"]
"""Nothing is left · a ceiling · a person's deed · one failure after the other, which further runs would only repeat."""

_TICK_S = 0.05
_BREATH_S = 0.01
_FATAL = (
    "authentication_failed",
    "permission_refused",
    "key_missing",
    "not_found",
    "network_misconfigured",
    "proxy",
    "certificate",
    "no_cluster",
    "no_worker",
    "executor_broke",
    "unfit_worker",
    "version",
)
"""One of them tells what all others will say."""
_NO_MONEY = ("arrearage", "insufficient_quota")  # of the account, by the service's own codes
_IN_A_ROW = 20  # failures without a success between them: the server is away, or what is asked is wrong
_PATIENCE_S = 1_800.0  # that long a server may be away: a sweep over night outlives a restart of it
_LONGEST_PAUSE_S = 120.0
_LONGEST_END_S = 10.0
_LONGEST_REST_S = 30.0  # before a run that failed is asked again


class Engine:
    """Asks runs until all are answered or failed, or a ceiling or a person ends it.

    Args:
        runs: What is to be asked, in this order.
        ledger: Where it is written.
        purse: Who pays.
        runner: Who asks.
        retries: Further tries of a run whose failure may pass.
        rest_s: How long it rests before the first of them; twice as long before each further one.
        clock: Seconds, for tests.

    Attributes:
        left: Runs that are still to be asked, those under way not among them.
        done: Runs that ended, by how: `ok`, or the code of the error.
        under_way: How many.
        end: Why it ended; None while it runs.
        ceiling: Which one, where that is why.
        why: The failure, where one after the other failed.
    """

    def __init__(
        self, runs: Sequence[SweepRun], *, ledger: Ledger, purse: Purse, runner: Runner, retries: int = 2, rest_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.left = deque(runs)
        self.done: Counter[str] = Counter()
        self.end: End | None = None
        self.ceiling: Ceiling | None = None
        self.why: OmniError | None = None
        self._ledger, self._purse, self._runner, self._retries, self._rest_s, self._clock = (
            ledger,
            purse,
            runner,
            retries,
            rest_s,
            clock,
        )
        self._out: dict[str, tuple[int, SweepRun, float | None]] = {}
        self._tries: Counter[str] = Counter()
        self._earlier: dict[str, Earlier] = {}
        self._came: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._resting: list[tuple[float, str, SweepRun]] = []
        self._stop_asked = self._failing = False
        self._limit = max(_IN_A_ROW, runner.most)
        self._in_a_row = 0
        self._bad_since_s = self._quiet_until_s = 0.0

    @property
    def under_way(self) -> int:
        """How many runs are under way."""
        return len(self._out)

    @property
    def away(self) -> bool:
        """So many failed one after the other that the server seems to be away: one at a time goes to look."""
        return self._in_a_row >= self._limit

    def stop(self) -> None:
        """Ask for the end, from any thread: what is under way is cancelled and written down."""
        self._stop_asked = True

    def run(self, tick: Callable[[], None] = lambda: None) -> None:
        """Block until the end, calling `tick` about 20 times a second.

        Not for the main thread: an interrupt there could fall between an answer and its being written down.

        Raises:
            OmniError: The ledger cannot be written. What was under way is cancelled.
        """
        begun_s = self._clock()
        earlier_s = self._purse.spent.seconds
        try:
            while self.end is None:
                self._step(begun_s, earlier_s)
                tick()
        finally:
            if self._out:  # the ledger failed: nothing more can be written, and nothing more may be paid for
                self._runner.cancel()
            self._runner.close()

    def _step(self, begun_s: float, earlier_s: float) -> None:
        self._purse.ran(earlier_s + self._clock() - begun_s - self._purse.spent.seconds)
        if self._stop_asked or self._failing:
            self._finish("stopped" if self._stop_asked else "failing")
            return
        if self._purse.left_s() == 0.0:
            self.ceiling = "seconds"
            self._finish("budget")
            return
        while self._resting and self._resting[0][0] <= self._clock():
            self.left.append(heapq.heappop(self._resting)[2])
        short = self._hand_out()
        if self._out or (short is None and (self._resting or self.left)):
            self._take_in(_TICK_S)
            return
        self.left.extend(run for _at_s, _key, run in self._resting)
        self.end, self.ceiling = ("budget", short) if self.left else ("finished", None)

    def _hand_out(self) -> Ceiling | None:
        """Send what may be sent; returns the ceiling that a further run could pass."""
        going: list[tuple[SweepRun, float | None]] = []
        short: Ceiling | None = None
        most = self._runner.most if not self.away else int(self._clock() >= self._quiet_until_s)  # one goes to look
        while self.left and len(self._out) + len(going) < most:
            worst = worst_cost(self.left[0].request)
            if (short := self._purse.short_of(worst)) is not None:
                break
            self._purse.reserve(worst)
            going.append((self.left.popleft(), worst))
        if going:
            numbers = self._ledger.reserve([(run.key, worst) for run, worst in going])
            for number, (run, worst) in zip(numbers, going, strict=True):
                self._out[run.key] = (number, run, worst)
                self._tries[run.key] += 1
                work = Work(
                    key=run.key, request=run.request, tokens=worst_tokens(run.request) or 0,
                    earlier=self._earlier.pop(run.key, Earlier()),
                )  # fmt: skip
                self._runner.submit(work).add_done_callback(lambda f, key=run.key: self._came.put(_outcome(f, key)))  # type: ignore[misc]
        return short

    def _take_in(self, wait_s: float) -> None:
        """Write down what has come; wait for something at first."""
        came: list[Outcome] = []
        try:
            came.append(self._came.get(timeout=wait_s))
            if len(self._out) > 1:  # what comes in one breath is one transaction, and wakes this thread once
                time.sleep(_BREATH_S)
            while len(came) < 256:
                came.append(self._came.get_nowait())
        except queue.Empty:
            pass
        if not came:
            return
        self._ledger.settle([(self._out[o.key][0], o) for o in came], seconds=self._purse.spent.seconds)
        for outcome in came:
            _number, run, worst = self._out.pop(outcome.key)
            self._purse.settle(worst, outcome.cost, sent=outcome.sent)
            self._judge(run, outcome)

    def _judge(self, run: SweepRun, outcome: Outcome) -> None:
        if outcome.ok:
            self._in_a_row = 0
            self.done["ok"] += 1
            return
        if outcome.code == "stopped":
            self.left.appendleft(run)
            return
        if outcome.again is not None:  # refused, and it costs nothing but one more request
            self._tries[run.key] -= 1
            self._earlier[run.key] = outcome.again
            self.left.appendleft(run)
            return
        if outcome.code == "worker_died" and self._tries[run.key] <= self._retries:
            self.left.append(run)  # no word of the server's: all that a worker had in hand die together
            return
        now_s = self._clock()
        self._bad_since_s = self._bad_since_s if self._in_a_row else now_s
        self._in_a_row += 1
        if outcome.passing and self.away and not self._stop_asked:  # no fault of this run's: it is not counted
            self._tries[run.key] -= 1
            self.left.append(run)
            self._quiet_until_s = now_s + min(
                _LONGEST_PAUSE_S, self._rest_s * 2 ** min(self._in_a_row - self._limit, 10)
            )
        elif outcome.passing and self._tries[run.key] <= self._retries and not self._stop_asked:
            rests_s = min(_LONGEST_REST_S, self._rest_s * 2 ** (self._tries[run.key] - 1))
            heapq.heappush(self._resting, (self._clock() + rests_s, run.key, run))
        else:
            self.done[outcome.code] += 1
        waited = not outcome.passing or now_s - self._bad_since_s > _PATIENCE_S
        broke = str((outcome.error or {}).get("service_code")).lower() in _NO_MONEY
        if outcome.code in _FATAL or broke or (self.away and waited):
            self.why, self._failing = record.error_of(outcome.error), True

    def _finish(self, end: End) -> None:
        """Cancel what is under way, write down what came of it, and end."""
        self.end, self._stop_asked = end, True
        self.left.extend(run for _at_s, _key, run in self._resting)
        self._runner.cancel()
        until_s = time.monotonic() + _LONGEST_END_S
        while self._out and time.monotonic() < until_s:
            self._take_in(_TICK_S)


def _outcome(future: Future[Outcome], key: str) -> Outcome:
    try:
        return future.result()
    except BaseException as err:  # a worker died, or a scheduler cancelled it
        lost = OmniError(_("the worker was lost: {err}", err=f"{type(err).__name__}: {err}"), code="worker_died")
        return outcome_of_error(key, lost)
