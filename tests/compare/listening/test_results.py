"""The results of a listening test: tables, pairs, winners, and odd input."""

import json
import pickle
import random
import types
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb.compare.listening.results import results
from omni_nb.compare.listening.votes import TESTS, Vote
from tests.compare.listening.ballots import NAMES, ab, abx, acr, ccr, preferences


def test_a_clear_order_is_found():
    found = results(preferences((3, 1, -1, -3), listeners=12))
    assert [r.item for r in found.rows] == list(NAMES)
    assert found.winner == "Ada"
    assert all(p.ahead == p.one for p in found.pairs)
    row = found.rows[0]
    assert row.n == row.wins + row.losses + row.ties == 72
    assert 0.8 < row.win_probability.value < 1
    assert found.pair("Dai", "Ada").one == "Ada"
    assert found.ties == pytest.approx(0.7, abs=0.3)
    with pytest.raises(KeyError, match="no pair of 'Ada' and 'Eve'"):
        found.pair("Ada", "Eve")


def test_equals_have_no_winner():
    winners = [results(preferences((0, 0, 0, 0), listeners=8, seed=s)).winner for s in range(30)]
    assert winners.count(None) >= 28


def test_the_same_votes_in_any_order_are_equal_results():
    votes = preferences((1, 0.5, 0, -1))
    shuffled = random.Random(1).sample(votes, len(votes))
    assert results(votes) == results(shuffled) == results([v.to_dict() for v in votes])
    assert pickle.loads(pickle.dumps(results(votes))) == results(votes)


def test_two_voices_one_vote():
    found = results([ab("Ada", "Bo", "left")])
    assert (found.rows[0].item, found.winner, found.pairs[0].ahead) == ("Ada", None, None)
    assert found.pairs[0].more.votes > 1
    assert found.agreement.alpha is None


def test_all_ties():
    found = results([ab("Ada", "Bo", "tie", listener=x, trial=str(n)) for x in "abc" for n in range(9)])
    assert [r.estimate.value for r in found.rows] == pytest.approx([0, 0])
    assert [(r.ties, r.win_probability.value) for r in found.rows] == [(27, 0.5)] * 2
    assert (found.winner, found.pairs[0].more.votes) == (None, None)


def test_groups_without_a_link_have_no_winner():
    votes = [ab(a, b, "left", listener=str(n)) for n in range(20) for a, b in (("Ada", "Bo"), ("Cleo", "Dai"))]
    found = results(votes)
    assert found.winner is None
    assert found.pair("Ada", "Cleo").difference is None
    assert found.pair("Ada", "Bo").ahead == "Ada"
    assert "No winner: not all of them were compared" in found.text


def test_opinion_scores():
    votes = [acr(i, s + n % 2, listener=str(n)) for n in range(10) for i, s in (("Ada", 4), ("Bo", 2))]
    found = results(votes, test="mos")
    assert (found.winner, found.rows[0].estimate.value, found.rows[0].scores) == (
        "Ada",
        4.5,
        {1: 0, 2: 0, 3: 0, 4: 5, 5: 5},
    )
    assert found.to_rows(name="voice")[1] | {"low": 0, "high": 0} == {
        "voice": "Bo", "estimate": 2.5, "low": 0, "high": 0, "n": 10,
        "scored_1": 0, "scored_2": 5, "scored_3": 5, "scored_4": 0, "scored_5": 0,
    }  # fmt: skip


def test_comparison_scores():
    votes = [ccr("Ada", "Bo", s, listener=str(n)) for n, s in enumerate([-2, -1, -2, 0, -3, -1])]
    found = results(votes)
    assert (found.winner, found.pairs[0].wins, found.pairs[0].ties) == ("Ada", 5, 1)
    assert found.pairs[0].difference.value == pytest.approx(1.5)
    assert (found.rows[1].wins, found.rows[1].losses) == (0, 5)


def test_abx():
    votes = [abx("Ada", "Bo", n != 3, trial=str(n), x=("left", "right")[n % 2]) for n in range(16)]
    votes += [abx("Bo", "Cleo", n % 2, trial=f"c{n}") for n in range(8)]
    found = results(votes)
    assert (found.overall.hits, found.overall.n, found.winner) == (19, 24, None)
    assert [(p.one, p.other, p.found.hits, p.found.told_apart) for p in found.pairs] == [
        ("Ada", "Bo", 15, True),
        ("Bo", "Cleo", 4, False),
    ]
    assert found.to_rows()[0] | {"low": 0, "high": 0, "p": 0} == {
        "one": "Ada", "other": "Bo", "share": 15 / 16, "low": 0, "high": 0, "n": 16, "hits": 15, "p": 0,
    }  # fmt: skip


