from omni_nb.errors import ServerFailed
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.work import outcome_of_error
from omni_nb.sweeping import telling
from tests.sweep.support import runs


def lines(made, ledger, **counts):
    given = {"answered": 0, "failed": 0, "open": 0, **counts}
    return telling.lines(made, ledger, counts=given, simulated=False, why=None)


def test_what_stands_is_said_and_nothing_else(tmp_path):
    made, ledger = runs(3), Ledger(tmp_path)
    first, cost, folder = lines(made, ledger, open=3)
    assert first == "Sweep: 0 of 3 answered, 3 not asked."
    assert "0 requests" in cost
    assert str(tmp_path) in folder
    (number,) = ledger.reserve([(made.runs[0].key, 0.5)])
    assert "at most" in lines(made, ledger, open=3)[1], "it is under way, or was at a kill"
    ledger.settle([(number, outcome_of_error(made.runs[0].key, ServerFailed("busy", status=503)))], seconds=1.0)
    first, cost, _folder = lines(made, ledger, failed=1, open=2)
    assert first == "Sweep: 0 of 3 answered, 1 failed, 2 not asked."
    assert "1 request sent in" in cost


def test_where_no_engine_was_at_work_nothing_is_known_of_an_end():
    assert telling.why_open(None) is None
