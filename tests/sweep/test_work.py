import dataclasses
import pickle

import pytest

from omni_nb import Omni, catalog
from omni_nb.errors import AuthenticationFailed, ConnectionFailed, OmniError, ServerFailed, StreamBroken, TimedOut
from omni_nb.kept import record
from omni_nb.reply.usage import cost_of
from omni_nb.sweep.work import outcome_of_error, outcome_of_reply


def test_a_whole_answer_is_all_there_and_can_be_sent():
    reply = Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one", show=False)
    outcome = outcome_of_reply("k", reply, reply.request)
    assert (outcome.ok, outcome.code, outcome.error, outcome.cost) == (
        True,
        "",
        None,
        cost_of(reply.usage, catalog.default_model()).amount,
    )
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    cut = dataclasses.replace(reply, complete=False, ending="cut", error=StreamBroken("cut", code="cut"), usage=None)
    outcome = outcome_of_reply("k", cut, reply.request)
    assert (outcome.ok, outcome.code, outcome.cost, outcome.passing) == (False, "cut", None, True)


@pytest.mark.parametrize(
    ("error", "cost", "passing"),
    [
        (ServerFailed("busy", status=503), 0.0, True),
        (AuthenticationFailed("no", status=401), 0.0, False),
        (TimedOut("late"), None, True),
        (ConnectionFailed("nothing is listening"), 0.0, True),
        (ConnectionFailed("closed", code="connection_closed"), None, True),
        (StreamBroken("stopped", code="stopped"), None, False),
        (OmniError("killed", code="worker_died"), None, True),
        (RuntimeError("a mistake"), None, False),
        (ValueError("no such thing"), None, False),
    ],
)
def test_what_failed_costs_nothing_or_nobody_knows(error, cost, passing):
    outcome = outcome_of_error("k", error)
    assert (outcome.ok, outcome.cost, outcome.passing) == (False, cost, passing)
    assert str(error) in record.error_of(outcome.error).cause
    assert outcome_of_error("k", error, sent=False).cost == 0.0
