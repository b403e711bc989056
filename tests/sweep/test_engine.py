import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Omni
from omni_nb.errors import AuthenticationFailed, OmniError, RateLimited, RequestRefused, ServerFailed, StreamBroken
from omni_nb.sweep.budget import Budget
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.purse import Purse
from omni_nb.sweep.worst import worst_cost
from tests.sweep.support import Answering, runs


@pytest.fixture(scope="module")
def reply():
    return Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one", show=False, modalities=["text"])


class Steps:
    """Seconds that go by with each look at the clock."""

    def __init__(self, step_s):
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self):
        self.now_s += self.step_s
        return self.now_s


def sweep(folder, runner, made, budget=None, **more):
    ledger = Ledger(folder)
    return Engine(
        made, ledger=ledger, purse=Purse(budget or Budget(), ledger.spent()), runner=runner, rest_s=0.0, **more
    ), ledger


def test_every_run_is_asked_once_and_written_down(tmp_path, reply):
    runner = Answering(lambda work: reply, most=4)
    engine, ledger = sweep(tmp_path, runner, runs(11).runs)
    engine.run()
    assert (engine.end, engine.ceiling, engine.under_way, dict(engine.done)) == ("finished", None, 0, {"ok": 11})
    assert sorted(w.key for w in runner.works) == sorted(ledger.states())
    assert runner.closed
    assert ledger.spent().reserved == 0


def test_no_more_is_handed_out_than_the_runner_takes(tmp_path, reply):
    runner = Answering(lambda work: None, most=3)
    engine, ledger = sweep(tmp_path, runner, runs(9).runs)
    ticks = []

    def tick():
        ticks.append(engine.under_way)
        if len(ticks) == 3:
            engine.stop()

    engine.run(tick)
    assert (set(ticks[:3]), len(runner.works), engine.end) == ({3}, 3, "stopped")
    assert (runner.cancelled, ledger.unsettled(), len(engine.left)) == (1, 0, 9)


@pytest.mark.parametrize("most", [1, 4, 50])
def test_a_budget_of_requests_is_used_and_never_passed(tmp_path, reply, most):
    runner = Answering(lambda work: reply, most=most)
    engine, ledger = sweep(tmp_path, runner, runs(9).runs, Budget(requests=5))
    engine.run()
    assert (len(runner.works), engine.end, engine.ceiling, len(engine.left)) == (5, "budget", "requests", 4)
    engine, ledger = sweep(tmp_path, runner, engine.left, Budget(requests=7))
    engine.run()
    assert (len(runner.works), ledger.spent().requests) == (7, 7)


def test_a_ceiling_on_time_ends_what_is_under_way(tmp_path):
    runner = Answering(lambda work: None)
    engine, ledger = sweep(tmp_path, runner, runs(9).runs, Budget(seconds=5.0), clock=Steps(1.0))
    engine.run()
    assert (engine.end, engine.ceiling, runner.cancelled, len(engine.left)) == ("budget", "seconds", 1, 9)
    assert ledger.spent().seconds >= 5.0
    engine, _ = sweep(tmp_path, runner, runs(9).runs, Budget(seconds=5.0), clock=Steps(1.0))
    engine.run()
    assert (engine.end, len(runner.works)) == ("budget", 4), "the first sitting's time counts"


def test_what_may_pass_is_asked_again_and_what_does_not_is_a_failure(tmp_path, reply):
    tries = {}

    def say(work):
        n = tries[work.key] = tries.get(work.key, 0) + 1
        text = work.request.prompt.text
        if text.endswith("0"):
            return ServerFailed("busy", status=503) if n < 3 else reply
        if text.endswith("1"):
            return ServerFailed("busy", status=503)
        return RequestRefused("bad", status=400) if text.endswith("2") else reply

    engine, ledger = sweep(tmp_path, Answering(say), runs(4).runs, retries=2)
    engine.run()
    assert dict(engine.done) == {"ok": 2, "server_failed": 1, "request_refused": 1}
    assert sorted(tries.values()) == [1, 1, 3, 3]
    assert ledger.kinds() == [("request_refused", 1, False), ("server_failed", 1, True)]


def test_a_worker_that_dies_costs_what_it_may_have_cost_and_its_run_is_asked_again(tmp_path, reply):
    died = []

    def say(work):
        return died.append(work) or RuntimeError("killed") if len(died) < 2 else reply

    made = runs(2).runs
    engine, ledger = sweep(tmp_path, Answering(say), made, Budget(cost=1.0))
    engine.run()
    assert (engine.end, dict(engine.done)) == ("finished", {"ok": 2})
    assert ledger.spent().reserved == pytest.approx(sum(worst_cost(r.request) for r in made))


