import pytest

from omni_nb.errors import OmniError
from omni_nb.kept import record
from omni_nb.session.limiter import Limiter
from omni_nb.session.sending import Earlier
from omni_nb.sweep.local_runner import LocalRunner
from omni_nb.sweep.work import Work
from tests.support.clients import client as plain_client
from tests.support.clients import simulated
from tests.support.odd_server import odd_server
from tests.sweep.support import runs


def outcomes(n=1, *, fault="", at_once=4, then=lambda runner: None, **options):
    client = simulated(fault=fault)
    runner = LocalRunner(client, Limiter(at_once=at_once), most=8)
    futures = [runner.submit(Work(key=r.key, request=r.request, tokens=5)) for r in runs(n, **options).runs]
    then(runner)
    found = [f.result(timeout=60) for f in futures]
    runner.close()
    return found


def test_each_work_has_its_outcome():
    found = outcomes(5)
    assert all(o.ok and o.entry is not None and o.sent for o in found)
    assert len({o.key for o in found}) == 5
    assert [o.entry.facts["text"] for o in found] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("fault", "code", "cost"),
    [("401", "authentication_failed", 0.0), ("500", "server_failed", 0.0), ("cut-mid-json", "cut", None)],
)
def test_a_failure_is_an_outcome_and_is_tried_once(fault, code, cost):
    (found,) = outcomes(fault=fault)
    assert (found.ok, found.code, found.cost) == (False, code, cost)
    assert isinstance(record.error_of(found.error), OmniError)


def test_a_refusal_for_haste_comes_back_at_once_and_says_that_another_try_may_be_paid_for():
    found = outcomes(3, fault="429:2")
    assert sorted((o.ok, o.again is not None, o.cost == 0.0) for o in found) == [(False, True, True)] * 2 + [
        (True, False, False)
    ]
    assert {o.again.failed for o in found if o.again} == {1}


def test_after_so_many_refusals_for_haste_no_other_try_is_worth_it():
    client = simulated(fault="429")
    runner = LocalRunner(client, Limiter(), most=1)
    (made,) = runs(1).runs
    found = runner.submit(Work(key=made.key, request=made.request, earlier=Earlier(failed=8))).result(60)
    assert (found.again, found.passing, found.code) == (None, True, "rate_limited")


def test_what_a_refusal_taught_goes_with_the_next_try_and_is_kept_once_it_worked():
    with odd_server(lambda body: "refuses" if "stream_options" in body else "answers") as server:
        client = plain_client(base_url=server.url, server=None)
        runner = LocalRunner(client, Limiter(), most=1)
        (made,) = runs(1).runs
        refused = runner.submit(Work(key=made.key, request=made.request)).result(60)
        assert (refused.ok, refused.code, refused.cost, server.asked) == (False, "request_refused", 0.0, 1)
        answered = runner.submit(Work(key=made.key, request=made.request, earlier=refused.again)).result(60)
        assert (answered.ok, server.asked) == (True, 2)
        assert runner.submit(Work(key=made.key, request=made.request)).result(60).ok
        assert server.asked == 3


@pytest.mark.parametrize(("kind", "cost"), [("begins", None), ("504", None), ("drops", None), ("503", 0.0)])
def test_what_may_have_been_answered_behind_a_failure_may_have_cost(kind, cost):
    with odd_server(lambda body: kind) as server:
        (made,) = runs(1).runs
        runner = LocalRunner(plain_client(base_url=server.url, server=None), Limiter(), most=1)
        found = runner.submit(Work(key=made.key, request=made.request)).result(60)
        assert (found.ok, found.cost, server.asked) == (False, cost, 1)


def test_what_is_cancelled_ends_too():
    found = outcomes(3, at_once=1, fault="stall", then=lambda runner: runner.cancel())
    assert {o.code for o in found} == {"stopped"}


def test_what_would_be_refused_is_not_sent():
    (found,) = outcomes(thinking=True, modalities=["text", "audio"])
    assert (found.ok, found.code, found.cost, found.sent) == (False, "thinking_with_audio", 0.0, False)
