"""How many more votes, and on which pair."""

import math

import pytest

from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.planning import more_votes, more_votes_for, next_pair
from omni_nb.compare.listening.quantiles import two_sided
from omni_nb.compare.listening.scale import strengths
from omni_nb.compare.listening.spread import Estimate
from tests.compare.listening.ballots import NAMES, ab, acr, preferences

TRUE = (0.9, 0.2, -0.3, -0.8)


def test_enough_votes_are_enough():
    # 1 / error² grows by 1 / noise a vote; the interval misses 0 in four tests of five at 2 + 0.8416 errors
    more = more_votes(Estimate(value=1.0, low=-1.0, high=3.0), noise=4.0, reach=2.0)
    assert more.votes == math.ceil(4 * (2.8416**2 - 1))
    assert (more.least, more.most) == (math.ceil(4 * (1.4208**2 - 1)), None)
    assert more_votes(Estimate(value=1.5, low=-0.5, high=3.5), noise=4.0, reach=2.0).most == math.ceil(
        4 * (5.6832**2 - 1)
    )


def test_told_apart_needs_none_and_equals_have_no_number():
    assert more_votes(Estimate(value=2.0, low=1.0, high=3.0), noise=4.0, reach=2.0).votes == 0
    equal = more_votes(Estimate(value=0.0, low=-1.0, high=1.0), noise=4.0, reach=2.0)
    assert (equal.votes, equal.most) == (None, None)
    assert equal.least > 0
    assert more_votes(Estimate(value=0.001, low=-1.0, high=1.0), noise=4.0, reach=2.0).votes is None
    assert more_votes(Estimate(value=1.0), noise=4.0, reach=2.0) is None


def test_the_promise_holds_about():
    """Who asks as many as was told can tell the two apart in about four tests of five."""
    noise = strengths(code(preferences((0.5, -0.5), listeners=200))).noise_of_a_vote(0, 1)
    ten = (noise / 10) ** 0.5 * two_sided(0.95)  # what ten votes leave open
    more = more_votes(Estimate(value=1.0, low=1.0 - ten, high=1.0 + ten), noise=noise, reach=two_sided(0.95))
    told = []
    for seed in range(40):
        votes = preferences((0.5, -0.5), listeners=1, sentences=10 + more.votes, seed=seed)
        told.append(strengths(code(votes)).difference(0, 1).low > 0)
    assert 25 < sum(told) < 40


def test_what_nothing_links_has_no_number():
    assert more_votes_for(strengths(code([ab("Ada", "Bo", "left"), ab("Cleo", "Dai", "left")])), 0, 2) is None


def test_first_all_are_linked_then_the_least_certain_pair_comes():
    votes = []
    for n in range(3):
        pair = next_pair(votes, items=NAMES, seed=1)
        assert pair.why == "never_compared"
        votes.append(ab(pair.left, pair.right, "left", trial=str(n)))
    assert next_pair(votes, items=NAMES, seed=1).why == "undecided"
    clear = preferences((6, 0.05, -0.05, -6), listeners=12, sentences=2)
    pair = next_pair(clear, items=NAMES)
    assert {pair.left, pair.right} == {"Bo", "Cleo"}


def test_equal_voices_are_asked_about_evenly_on_both_sides():
    votes = []
    for n in range(48):
        pair = next_pair(votes, items=NAMES, seed=5)
        votes.append(ab(pair.left, pair.right, ("left", "right", "tie")[n % 3], trial=str(n)))
    on = [sum({v.left, v.right} == {a, b} for v in votes) for i, a in enumerate(NAMES) for b in NAMES[:i]]
    assert max(on) - min(on) <= 4
    assert all(abs(sum((v.left == n) - (v.right == n) for v in votes)) <= 2 for n in NAMES)


def test_the_seed_decides_and_the_same_votes_ask_the_same():
    firsts = {(p.left, p.right) for s in range(20) if (p := next_pair([], items=NAMES, seed=s))}
    assert len(firsts) > 5
    assert any((right, left) in firsts for left, right in firsts)
    assert next_pair([], items=NAMES, seed=3) == next_pair(iter([]), items=NAMES[::-1], seed=3)


def test_all_told_apart_is_none_and_other_votes_do_not_count():
    clear = preferences((9, 3, -3, -9), listeners=40, sentences=2, ties=0.2)
    assert next_pair(clear, items=NAMES) is None
    other = [acr("Ada", 3), ab("Ada", "Eve", "left"), ab("Ada", "Bo", "left", practice=True)]
    assert next_pair(other, items=["Ada", "Bo"]).why == "never_compared"


@pytest.mark.parametrize("items", [[], ["Ada"], ["Ada", "Ada"]])
def test_a_pair_takes_two(items):
    with pytest.raises(TypeError, match="a list of items"):
        next_pair([], items="ab")
    with pytest.raises(ValueError, match="at least two different items"):
        next_pair([], items=items)