def test_rows_are_plain_for_json_and_frames():
    pandas = pytest.importorskip("pandas")
    rows = results(preferences((1, 0.5, 0, -1))).to_rows(name="voice")
    assert json.loads(json.dumps(rows)) == rows
    frame = pandas.DataFrame(rows)
    assert list(frame.columns) == [
        "voice",
        "estimate",
        "low",
        "high",
        "n",
        "win_probability",
        "win_probability_low",
        "win_probability_high",
        "wins",
        "losses",
        "ties",
    ]
    assert (frame["low"] < frame["high"]).all()


def test_pairs_as_rows():
    row = results([ab("Ada", "Bo", "left", listener=str(n)) for n in range(30)]).to_pair_rows()[0]
    assert list(row) == [
        "one",
        "other",
        "n",
        "wins",
        "losses",
        "ties",
        "difference",
        "low",
        "high",
        "ahead",
        "more_votes",
    ]
    assert (row["one"], row["ahead"], row["wins"], row["more_votes"]) == ("Ada", "Ada", 30, 0)
    unlinked = results([ab("Ada", "Bo", "left"), ab("Cleo", "Dai", "tie")]).to_pair_rows()
    assert [r["difference"] for r in unlinked if (r["one"], r["other"]) == ("Ada", "Cleo")] == [None]


def test_what_has_votes():
    votes = preferences((1, 0.5, 0, -1))
    assert results(types.SimpleNamespace(votes=tuple(votes))) == results(votes)


def test_empty_and_all_left_out():
    assert results([]).rows == ()
    found = results([ab("Ada", "Bo", "left", practice=True)])
    assert (found.n, found.excluded, found.winner, found.to_rows()) == (0, {"practice": 1}, None, [])


def test_bootstrap_on_demand():
    votes = preferences((1, 0.5, 0, -1))
    drawn = results(votes, intervals="bootstrap", draws=200, seed=4)
    assert drawn == results(votes, intervals="bootstrap", draws=200, seed=4)
    assert drawn.rows[0].estimate.low < results(votes).rows[0].estimate.low
    with pytest.raises(ValueError, match="clustered or bootstrap"):
        results(votes, intervals="bayes")
    with pytest.raises(ValueError, match=r"such as 0\.95"):
        results(votes, confidence=95)


def test_many_votes():
    few = preferences((1, 0.5, 0, -1), listeners=40, sentences=10)
    many = few + [
        Vote.from_dict({**v.to_dict(), "listener": f"{v.listener}, again {n}"}) for n in range(2) for v in few
    ]
    found = results(many)
    assert (found.n, found.winner) == (7_200, "Ada")
    assert found.rows[0].estimate.high - found.rows[0].estimate.low < 0.2


@pytest.mark.parametrize("name", ["nan", "", "\ud83d", "=1+1", "</script>", "名" * 3_000])
def test_names_of_all_kinds_stay_what_they_are(name):
    if not name:
        with pytest.raises(ValueError, match="must name what was heard"):
            ab(name, "Bo", "left")
        return
    found = results([ab(name, "Bo", "left", listener=name, trial=name)])
    assert found.rows[0].item == name
    assert found.to_rows()[0]["item"] == name
    found.text.encode()


@st.composite
def any_votes(draw):
    test, items = draw(st.sampled_from(TESTS)), st.sampled_from("abcdef")
    votes = []
    for _ in range(draw(st.integers(0, 20))):
        who = {
            "listener": draw(st.sampled_from("xyz")),
            "trial": draw(st.sampled_from("12345")),
            "showing": draw(st.integers(0, 1)),
        }
        one, other = draw(items), draw(items)
        if test == "acr":
            votes.append(acr(one, draw(st.integers(1, 5)), **who))
        elif one != other and test == "ccr":
            votes.append(ccr(one, other, draw(st.integers(-3, 3)), **who))
        elif one != other and test == "abx":
            votes.append(abx(one, other, draw(st.booleans()), **who))
        elif one != other:
            votes.append(ab(one, other, draw(st.sampled_from(("left", "right", "tie"))), **who))
    return votes


@settings(max_examples=60, deadline=None)
@given(any_votes(), st.sampled_from((0.5, 0.95, 0.999)))
def test_any_votes_have_results_of_finite_numbers(votes, confidence):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = results(votes, confidence=confidence)
    assert found.text
    json.dumps([*found.to_rows(), *found.to_pair_rows()], allow_nan=False)
    for estimate in [r.estimate for r in found.rows] + [p.difference for p in found.pairs]:
        assert estimate is None or not estimate.known or estimate.low <= estimate.value <= estimate.high
    assert sum(r.wins - r.losses for r in found.rows) == 0
    assert found.winner is None or all(p.ahead == found.winner for p in found.pairs if found.winner in (p.one, p.other))
