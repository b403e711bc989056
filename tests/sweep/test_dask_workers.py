import asyncio
import os
import signal

import pytest

from omni_nb.errors import KeyMissing, OmniError
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sweep.dask_workers import DaskWorkers
from omni_nb.sweep.pool_workers import WorkerLost
from tests.support import sweep_work
from tests.support.dask_cluster import cluster, left_behind


@pytest.fixture(scope="module")
def threads():
    """Two workers of this process."""
    with cluster(processes=False) as client:
        yield client


def made(client, do=sweep_work.do, ready=sweep_work.ready, **more):
    return DaskWorkers(client, do, ready, **more)


def carried(workers, works, timeout_s=60):
    """What each came to; then the workers are let go."""

    async def all_of_them():
        return await asyncio.gather(*(workers.carry(work) for work in works), return_exceptions=True)

    try:
        return EVENT_LOOP.submit(all_of_them()).result(timeout_s)
    finally:
        EVENT_LOOP.submit(workers.close()).result(60)


def test_all_are_asked_once_and_nothing_is_left_behind(threads, tmp_path):
    came = carried(made(threads), [(str(tmp_path), f"run{i}", 0.01) for i in range(100)])
    assert [name for name, _pid in came] == [f"run{i}" for i in range(100)]
    assert all(len(times) == 1 for times in sweep_work.begun(tmp_path).values())
    assert left_behind(threads) == []


def test_an_error_of_one_run_is_that_runs(threads, tmp_path):
    a, odd, b = carried(made(threads), [(str(tmp_path), name, 0) for name in ("a", "odd", "b")])
    assert (a[0], b[0]) == ("a", "b")
    assert isinstance(odd, OmniError)
    assert "cannot do odd" in str(odd)


def test_a_worker_without_a_key_is_one_error_and_nothing_is_asked(threads, tmp_path):
    came = carried(made(threads, ready=sweep_work.unfit), [(str(tmp_path), f"run{i}", 0) for i in range(100)])
    assert {type(c) for c in came} == {KeyMissing}
    assert "Set EXAMPLE_API_KEY in the worker." in str(came[0])
    assert not sweep_work.begun(tmp_path)


def test_what_is_stopped_stops_in_the_worker(threads, tmp_path):
    workers = made(threads)

    async def stopped():
        task = asyncio.create_task(workers.carry((str(tmp_path), "long", 30)))
        while not sweep_work.begun(tmp_path):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return await workers.carry((str(tmp_path), "short", 0))

    assert EVENT_LOOP.submit(stopped()).result(60)[0] == "short"
    EVENT_LOOP.submit(workers.close()).result(60)
    assert not (tmp_path / "long.ended").exists()


def test_other_tasks_of_the_cluster_go_on_beside_a_sweep(threads, tmp_path):
    """Each worker has one thread, and the sweep gives it back."""
    workers = made(threads)

    async def beside():
        sweep = [asyncio.create_task(workers.carry((str(tmp_path), f"run{i}", 1.0))) for i in range(4)]
        while len(sweep_work.begun(tmp_path)) < 4:
            await asyncio.sleep(0.01)
        other = await asyncio.to_thread(lambda: threads.submit(sum, [1, 2], pure=False).result(60))
        unfinished = [task for task in sweep if not task.done()]
        await asyncio.gather(*sweep)
        return other, len(unfinished)

    assert EVENT_LOOP.submit(beside()).result(60) == (3, 4)
    EVENT_LOOP.submit(workers.close()).result(60)


def test_a_killed_worker_takes_along_what_it_had_under_way_and_nothing_else(tmp_path):
    with cluster(processes=True) as client:
        workers = made(client)
        lost = []

        async def one(i):
            while True:
                try:
                    return await workers.carry((str(tmp_path), f"run{i}", 0.1))
                except WorkerLost:
                    lost.append(f"run{i}")

        async def all_of_them():
            first = await asyncio.gather(*(one(i) for i in range(20)))
            pid = first[0][1]
            rest = [asyncio.create_task(one(i)) for i in range(20, 120)]
            while not any(pid in pids for name, pids in sweep_work.begun(tmp_path).items() if int(name[3:]) >= 20):
                await asyncio.sleep(0.01)
            os.kill(pid, signal.SIGKILL)
            return [*first, *await asyncio.gather(*rest)]

        came = EVENT_LOOP.submit(all_of_them()).result(60)
        assert sorted(name for name, _pid in came) == sorted(f"run{i}" for i in range(120))
        begun = sweep_work.begun(tmp_path)
        assert lost
        assert {name for name, pids in begun.items() if len(pids) > 1} <= set(lost)
        assert all(len(pids) <= 2 for pids in begun.values())
        EVENT_LOOP.submit(workers.close()).result(60)
        assert left_behind(client) == []


def test_a_cluster_without_workers_is_waited_for_and_then_said(tmp_path):
    with cluster(processes=False, workers=0) as client:
        (error,) = carried(made(client, patience_s=0.3), [(str(tmp_path), "run", 0)])
        assert error.code == "no_worker"
        assert "start workers" in str(error)


def test_a_worker_that_comes_later_takes_part(tmp_path):
    with cluster(processes=False, workers=0) as client:
        workers = made(client)

        async def later():
            waits = asyncio.create_task(workers.carry((str(tmp_path), "run", 0)))
            await asyncio.sleep(0.05)
            await asyncio.to_thread(client.cluster.scale, 1)
            return await waits

        assert EVENT_LOOP.submit(later()).result(60)[0] == "run"
        EVENT_LOOP.submit(workers.close()).result(60)


def test_a_cluster_that_goes_away_is_said_and_nobody_waits_for_ever(tmp_path):
    with cluster(processes=False) as client:
        workers = made(client)

        async def closed():
            runs = [asyncio.create_task(workers.carry((str(tmp_path), f"run{i}", 30))) for i in range(3)]
            while len(sweep_work.begun(tmp_path)) < 3:
                await asyncio.sleep(0.01)
            await asyncio.to_thread(client.close)
            came = await asyncio.gather(*runs, return_exceptions=True)
            later = await asyncio.gather(workers.carry((str(tmp_path), "later", 0)), return_exceptions=True)
            return came, later[0]

        came, later = EVENT_LOOP.submit(closed()).result(60)
        assert {type(c) for c in came} == {WorkerLost}  # whether they were paid for, nobody knows
        assert later.code == "no_cluster"
        assert "run the sweep again" in str(later)
        EVENT_LOOP.submit(workers.close()).result(60)