def test_a_worker_takes_all_that_it_had_in_hand_along_and_the_sweep_goes_on(tmp_path, reply):
    died = []
    runner = Answering(lambda work: died.append(work) or RuntimeError("killed") if len(died) < 32 else reply, most=32)
    engine, ledger = sweep(tmp_path, runner, runs(40).runs)
    engine.run()
    assert (engine.end, dict(engine.done), ledger.spent().requests) == ("finished", {"ok": 40}, 72)


@pytest.mark.parametrize(
    "error",
    [
        AuthenticationFailed("no such key", status=401),
        RequestRefused("a bill is overdue", status=400, service_code="Arrearage"),
        RateLimited("no more", status=429, service_code="insufficient_quota"),
    ],
)
def test_one_refused_key_or_account_tells_what_all_will_say(tmp_path, error):
    runner = Answering(lambda work: error, most=4)
    engine, _ = sweep(tmp_path, runner, runs(500).runs)
    engine.run()
    assert (engine.end, engine.why, len(runner.works)) == ("failing", error, 4)


def test_one_failure_after_the_other_ends_it_and_a_success_between_does_not(tmp_path, reply):
    engine, _ = sweep(tmp_path / "a", Answering(lambda work: RequestRefused("bad", status=400)), runs(60).runs)
    engine.run()
    assert engine.end == "failing"
    assert len(engine.left) >= 30
    said = iter([RequestRefused("bad", status=400)] * 10 + [reply] + [RequestRefused("bad", status=400)] * 49)
    engine, _ = sweep(tmp_path / "b", Answering(lambda work: next(said), most=1), runs(25).runs)
    engine.run()
    assert engine.end == "finished"


def test_a_server_that_is_away_is_waited_for_and_nothing_is_lost(tmp_path, reply):
    """Each run was tried as often as it may be before anybody knew that it is no fault of theirs."""
    said = iter([ServerFailed("restarting", status=503)] * 60)
    runner = Answering(lambda work: next(said, reply), most=4)
    engine, _ledger = sweep(tmp_path, runner, runs(30).runs, retries=2)
    seen = set()
    engine.run(lambda: seen.add((engine.away, min(engine.under_way, 2))))
    assert (engine.end, dict(engine.done)) == ("finished", {"ok": 30})
    assert True in {away for away, _ in seen}


def test_one_that_stays_away_ends_it(tmp_path):
    runner = Answering(lambda work: ServerFailed("restarting", status=503), most=4)
    engine, _ = sweep(tmp_path, runner, runs(30).runs, clock=Steps(20.0))
    engine.run()
    assert (engine.end, engine.why.status) == ("failing", 503)
    assert len(engine.left) + sum(engine.done.values()) == 30


def test_a_stop_settles_what_is_under_way(tmp_path):
    runner = Answering(lambda work: None)
    engine, ledger = sweep(tmp_path, runner, runs(9).runs)
    engine.run(engine.stop)
    assert (engine.end, ledger.unsettled(), engine.under_way) == ("stopped", 0, 0)
    assert (len(ledger.failed("stopped")), len(engine.left), engine.why) == (4, 9, None)


def test_where_nothing_can_be_written_nothing_more_is_asked(tmp_path, reply):
    runner = Answering(lambda work: reply, most=2)
    engine, ledger = sweep(tmp_path, runner, runs(9).runs)
    ledger.close()
    with pytest.raises(OmniError):
        engine.run()
    assert runner.works == []
    assert runner.closed


@settings(max_examples=25)
@given(data=st.data())
def test_no_random_budget_is_ever_passed(tmp_path_factory, reply, data):
    """With workers that die, answers that are cut, servers that fail: what may have been paid never passes the ceiling."""
    made = runs(8, max_tokens=data.draw(st.integers(1, 2_000))).runs
    most = worst_cost(made[0].request)
    ceiling = data.draw(st.floats(0, 10 * most))
    kinds = st.sampled_from(["ok", "dies", "cut", "busy", "stops"])
    paid = []

    def say(work):
        kind = data.draw(kinds)
        paid.append(worst_cost(work.request) if kind in ("dies", "cut") else 0.0)
        if kind == "ok":
            paid[-1] = 0.0001 * most
            return reply
        return {
            "dies": RuntimeError("killed"), "cut": StreamBroken("cut", code="cut"),
            "busy": ServerFailed("busy", status=503), "stops": StreamBroken("stopped", code="stopped"),
        }[kind]  # fmt: skip

    folder = tmp_path_factory.mktemp("sweep")
    for _sitting in range(2):
        ledger = Ledger(folder)
        left = [r for r in made if not ledger.states().get(r.key, (False,))[0]]
        engine = Engine(
            left, ledger=ledger, purse=Purse(Budget(cost=ceiling), ledger.spent()), runner=Answering(say), rest_s=0.0
        )
        engine.run()
        spent = ledger.spent()
        assert spent.cost + spent.reserved <= ceiling * (1 + 1e-6) + 1e-9
        assert sum(paid) <= ceiling * (1 + 1e-6) + 1e-9
        ledger.close()
