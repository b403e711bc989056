import concurrent.futures
import importlib
import sys

import pytest

from omni_nb.errors import MissingExtra
from omni_nb.session.limiter import Limiter
from omni_nb.sweep.executors import runner_for, workers_of
from tests.support.clients import client
from tests.support.dask_cluster import cluster


def test_an_executor_is_taken_with_as_many_workers_as_it_has():
    with concurrent.futures.ThreadPoolExecutor(3) as executor:
        assert workers_of(executor, client()) == 3
        runner = runner_for(executor, client(), Limiter(), most=7)
        assert runner.most == 7
        runner.close()


def test_a_dask_client_and_its_executor_are_the_same():
    with cluster(processes=False) as dask:
        assert workers_of(dask, client()) == workers_of(dask.get_executor(), client()) == 2
        for given in (dask, dask.get_executor()):
            runner_for(given, client(), Limiter(), most=7).close()


def test_what_is_neither_is_said_at_once():
    for wrong in (4, "tcp://127.0.0.1:8786", concurrent.futures.ThreadPoolExecutor, object()):
        with pytest.raises(
            TypeError, match=r"executor= takes an executor of concurrent\.futures, and client= a distributed\.Client"
        ):
            runner_for(wrong, client(), Limiter(), most=7)


def test_a_client_that_cannot_be_used_says_why():
    with cluster(processes=False) as dask, pytest.raises(TypeError, match=r"distributed\.Client, got LocalCluster"):
        workers_of(dask.cluster, client())
    with pytest.raises(ValueError, match="closed: make a new one"):
        workers_of(dask, client())


def test_without_distributed_the_extra_is_named(monkeypatch):
    with cluster(processes=False) as dask:
        monkeypatch.setitem(sys.modules, "distributed", None)
        with pytest.raises(MissingExtra, match=r"omni_nb\[dask\]"):
            workers_of(dask, client())
    importlib.invalidate_caches()


def test_what_cannot_be_sent_is_said_before_anything_is():
    with (
        concurrent.futures.ThreadPoolExecutor(1) as executor,
        pytest.raises(ValueError, match="headers= cannot be sent"),
    ):
        workers_of(executor, client(headers={"X-Token": "a"}))
