import pytest

from omni_nb.errors import OmniError
from omni_nb.kept import record
from omni_nb.session.limiter import Limiter
from omni_nb.sweep.local_runner import LocalRunner
from omni_nb.sweep.work import Work
from tests.support.clients import simulated
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


def test_a_refusal_for_haste_is_waited_out_by_all(monkeypatch):
    assert all(o.ok for o in outcomes(3, fault="429:2"))


def test_what_is_cancelled_ends_too():
    found = outcomes(3, at_once=1, fault="stall", then=lambda runner: runner.cancel())
    assert {o.code for o in found} == {"stopped"}


def test_what_would_be_refused_is_not_sent():
    (found,) = outcomes(thinking=True, modalities=["text", "audio"])
    assert (found.ok, found.code, found.cost, found.sent) == (False, "thinking_with_audio", 0.0, False)
