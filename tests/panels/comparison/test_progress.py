from omni_nb.errors import ServerError
from omni_nb.panels.comparison.progress import progress
from omni_nb.panels.comparison.sources import KeptCells
from tests.panels.comparison.support import Coming, answered, comparison, refused


def test_it_counts_what_is_in_which_state():
    coming = Coming(4)
    coming.say(0, "a")
    coming.say(1, "b")
    coming.end(1)
    coming.end(2, ServerError("busy", status=503))
    assert progress(coming) == {
        "busy": True,
        "failed": 1,
        "line": "1 of 4 answered · 1 receiving · 1 waiting · 1 failed",
    }


def test_the_cost_is_a_sum_and_says_when_it_is_not_all():
    priced = [answered(n, cost=0.01, currency="CNY") for n in range(2)]
    assert progress(KeptCells(comparison(*priced)))["line"] == "2 of 2 answered · ≈ 0.02 CNY"
    assert progress(KeptCells(comparison(*priced, refused(2))))["line"].endswith("at least 0.02 CNY")
    assert progress(KeptCells(comparison(answered(0))))["line"] == "1 of 1 answered"
