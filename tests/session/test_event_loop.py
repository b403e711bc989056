import asyncio
import os

import pytest

from omni_nb.session.event_loop import EventLoop


async def name():
    import threading

    return threading.current_thread().name


def test_work_runs_on_a_thread_of_its_own():
    worker = EventLoop()
    assert worker.submit(name()).result(5) == "omni_nb event loop"
    assert worker.generation == worker.generation


def test_cancelling_the_future_cancels_the_task():
    worker, seen = EventLoop(), []

    async def sleeper():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    future = worker.submit(sleeper())
    worker.submit(asyncio.sleep(0)).result(5)
    future.cancel()
    worker.submit(asyncio.sleep(0.01)).result(5)
    assert seen == ["cancelled"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_after_a_fork_it_starts_anew():
    worker = EventLoop()
    worker.submit(name()).result(5)
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if worker.submit(name()).result(5) == "omni_nb event loop" else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
