"""Letters between the driver of a sweep and the workers of a Dask cluster, and which workers there are. A door to distributed.

The client's calls block, so they have threads of their own; who listens is called on the event loop's thread.
"""

from __future__ import annotations

import itertools
import pickle
import queue
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from omni_nb.errors import MissingExtra, OmniError
from omni_nb.messages import _
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sweep.dask_lane import TICKET, Letter, lane
from omni_nb.sweep.pool_workers import Do, never_began

_LOOK_S = 0.5
_BEAT_S = 10.0  # a worker that has heard nothing for a minute ends


class Listener(Protocol):
    """Who is told, on the event loop's thread."""

    def opened(self, number: int, address: str) -> None:
        """A worker has been given its long task."""

    def heard(self, number: int, letters: list[Letter]) -> None:
        """A worker has written."""

    def lost(self, number: int) -> None:
        """A worker is gone."""

    def failed(self, error: OmniError) -> None:
        """There is no cluster any more."""


@dataclass(slots=True)
class _Lane:
    address: str
    inbox: Any
    task: Any


class Post:
    """Opens a lane for each worker, also for those that come later, and carries letters.

    Args:
        client: A `distributed.Client`, not an asynchronous one.
        do, ready: For `dask_lane.lane`.
        listener: Who is told.

    Raises:
        TypeError, ValueError: That is no such client.
        MissingExtra: distributed is not installed.
    """

    def __init__(self, client: Any, do: Do, ready: Callable[[], Any], listener: Listener) -> None:
        self._client = checked(client)
        self._do, self._ready, self._listener = do, ready, listener
        self._name = f"omni_nb-sweep-{uuid.uuid4().hex[:12]}"
        self._lanes: dict[int, _Lane] = {}  # on the sender's thread
        self._numbers = itertools.count(1)
        self._out: queue.SimpleQueue[tuple[int, Letter] | None] = queue.SimpleQueue()
        self._results = self._queue("results")
        self._threads = [
            threading.Thread(target=work, daemon=True, name="omni_nb dask") for work in (self._send, self._receive)
        ]
        for thread in self._threads:
            thread.start()

    def send(self, number: int, letter: Letter) -> None:
        """To a worker. From any thread; one that is gone gets nothing."""
        self._out.put((number, letter))

    def close(self) -> None:
        """Workers end what they do. Blocks until it is said."""
        self._out.put(None)
        for thread in self._threads:
            thread.join(10.0)

    def _queue(self, name: str) -> Any:
        from distributed import Queue

        return Queue(f"{self._name}-{name}", client=self._client)

    def _tell(self, what: Callable[..., None], *about: Any) -> None:
        EVENT_LOOP.call(lambda: what(*about))

    def _send(self) -> None:
        look_s = beat_s = float("-inf")
        try:
            while True:
                if (now := time.monotonic()) - look_s >= _LOOK_S:
                    look_s = now
                    self._look()
                letters = self._gathered()
                ends = letters.pop(None, None) is not None
                if now - beat_s >= _BEAT_S:
                    beat_s = now
                    letters = {n: letters.get(n, []) for n in self._lanes}
                for number, told in letters.items():
                    if number in self._lanes:
                        self._lanes[number].inbox.put(pickle.dumps(told))
                if ends:
                    return self._end()
        except Exception as err:  # the scheduler is gone, or the client is closed
            self._tell(self._listener.failed, no_cluster(err))
        return None

    def _gathered(self) -> dict[int | None, list[Letter]]:
        """What is to be sent, by worker, as much as there is; under None: it is to end."""
        found: dict[int | None, list[Letter]] = defaultdict(list)
        try:
            item = self._out.get(timeout=_LOOK_S)
            while True:
                found[item and item[0]].extend([item[1]] if item else [])
                item = self._out.get_nowait()
        except queue.Empty:
            return found

    def _look(self) -> None:
        there = set(self._client.nthreads())
        for number, each in list(self._lanes.items()):
            if each.address not in there or each.task.done():
                del self._lanes[number]
                if each.task.status == "error":  # it never began: no omni_nb there, or another version
                    self._tell(self._listener.failed, never_began(each.task.exception()))
                each.task.cancel()
                _forget(each.inbox, holders=2)
                self._tell(self._listener.lost, number)
        for address in there - {each.address for each in self._lanes.values()}:
            self._open(address)

    def _open(self, address: str) -> None:
        number = next(self._numbers)
        inbox = self._queue(f"worker-{number}")
        inbox.put(TICKET)
        task = self._client.submit(
            lane, number, inbox.name, self._results.name, self._do, self._ready, key=f"{self._name}-{number}", pure=False,
            workers=[address], allow_other_workers=False, retries=0,
        )  # fmt: skip
        self._lanes[number] = _Lane(address, inbox, task)
        self._tell(self._listener.opened, number, address)

    def _end(self) -> None:
        for each in self._lanes.values():
            each.inbox.put(pickle.dumps([("stop", 0, None)]))
        until_s = time.monotonic() + 5.0
        for each in self._lanes.values():
            while not each.task.done() and time.monotonic() < until_s:
                time.sleep(0.02)
            each.task.release()
            _forget(each.inbox, holders=2)
        self._results.put(b"")

    def _receive(self) -> None:
        try:
            while data := self._results.get():
                number, letters = pickle.loads(data)
                self._tell(self._listener.heard, number, letters)
            _forget(self._results, holders=1 + next(self._numbers))
        except Exception as err:
            self._tell(self._listener.failed, no_cluster(err))


def _forget(queue_: Any, *, holders: int) -> None:
    """The scheduler keeps a queue until all who opened it have closed it, and a worker that died never does."""
    for _holder in range(holders):
        queue_.close()


def checked(client: Any) -> Any:
    """A client that can be used here, with its own `get_executor()` taken for it."""
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtra(
            _("a sweep on a Dask cluster needs distributed"), repair=_('Install it: pip install "omni_nb[dask]".')
        ) from None
    if not isinstance(client, Client):
        raise TypeError(_("client must be a distributed.Client, got {name}", name=type(client).__name__))
    if client.asynchronous:
        raise ValueError(_("client must not be asynchronous: make it with distributed.Client(…, asynchronous=False)"))
    if client.status != "running":
        raise ValueError(_("this distributed.Client is {status}: make a new one", status=client.status))
    return client


def no_cluster(err: BaseException) -> OmniError:
    return OmniError(
        _("the Dask cluster is gone ({name}: {why})", name=type(err).__name__, why=str(err)),
        code="no_cluster",
        repair=_("What is finished is kept: start a scheduler and workers, and run the sweep again."),
    )
