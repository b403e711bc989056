import pickle
import queue
import re

import distributed.protocol.pickle
import pytest

from omni_nb.errors import OmniError
from omni_nb.session.limiter import Limiter
from omni_nb.sweep import dask_post
from omni_nb.sweep.dask_post import checked
from omni_nb.sweep.executors import runner_for
from omni_nb.sweep.work import Work
from tests.support import sweep_work
from tests.support.clients import client
from tests.support.dask_cluster import cluster, left_behind
from tests.support.requests import request

KEY = "sk-" + "0123456789abcdef" * 2


def _not_there():
    raise ModuleNotFoundError("No module named 'not_there'")


class Unreadable:
    """Can be sent, and not be read."""

    def __reduce__(self):
        return _not_there, ()


@pytest.fixture
def pickled(monkeypatch):
    """All that is pickled meanwhile, by us and by Dask, in the driver and in its workers of this process."""
    seen = []

    def recording(real):
        def dumps(*args, **kwargs):
            data = real(*args, **kwargs)
            seen.append(bytes(data))
            return data

        return dumps

    for module in (pickle, distributed.protocol.pickle):
        monkeypatch.setattr(module, "dumps", recording(module.dumps))
    return seen


def test_the_key_is_in_nothing_that_is_sent_named_or_logged_and_what_is_asked_on_no_dashboard(
    monkeypatch, pickled, simulator
):
    monkeypatch.setenv("OMNI_NB_API_KEY", KEY)
    asks = client(base_url=simulator.base_url)
    assert asks.address.key.reveal() == KEY
    with cluster(processes=False) as dask:
        runner = runner_for(dask, asks, Limiter(), most=10)
        works = [
            Work(key=f"run{i}", request=request(f"Repeat exactly: recipe {i}", model="qwen3-omni-flash"))
            for i in range(10)
        ]
        outcomes = [future.result(60) for future in [runner.submit(work) for work in works]]
        tasks = dask.run_on_scheduler(
            lambda dask_scheduler: [
                (str(t.key), repr(t.run_spec), t.prefix.name) for t in dask_scheduler.tasks.values()
            ]
        )
        shown = repr((tasks, dask.get_events(), dask.get_scheduler_logs(), dask.get_worker_logs(), dask.call_stack()))
        runner.close()
        assert left_behind(dask) == []
    assert all(outcome.ok for outcome in outcomes)
    sent = b"".join(pickled)
    assert b"recipe 3" in sent  # it is looked at where things are
    assert not re.search(rb"sk-0123|0123456789abcdef", sent)
    assert "sk-0123" not in shown
    assert "recipe" not in shown
    assert re.search(r"omni_nb-sweep-[0-9a-f]{12}-1", shown)


def test_a_worker_that_cannot_read_what_it_is_sent_is_one_error():
    told = queue.SimpleQueue()

    class Listener:
        def opened(self, number, address):
            pass

        def heard(self, number, letters):
            pass

        def lost(self, number):
            pass

        def failed(self, error):
            told.put(error)

    with cluster(processes=False, workers=1) as dask:
        post = dask_post.Post(dask, sweep_work.do, Unreadable(), Listener())
        error = told.get(timeout=60)
        post.close()
    assert error.code == "unfit_worker"
    assert "No module named 'not_there'" in str(error)


def test_a_client_of_another_loop_is_refused():
    class Strange:
        pass

    with pytest.raises(TypeError, match=r"distributed\.Client, got Strange"):
        checked(Strange())


def test_the_cluster_that_is_gone_is_said_with_what_to_do():
    error = dask_post.no_cluster(OSError("Timed out"))
    assert isinstance(error, OmniError)
    assert error.code == "no_cluster"
    assert "OSError: Timed out" in str(error)
