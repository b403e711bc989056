"""The sweep as people hold it: how far it is, what came, what failed and why; stop it, and ask again what failed."""

from __future__ import annotations

import contextlib
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from omni_nb.compare.frames import frame
from omni_nb.errors import OmniError
from omni_nb.escape import html
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _, say
from omni_nb.show import display
from omni_nb.show.table import Table
from omni_nb.sweep.budget import Spent
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.estimate import SweepEstimate
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.runs import Runs
from omni_nb.sweeping import telling
from omni_nb.sweeping.answers import WHOLE, SweepAnswer, answer_of, rows_of

if TYPE_CHECKING:
    from pandas import DataFrame

_TICK_S = 0.05


class Sweep(Shown, Sequence[SweepAnswer]):
    """The result of a sweep: an answer for each row of its grid, in order, read from its folder when you ask for it.

    Made by `omni.sweep(…)`; never by hand.

    Attributes:
        folder: Where everything is: `sweep.db`, and the sounds in `clips/`.
        estimate: How many requests were still to be sent when it began, and what they may cost.
    """

    def __init__(
        self, runs: Runs, ledger: Ledger, *, estimate: SweepEstimate, simulated: bool, again: Callable[[Sweep, Sequence[str], bool], None]
    ) -> None:  # fmt: skip
        self.folder: Path = ledger.folder
        self.estimate = estimate
        self._runs, self._ledger, self._again, self._simulated = runs, ledger, again, simulated
        self._lost_said = False
        self._engine: Engine | None = None
        self._shown_in: object = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @overload
    def __getitem__(self, at: int) -> SweepAnswer: ...
    @overload
    def __getitem__(self, at: slice) -> list[SweepAnswer]: ...
    def __getitem__(self, at: int | slice) -> SweepAnswer | list[SweepAnswer]:
        rows = self._runs.rows[at]
        return (
            answer_of(rows, self._ledger) if not isinstance(rows, tuple) else [answer_of(r, self._ledger) for r in rows]
        )

    def __len__(self) -> int:
        return len(self._runs.rows)

    def __iter__(self) -> Iterator[SweepAnswer]:
        return (answer_of(row, self._ledger) for row in self._runs.rows)

    @property
    def done(self) -> bool:
        """True when nothing is running any more: it ended, failed or was stopped."""
        return self._thread is None or not self._thread.is_alive()

    @property
    def complete(self) -> bool:
        """True if every row has a complete answer."""
        return self.counts["answered"] == len(self._runs.runs)

    @property
    def counts(self) -> dict[str, int]:
        """Runs by how they stand: `answered`, `failed` (damaged ones among them), `open` (not asked yet, or stopped).

        Rows that ask the same are one run.
        """
        states = self._ledger.states()
        mine = [states.get(run.key) for run in self._runs.runs]
        stopped = set(self._ledger.failed("stopped"))
        answered = sum(state is not None and state[0] for state in mine)
        failed = sum(
            s is not None and not s[0] and r.key not in stopped for s, r in zip(mine, self._runs.runs, strict=True)
        )
        return {"answered": answered, "failed": failed, "open": len(mine) - answered - failed}

    @property
    def spent(self) -> Spent:
        """What the sweep in this folder has used, all its sittings together."""
        return self._ledger.spent()

    def stop(self) -> None:
        """End a sweep that runs in the background: what is under way is cancelled, all that was answered stays."""
        if self._engine is not None:
            self._engine.stop()
        self.wait()

    def wait(self) -> Sweep:
        """Block until a sweep in the background has ended.

        Raises:
            OmniError: Its folder could not be written.
        """
        if self._thread is not None:
            self._thread.join()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return self

    def retry(self, code: str | None = None, *, wait: bool = True) -> Sweep:
        """Ask again what failed, or what failed with one code, within what is left of the budget.

        Args:
            code: As `failures()` lists it; all of them by default. `sound_lost`: answers whose sound is gone from the folder.
            wait: As in `omni.sweep`.
        """
        mine = {run.key for run in self._runs.runs}
        keys = self._ledger.soundless() if code == "sound_lost" else self._ledger.failed(code)
        self._again(self, [key for key in keys if key in mine], wait)
        return self

    def failures(self) -> Table:
        """What failed, by kind: its code, how many runs, whether trying again may help, and what the first one says."""
        rows = []
        mine = {run.key for run in self._runs.runs}
        for code, _count, passing in self._ledger.kinds():
            keys = [key for key in self._ledger.failed(code) if key in mine]
            if keys and code != "stopped":  # that is no failure: it is asked when the sweep goes on
                first = self._ledger.result(keys[0])
                said = first.error.sentence if first is not None and first.error is not None else ""
                rows.append({"code": code, "runs": len(keys), "may_pass": passing, "says": said})
        return Table(rows, note=say(_("sweep.retry() asks these again; sweep.retry('code') one kind")) if rows else "")

    def to_rows(self) -> list[dict[str, Any]]:
        """A dict for each row, all with the same keys; sounds as paths, None where the file is gone."""
        return self._rows()

    def to_frame(self) -> DataFrame:
        """All rows as a pandas DataFrame; sounds as paths in `clip`.

        Raises:
            MissingExtra: pandas is not installed (`omni_nb[frames]`).
        """
        return frame(self._rows(), whole=WHOLE)

    def _rows(self) -> list[dict[str, Any]]:
        if (lost := telling.sounds_lost(self._runs, self._ledger)) and not self._lost_said:
            self._lost_said = True
            warnings.warn(str(lost), stacklevel=3)
        return list(rows_of(self._runs.rows, self._ledger))

    def _ipython_display_(self) -> None:
        """Nothing, where its bar stands in this very cell and says how it ended, or will; else what `_repr_html_` says."""
        if self._shown_in is None or self._shown_in != display.execution_count() or not display.in_notebook():
            raise NotImplementedError

    def _mark_shown(self) -> None:
        self._shown_in = display.execution_count()

    def __reduce__(self) -> Any:
        """Its folder and what it asks: where it is read again it can be looked at, and `omni.sweep` goes on with it."""
        return _read_again, (self._runs, self._ledger, self.estimate, self._simulated)

    def __copy__(self) -> Sweep:
        """Itself: it is one folder."""
        return self

    def __deepcopy__(self, _memo: Any) -> Sweep:
        return self

    def __repr__(self) -> str:
        return "\n".join(self._told())

    def _repr_html_(self) -> str:
        return "".join(f"<div>{html(line)}</div>" for line in self._told()) + (
            self.failures()._repr_html_() if self.counts["failed"] else ""
        )

    def _told(self) -> list[str]:
        return telling.lines(
            self._runs, self._ledger, counts=self.counts, simulated=self._simulated, why=telling.why_open(self._engine)
        )

    def _run(self, engine: Engine, tick: Callable[[], None], finish: Callable[[], None], *, wait: bool) -> None:
        """Let an engine run on a thread of its own, which no interrupt reaches, and wait for it or not.

        Raises:
            KeyboardInterrupt: After what was under way has been cancelled and written down.
        """
        self._engine, ended = engine, threading.Event()

        def work() -> None:
            try:
                if wait:
                    engine.run()
                else:
                    engine.run(tick)
            except BaseException as err:
                self._failure = err
            finally:
                if not wait:
                    finish()
                ended.set()

        self._thread = threading.Thread(target=work, name="omni_nb sweep", daemon=True)
        if not wait:
            self._thread.start()
            return
        try:
            self._thread.start()
            interrupted = _watched(engine, tick, ended)
            self.wait()
            if interrupted:
                raise KeyboardInterrupt
        finally:
            engine.stop()
            finish()


def _read_again(runs: Runs, ledger: Ledger, estimate: SweepEstimate, simulated: bool) -> Sweep:
    def again(sweep: Sweep, keys: Sequence[str], wait: bool) -> None:
        raise OmniError(
            _("a sweep that was copied from another program knows no server to ask"), code="sweep_copied",
            repair=_("Call omni.sweep(…) with the same questions and folder={folder}: it goes on.", folder=repr(str(sweep.folder))),
        )  # fmt: skip

    return Sweep(runs, ledger, estimate=estimate, simulated=simulated, again=again)


def _watched(engine: Engine, tick: Callable[[], None], ended: threading.Event) -> bool:
    """Show how far it is until it has ended; an interrupt ends it. Returns whether there was one."""
    interrupted = False
    while not ended.is_set():
        try:
            with contextlib.suppress(Exception):  # a bar that cannot be drawn costs no answer
                tick()
            ended.wait(_TICK_S)
        except KeyboardInterrupt:
            interrupted = True
            engine.stop()
    return interrupted
