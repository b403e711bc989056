"""A ceiling is never passed, whatever a server says and whoever asks: counted by the server itself."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_nb.session.limiter import Limiter
from omni_nb.sweep.budget import Budget
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.executors import runner_for
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.local_runner import LocalRunner
from omni_nb.sweep.purse import Purse
from omni_nb.sweep.worst import worst_cost
from tests.support.clients import client
from tests.support.odd_server import MAY_COST, odd_server
from tests.sweep.support import runs

KINDS = ("answers", "answers", "429", "429", "500", "504", "cut", "begins", "drops")
MADE = runs(8, max_tokens=50).runs
WORST = worst_cost(MADE[0].request)


def check(folder, runner_of, seed, budget):
    """Two sittings, and what came of them by the server's own count."""
    chance = random.Random(seed)
    learns = chance.random() < 0.5

    def kind_of(body):
        return "refuses" if learns and "stream_options" in body else chance.choice(KINDS)

    with odd_server(kind_of) as server:
        for _sitting in range(2):
            ledger = Ledger(folder)
            left = [r for r in MADE if not ledger.states().get(r.key, (False,))[0]]
            asks = client(base_url=server.url, server=None)
            runner = runner_of(asks, Limiter(at_once=4))
            Engine(left, ledger=ledger, purse=Purse(budget, ledger.spent()), runner=runner, rest_s=0.0).run()
            spent, kinds = ledger.spent(), server.kinds
            assert spent.requests == len(kinds), "each request was paid for, and nothing else was"
            assert budget.requests is None or len(kinds) <= budget.requests
            paid = sum(WORST for kind in kinds if kind in MAY_COST and kind != "answers") + spent.cost
            assert budget.cost is None or paid <= budget.cost * (1 + 1e-6)
            assert sum(r.key in ledger.states() and ledger.states()[r.key][0] for r in MADE) <= kinds.count("answers")
            ledger.close()


budgets = st.one_of(
    st.builds(Budget, requests=st.integers(0, 30)), st.builds(Budget, cost=st.floats(0, 20).map(lambda n: n * WORST))
)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(seed=st.integers(0, 1_000_000), budget=budgets)
def test_in_this_process(tmp_path_factory, seed, budget):
    check(tmp_path_factory.mktemp("s"), lambda asks, limiter: LocalRunner(asks, limiter, most=8), seed, budget)


@few
@given(seed=st.integers(0, 1_000_000), budget=budgets)
def test_in_a_pool(tmp_path_factory, seed, budget):
    with ThreadPoolExecutor(2) as pool:
        check(tmp_path_factory.mktemp("s"), lambda asks, limiter: runner_for(pool, asks, limiter, most=8), seed, budget)


@pytest.fixture(scope="module")
def dask():
    from tests.support.dask_cluster import cluster

    with cluster(processes=False) as found:
        yield found


@settings(few, max_examples=2)
@given(seed=st.integers(0, 1_000_000), budget=budgets)
def test_on_dask(tmp_path_factory, dask, seed, budget):
    check(tmp_path_factory.mktemp("s"), lambda asks, limiter: runner_for(dask, asks, limiter, most=8), seed, budget)


def test_a_gateway_that_gave_up_after_a_lesson_may_have_cost(tmp_path):
    """Told as the first refusal, which costs nothing, it would give back what may be spent."""
    said = iter(["refuses", "504"])
    with odd_server(lambda body: next(said, "answers")) as server:
        ledger = Ledger(tmp_path)
        runner = LocalRunner(client(base_url=server.url, server=None), Limiter(at_once=1), most=1)
        Engine(MADE[:1], ledger=ledger, purse=Purse(Budget(cost=WORST)), runner=runner, rest_s=0.0).run()
        assert (server.kinds, ledger.spent().reserved) == (["refuses", "504"], WORST)


def test_refusals_for_haste_are_requests(tmp_path):
    """Four of them and one answer, where five may be sent."""
    said = iter(["429", "429", "429", "429"])
    with odd_server(lambda body: next(said, "answers")) as server:
        ledger = Ledger(tmp_path)
        runner = LocalRunner(client(base_url=server.url, server=None), Limiter(at_once=1), most=8)
        engine = Engine(MADE, ledger=ledger, purse=Purse(Budget(requests=5)), runner=runner, rest_s=0.0)
        engine.run()
        assert (server.asked, engine.end, engine.ceiling, dict(engine.done)) == (5, "budget", "requests", {"ok": 1})
        assert ledger.spent().requests == 5
