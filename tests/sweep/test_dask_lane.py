import pickle
import queue

import pytest
from distributed import Queue

from omni_nb.sweep import dask_lane
from omni_nb.sweep.dask_lane import TICKET, lane
from tests.support import sweep_work
from tests.support.dask_cluster import cluster


@pytest.fixture(scope="module")
def dask():
    """Of this process."""
    with cluster(processes=False, workers=1) as client:
        yield client


@pytest.fixture
def boxes(dask, request):
    """Letters to a worker, and from it."""
    yield (
        (inbox := Queue(f"in-{request.node.name}", client=dask)),
        (outbox := Queue(f"out-{request.node.name}", client=dask)),
    )
    inbox.close()
    outbox.close()


def begun(dask, inbox, outbox):
    return dask.submit(lane, 7, inbox.name, outbox.name, sweep_work.do, sweep_work.ready, pure=False)


def heard(outbox):
    number, letters = pickle.loads(outbox.get(timeout=60))
    assert number == 7
    return letters


def test_it_says_that_it_is_ready_then_what_came_and_ends_when_told(dask, boxes, tmp_path):
    inbox, outbox = boxes
    inbox.put(TICKET)
    task = begun(dask, inbox, outbox)
    assert heard(outbox) == [("ready", 0, "ready")]
    inbox.put(pickle.dumps([("do", 3, (str(tmp_path), "a", 0))]))
    ((word, number, came),) = heard(outbox)
    assert (word, number, came[0]) == ("done", 3, "a")
    inbox.put(pickle.dumps([("stop", 0, None)]))
    task.result(60)


def test_a_task_that_is_begun_again_asks_nothing(dask, boxes, tmp_path):
    """The scheduler begins a task anew where its worker died; its runs are others' by then."""
    inbox, outbox = boxes
    inbox.put(pickle.dumps([("do", 3, (str(tmp_path), "a", 0))]))
    begun(dask, inbox, outbox).result(60)
    assert outbox.qsize() == 0
    assert not sweep_work.begun(tmp_path)


def test_a_driver_that_is_silent_is_gone(dask, boxes, monkeypatch):
    monkeypatch.setattr(dask_lane, "SILENCE_S", 0.2)
    inbox, outbox = boxes
    inbox.put(TICKET)
    begun(dask, inbox, outbox).result(60)
    assert heard(outbox) == [("ready", 0, "ready")]


def test_many_results_go_in_one_letter():
    results = queue.SimpleQueue()
    for i in range(100):
        results.put(("done", i, None))
    results.put(None)
    told = []

    class Box:
        def put(self, data):
            told.append(pickle.loads(data))

        def close(self):
            told.append("closed")

    dask_lane.post(7, Box(), results)
    assert [len(letters) for _number, letters in told[:-1]] == [64, 36]
    assert told[-1] == "closed"
