import asyncio
import concurrent.futures
import multiprocessing
import os
import threading

import pytest

from omni_nb.errors import KeyMissing, OmniError
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sweep import pool_workers
from omni_nb.sweep.pool_workers import PoolWorkers, WorkerLost
from tests.support import sweep_work

SPAWN = multiprocessing.get_context("spawn")  # of a program with threads, no fork


def carried(workers, works):
    """What each came to: the result, or the error."""

    async def all_of_them():
        return await asyncio.gather(*(workers.carry(work) for work in works), return_exceptions=True)

    return EVENT_LOOP.submit(all_of_them()).result(60)


@pytest.fixture(scope="module")
def processes():
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=SPAWN) as executor:
        yield executor


def test_processes_ask_all(processes, tmp_path):
    works = [(str(tmp_path), f"run{i}", 0.01) for i in range(40)]
    came = carried(PoolWorkers(processes, sweep_work.do, sweep_work.ready), works)
    assert [name for name, _pid in came] == [f"run{i}" for i in range(40)]
    assert os.getpid() not in {pid for _name, pid in came}
    assert all(len(times) == 1 for times in sweep_work.begun(tmp_path).values())


def test_an_error_of_one_run_is_that_runs(processes, tmp_path):
    came = carried(
        PoolWorkers(processes, sweep_work.do, sweep_work.ready),
        [(str(tmp_path), name, 0) for name in ("a", "odd", "b")],
    )
    assert [came[0][0], came[2][0]] == ["a", "b"]
    assert isinstance(came[1], OmniError)
    assert "cannot do odd" in str(came[1])


def test_a_worker_without_a_key_is_one_error_and_nothing_is_asked(processes, tmp_path):
    workers = PoolWorkers(processes, sweep_work.do, sweep_work.unfit)
    came = carried(workers, [(str(tmp_path), f"run{i}", 0) for i in range(100)])
    assert {type(c) for c in came} == {KeyMissing}
    assert carried(workers, [(str(tmp_path), "later", 0)])[0] is came[0]
    assert not sweep_work.begun(tmp_path)


def test_a_worker_that_dies_takes_its_handful_and_the_pool_says_what_to_do(tmp_path):
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=SPAWN) as executor:
        workers = PoolWorkers(executor, sweep_work.do, sweep_work.ready)
        came = carried(workers, [(str(tmp_path), name, 5) for name in ("a", "deadly")])
        assert {type(c) for c in came} == {WorkerLost}
        (error,) = carried(workers, [(str(tmp_path), "later", 0)])
    assert error.code == "executor_broke"
    assert "make a new executor" in str(error)


def test_no_more_is_handed_out_than_there_are_workers():
    """What waits in an executor goes out whatever the service has said meanwhile."""
    submitted = []

    class Slow(concurrent.futures.Executor):
        def submit(self, fn, /, *args, **kwargs):
            submitted.append((concurrent.futures.Future(), args[2]))
            return submitted[-1][0]

    workers = PoolWorkers(Slow(), sweep_work.do, sweep_work.ready, workers=2, at_once_each=3)
    assert workers.at_once == 6

    async def ten():
        tasks = [asyncio.create_task(workers.carry(i)) for i in range(10)]
        await asyncio.sleep(0.05)
        first = [works for _future, works in submitted]
        submitted[0][0].set_result([("done", i) for i in submitted[0][1]])
        await asyncio.sleep(0.05)
        second = [works for _future, works in submitted[2:]]
        tasks[5].cancel()
        submitted[1][0].cancel()  # its worker is gone
        submitted[1][0].set_running_or_notify_cancel()
        submitted[2][0].set_result([("done", i) for i in submitted[2][1]])
        await asyncio.sleep(0.05)
        submitted[3][0].set_result([("done", i) for i in submitted[3][1]])
        return first, second, await asyncio.gather(*tasks, return_exceptions=True)

    first, second, came = EVENT_LOOP.submit(ten()).result(60)
    assert first == [[0, 1, 2], [3, 4, 5]]
    assert second == [[6, 7, 8]]
    assert came[:3] + came[6:] == [0, 1, 2, 6, 7, 8, 9]
    assert {type(c) for c in came[3:5]} == {WorkerLost}
    assert isinstance(came[5], asyncio.CancelledError)


def test_what_is_no_death_ends_the_sweep(tmp_path):
    """A worker that cannot read what it is sent would fail at each of ten thousand runs."""

    class Strange(concurrent.futures.Executor):
        def submit(self, fn, /, *args, **kwargs):
            future = concurrent.futures.Future()
            future.set_exception(ModuleNotFoundError("No module named 'omni_nb'"))
            return future

    came = carried(PoolWorkers(Strange(), sweep_work.do, sweep_work.ready), [(str(tmp_path), "run", 0)] * 3)
    assert all("No module named 'omni_nb'" in str(c) for c in came)
    assert came[0].code == "unfit_worker"


@pytest.mark.parametrize(("kind", "ename"), [("RemoteError", "EngineError"), ("WorkerCrashedError", None)])
def test_an_engine_of_ipyparallel_and_a_worker_of_ray_that_die_are_workers_that_die(tmp_path, kind, ename):
    died = type(kind, (Exception,), {"ename": ename} if ename else {})

    class Engines(concurrent.futures.Executor):
        def submit(self, fn, /, *args, **kwargs):
            future = concurrent.futures.Future()
            future.set_exception(died("Engine b'3cea560e' died while running task"))
            return future

    (came,) = carried(PoolWorkers(Engines(), sweep_work.do, sweep_work.ready), [(str(tmp_path), "run", 0)])
    assert isinstance(came, WorkerLost)


def test_an_executor_that_is_shut_down_is_said(tmp_path):
    executor = concurrent.futures.ThreadPoolExecutor(1)
    executor.shutdown()
    (error,) = carried(PoolWorkers(executor, sweep_work.do, sweep_work.ready), [(str(tmp_path), "run", 0)])
    assert error.code == "executor_broke"


def test_how_many_workers_there_are_is_what_the_executor_tells():
    class Engines:
        ids = [0, 1, 2]

    class View:
        client = Engines

    class OfIpyparallel(concurrent.futures.Executor):
        view = View

    with concurrent.futures.ThreadPoolExecutor(7) as executor:
        assert pool_workers.worker_count(executor) == 7
    assert pool_workers.worker_count(OfIpyparallel()) == 3
    assert pool_workers.worker_count(concurrent.futures.Executor()) >= 1


def test_nothing_is_left_running_behind(processes, tmp_path):
    def one_more(n):
        workers = PoolWorkers(processes, sweep_work.do, sweep_work.ready)
        carried(workers, [(str(tmp_path), f"run {n}.{i}", 0) for i in range(40)])
        EVENT_LOOP.submit(workers.close()).result(60)

    one_more(0)  # the executor has its own threads then
    before = set(threading.enumerate())  # other tests have some, too
    for n in range(1, 4):
        one_more(n)
    assert processes.submit(int, "7").result(60) == 7  # it is the caller's: it stays open
    assert len(set(threading.enumerate()) - before) < 3
