"""Runs on any executor of `concurrent.futures`: processes of this machine, ipyparallel's engines.

An executor has no way back but the result of a task, so a task is a handful of runs that one worker asks together, and no
more tasks are given to it than it has workers: nothing waits there when the service says "too fast". A worker that dies
takes its handful along.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any, Literal

from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.session.event_loop import EVENT_LOOP

Do = Callable[[Any], Awaitable[Any]]
Told = tuple[Literal["done", "raised", "unfit"], Any]

AT_ONCE_EACH = 16
_BREATH_S = 0.01  # what is asked for in one breath goes out in one handful
_DEATHS = {
    "EngineError",
    "WorkerCrashedError",
    "NodeDiedError",
}  # ipyparallel's, as the name within a RemoteError; Ray's


class WorkerLost(Exception):
    """A worker died with a run under way: whether it was paid for, nobody knows."""


class PoolWorkers:
    """The workers of an executor. Its methods are for the event loop's thread.

    Args:
        executor: It stays open: it is the caller's.
        do: Asks one run; a module's function, for it is sent by its name.
        ready: Looks in a worker whether it can ask at all.
        workers: How many tasks it works at once; None: what it tells, or as many as this machine has processors.
        at_once_each: The most runs in one task.
    """

    def __init__(
        self, executor: Executor, do: Do, ready: Callable[[], Any], *, workers: int | None = None, at_once_each: int = AT_ONCE_EACH
    ) -> None:  # fmt: skip
        self._executor, self._do, self._ready = executor, do, ready
        self._slots = workers or worker_count(executor)
        self._most = at_once_each
        self._waiting: dict[asyncio.Future[Any], Any] = {}
        self._tasks: set[Future[list[Told]]] = set()
        self._soon: asyncio.TimerHandle | None = None
        self._failed: OmniError | None = None

    @property
    def at_once(self) -> int:
        """How many runs it takes."""
        return self._slots * self._most

    async def carry(self, work: Any) -> Any:
        """Have it asked once.

        Raises:
            WorkerLost: Its worker died with it.
            OmniError: The executor cannot ask at all.
        """
        if self._failed is not None:
            raise self._failed
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting[future] = work
        if self._soon is None:
            self._soon = loop.call_later(_BREATH_S, self._hand_out)
        try:
            return await future
        finally:
            self._waiting.pop(future, None)

    def stop(self) -> None:
        """What waits is not sent. A handful that is under way cannot be told to end: what it comes to is still told."""
        self._fail(stopped(), [])

    async def close(self) -> None:
        """What has not begun never will."""
        for task in list(self._tasks):
            task.cancel()

    def _hand_out(self) -> None:
        self._soon = None
        while self._waiting and len(self._tasks) < self._slots and self._failed is None:
            share = -(-len(self._waiting) // (self._slots - len(self._tasks)))  # so that no worker is idle
            mine = list(self._waiting.items())[: min(self._most, share)]
            for future, _work in mine:
                del self._waiting[future]
            self._submit([future for future, _work in mine], [work for _future, work in mine])

    def _submit(self, futures: list[asyncio.Future[Any]], works: list[Any]) -> None:
        try:
            task = self._executor.submit(handful, self._do, self._ready, works)
        except Exception as err:  # it is shut down, or broke when a worker died
            self._fail(_broken(err), futures)
            return
        self._tasks.add(task)
        task.add_done_callback(lambda done: EVENT_LOOP.call(lambda: self._ended(done, futures)))

    def _ended(self, task: Future[list[Told]], futures: list[asyncio.Future[Any]]) -> None:
        self._tasks.discard(task)
        try:
            told = task.result(0)
        except (BrokenExecutor, CancelledError) as err:
            told = [("raised", WorkerLost(str(err)))] * len(futures)
        except Exception as err:
            if (
                not {type(err).__name__, getattr(err, "ename", None)} & _DEATHS
            ):  # it never began: no omni_nb there, or another version
                self._fail(never_began(err), futures)
                return
            told = [("raised", WorkerLost(str(err)))] * len(futures)
        for future, (word, what) in zip(futures, told, strict=True):
            if word == "unfit":
                self._fail(what, futures)
            elif not future.done():
                if word == "done":
                    future.set_result(what)
                else:
                    future.set_exception(what)
        self._hand_out()

    def _fail(self, error: OmniError, futures: list[asyncio.Future[Any]]) -> None:
        self._failed = self._failed or error
        for future in (*futures, *self._waiting):
            if not future.done():
                future.set_exception(self._failed)


def handful(do: Do, ready: Callable[[], Any], works: list[Any]) -> list[Told]:
    """A task: in a worker, all of them at once. What each came to, in their order."""
    try:
        ready()
    except Exception as err:
        return [("unfit", as_ours(err))] * len(works)
    return EVENT_LOOP.submit(_all(do, works)).result()


async def _all(do: Do, works: list[Any]) -> list[Told]:
    async def one(work: Any) -> Told:
        try:
            return ("done", await do(work))
        except Exception as err:
            return ("raised", as_ours(err))

    return list(await asyncio.gather(*(one(work) for work in works)))


def as_ours(err: BaseException) -> OmniError:
    """An error that can be sent and shown: whatever else it was, its words."""
    if isinstance(err, OmniError):
        return err.with_traceback(None)
    words = _("a worker failed: {name}: {why}", name=type(err).__name__, why=str(err))
    return OmniError(words, code="internal")


def never_began(err: BaseException) -> OmniError:
    """A worker, or the scheduler, cannot even read what it is sent: further runs would only repeat it."""
    while err.__cause__ is not None:  # Dask says that it could not be read, and why behind it
        err = err.__cause__
    return OmniError(
        _("a worker cannot begin ({name}: {why})", name=type(err).__name__, why=str(err)),
        code="unfit_worker",
        repair=_("Install omni_nb where the workers (and the scheduler) run, in the version of this program."),
    )


def stopped() -> OmniError:
    """Why what waited is not sent."""
    return OmniError(_("stopped by the user"), code="stopped")


def worker_count(executor: Executor) -> int:
    """How many tasks an executor works at once: what it tells, or as many as this machine has processors."""
    engines = getattr(getattr(getattr(executor, "view", None), "client", None), "ids", None)  # ipyparallel
    told = getattr(executor, "_max_workers", None) or len(
        engines or ()
    )  # processes and threads of the standard library
    return told if isinstance(told, int) and told > 0 else os.cpu_count() or 1


def _broken(err: BaseException) -> OmniError:
    return OmniError(
        _("the executor takes no more runs ({name}: {why})", name=type(err).__name__, why=str(err)),
        code="executor_broke",
        repair=_("What is finished is kept: make a new executor, and run the sweep again."),
    )
