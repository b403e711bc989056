"""What runs inside a worker of a Dask cluster: one long task that keeps many requests under way.

It gives its place back to the worker (`secede`), so that a sweep keeps nobody else's tasks waiting; it ends when the
driver says so, or has been silent for a minute.
"""

from __future__ import annotations

import pickle
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sweep.pool_workers import Do, as_ours

Letter = tuple[str, int, Any]
"""What it is about, the number of the run, and what goes with it."""
TICKET = b"ticket"
SILENCE_S = 60.0
_MOST_LETTERS = 64


def lane(number: int, inbox_name: str, outbox_name: str, do: Do, ready: Callable[[], Any]) -> None:
    """The task.

    Args:
        number: Of this lane, for the driver.
        inbox_name: The queue with its letters, first a ticket. A task that the scheduler begins a second time, because
            its worker died, finds none and ends: the driver has opened another lane by then.
        outbox_name: The queue for what came, shared by all workers.
        do: Asks one run, on the event loop; a module's function.
        ready: Looks whether this worker can ask at all; its result, or its error, is told first.
    """
    from distributed import Queue, secede

    inbox = Queue(inbox_name)
    early = list(inbox.get(batch=True))  # what there is now: nothing is waited for, which the scheduler would log
    if TICKET not in early:
        return
    early.remove(TICKET)  # a sweep that ends at once has said so by now
    secede()
    results: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
    posting = threading.Thread(
        target=post, args=(number, Queue(outbox_name), results), daemon=True, name="omni_nb outbox"
    )
    posting.start()
    results.put(_try_ready(ready))
    try:
        _work(_packets(early, inbox), results, do)
    finally:
        results.put(None)
        posting.join(5.0)
        inbox.close()


def _try_ready(ready: Callable[[], Any]) -> Letter:
    try:
        return ("ready", 0, ready())
    except Exception as err:
        return ("unfit", 0, as_ours(err))


def _packets(early: list[bytes], inbox: Any) -> Iterator[bytes]:
    yield from early
    while True:
        yield inbox.get(timeout=SILENCE_S)


def _work(packets: Iterator[bytes], results: queue.SimpleQueue[Letter | None], do: Do) -> None:
    under_way: dict[int, Future[None]] = {}
    try:
        for packet in packets:
            for word, number, work in pickle.loads(packet):
                if word == "stop":
                    return
                if word == "do":
                    under_way[number] = EVENT_LOOP.submit(_one(number, work, results, do))
                elif word == "cancel" and (future := under_way.pop(number, None)) is not None:
                    future.cancel()
            under_way = {n: f for n, f in under_way.items() if not f.done()}
    except (TimeoutError, OSError, RuntimeError):  # the driver is gone, the scheduler is, this worker is closing
        return
    finally:
        for future in under_way.values():
            future.cancel()


async def _one(number: int, work: Any, results: queue.SimpleQueue[Letter | None], do: Do) -> None:
    try:
        results.put(("done", number, await do(work)))
    except Exception as err:
        results.put(("raised", number, as_ours(err)))


def post(number: int, outbox: Any, results: queue.SimpleQueue[Letter | None]) -> None:
    """What came goes to the driver, as many at once as there are."""
    ends = False
    while not ends:
        letters = [results.get()]
        while len(letters) < _MOST_LETTERS and not results.empty():
            letters.append(results.get())
        ends = None in letters
        told = [letter for letter in letters if letter is not None]
        try:
            if told:
                outbox.put(pickle.dumps((number, told)))
            if ends:
                outbox.close()
        except (OSError, RuntimeError):  # the scheduler is gone, or this worker is closing
            return
