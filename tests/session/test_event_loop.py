import asyncio
import os
import threading

import pytest

from omni_nb.session.event_loop import EventLoop


async def name():
    return threading.current_thread().name


def test_work_runs_on_a_thread_of_its_own():
    worker = EventLoop()
    assert worker.submit(name()).result(60) == "omni_nb event loop"
    assert worker.in_thread(lambda: threading.current_thread().name).result(60) != "omni_nb event loop"


def test_cancelling_the_future_cancels_the_task():
    worker, begun, ended = EventLoop(), threading.Event(), threading.Event()

    async def sleeper():
        try:
            begun.set()
            await asyncio.sleep(3_600)
        except asyncio.CancelledError:
            ended.set()
            raise

    future = worker.submit(sleeper())
    assert begun.wait(60)
    future.cancel()
    assert ended.wait(60)


@pytest.mark.parametrize("leaving", [SystemExit, KeyboardInterrupt])
def test_a_task_that_leaves_the_program_ends_itself_and_no_other(leaving):
    worker, begun, go_on = EventLoop(), threading.Event(), asyncio.Event()

    async def other():
        begun.set()
        await go_on.wait()
        return "done"

    async def leave():
        raise leaving

    def leave_at_once():
        raise leaving

    waiting = worker.submit(other())
    assert begun.wait(60)
    assert isinstance(worker.submit(leave()).exception(60), leaving)
    worker.call(leave_at_once)
    worker.call(go_on.set)
    assert waiting.result(60) == "done"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_after_a_fork_it_starts_anew():
    worker = EventLoop()
    worker.submit(name()).result(60)
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if worker.submit(name()).result(60) == "omni_nb event loop" else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
