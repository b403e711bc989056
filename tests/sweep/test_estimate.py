from omni_nb.sweep.estimate import estimate_of
from omni_nb.sweep.worst import worst_cost
from tests.sweep.support import runs


def test_it_says_requests_tokens_money_and_time():
    made = runs(3).runs
    told = estimate_of(made, done=2, per_minute=2)
    assert told.plan.requests == 3
    assert told.worst == sum(worst_cost(r.request) for r in made)
    assert told.least_s == 30.0
    assert (
        str(told)
        == "3 requests, about 15 input tokens, under 0.0001 CNY for the input, the answer costs extra (prices of 2026-11-22), at most ≈ 0.6245 CNY, at least 30.0 s, 2 already answered"
    )


def test_what_is_not_known_is_said_so():
    told = estimate_of(runs(2, models=["somebodys-model"]).runs, done=0)
    assert (told.worst, told.unpriced, told.least_s) == (None, 2, None)
    assert "no upper limit known for 2 requests" in str(told)
    assert "time unknown" in str(told)
    assert "cost unknown" in str(told)


def test_nothing_left_is_nothing_left():
    told = estimate_of([], done=4, per_minute=10, tokens_per_minute=10)
    assert (told.worst, told.least_s) == (0.0, 0.0)
    assert str(told).startswith("0 requests")
    assert str(told).endswith("4 already answered")


def test_tokens_a_minute_ask_for_time_too():
    assert estimate_of(runs(3).runs, done=0, tokens_per_minute=5).least_s == 120.0
