"""Votes: what they must be, and JSON and back."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening import votes
from omni_nb.compare.listening.votes import Vote

WHO = {"listener": "Mei", "trial": "t1"}
NAMES = st.text(min_size=1, max_size=8)


@st.composite
def any_vote(draw):
    test = draw(st.sampled_from(votes.TESTS))
    given = {"test": test, "listener": draw(NAMES), "trial": draw(NAMES), "comment": draw(st.text(max_size=9))}
    if test == "acr":
        given |= {"item": draw(NAMES), "score": draw(st.integers(1, 5))}
    else:
        left = draw(NAMES)
        given |= {"left": left, "right": draw(NAMES.filter(lambda n: n != left))}
    if test == "ccr":
        given["score"] = draw(st.integers(-3, 3))
    elif test == "ab":
        given["choice"] = draw(st.sampled_from(("left", "right", "tie")))
    elif test == "abx":
        given |= {n: draw(st.sampled_from(("left", "right"))) for n in ("choice", "x")}
    return Vote(
        **given, showing=draw(st.integers(0, 3)), practice=draw(st.booleans()),
        heard=draw(st.none() | st.sets(st.sampled_from(votes.SAMPLES[test])).map(tuple)),
        words_differ=draw(st.none() | st.booleans()),
        at=draw(st.none() | st.datetimes(min_value=datetime(1971, 1, 2), max_value=datetime(2900, 1, 1), timezones=st.just(UTC))),
    )  # fmt: skip


@given(any_vote())
def test_to_json_and_back(vote):
    assert Vote.from_dict(json.loads(json.dumps(vote.to_dict()))) == vote


def test_what_a_vote_says():
    ab = Vote(**WHO, test="ab", left="Ada", right="Bo", choice="right")
    assert (ab.winner, ab.items, ab.right_answer, ab.key) == ("Bo", ("Ada", "Bo"), None, ("Mei", "ab", "t1", 0))
    assert Vote(**WHO, test="ab", left="Ada", right="Bo", choice="tie").winner is None
    abx = Vote(**WHO, test="abx", left="Ada", right="Bo", choice="right", x="left", heard=("left", "x"))
    assert (abx.right_answer, abx.winner, abx.not_heard) == (False, None, ("right",))
    assert Vote(**WHO, test="MOS", item="Ada", score=5).test == "acr"
    assert ab.not_heard == ()
    assert ab.heard is None


def test_times_are_utc_also_as_a_browser_writes_them():
    later = datetime(2026, 1, 31, 20, tzinfo=timezone(timedelta(hours=8)))
    plain = {**WHO, "test": "acr", "item": "Ada", "score": 3}
    assert Vote(**plain, at=later) == Vote.from_dict({**plain, "at": "2026-01-31T12:00:00.000Z"})
    with pytest.raises(ValueError, match="a time such as"):
        Vote(**plain, at=1_700_000_000)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"test": "mushra", "item": "a", "score": 3}, "unknown listening test 'mushra'"),
        ({"test": "acr", "item": "a", "score": 0}, "from 1 to 5"),
        ({"test": "acr", "item": "a", "score": True}, "from 1 to 5"),
        ({"test": "acr", "item": "a", "score": 4.5}, "from 1 to 5"),
        ({"test": "acr", "item": "a", "score": 3, "choice": "tie"}, "no choice"),
        ({"test": "acr", "left": "a", "right": "b", "score": 3}, "left is not allowed here"),
        ({"test": "acr", "score": 3}, "item must name what was heard"),
        ({"test": "ccr", "left": "a", "right": "b", "score": 4}, "from -3 to 3"),
        ({"test": "ab", "left": "a", "right": "a", "choice": "left"}, "are both 'a'"),
        ({"test": "ab", "left": "a", "right": "", "choice": "left"}, "right must name"),
        ({"test": "ab", "left": "a", "right": "b"}, "left, right, tie"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "a"}, "got 'a'"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "x": "left"}, "for abx only"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "showing": -1}, "starts at 0"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "heard": "left"}, "the samples are"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "practice": "no"}, "true or false"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "listener": ""}, "not empty"),
        ({"test": "ab", "left": "a", "right": "b", "choice": "left", "trial": 4}, "must be text"),
        ({"test": "abx", "left": "a", "right": "b", "choice": "left"}, "which side X was"),
        ({"test": "abx", "left": "a", "right": "b", "choice": "tie", "x": "left"}, "a choice of left, right"),
    ],
)  # fmt: skip
def test_what_is_no_vote_says_why(wrong, words):
    with pytest.raises(ValueError, match=words):
        Vote(**{**WHO, **wrong})


def test_a_file_of_others():
    with pytest.raises(ValueError, match="got list"):
        Vote.from_dict([1])
    with pytest.raises(ValueError, match="needs listener, test; this one has 'trial'"):
        Vote.from_dict({"trial": "t1"})
    later = Vote.from_dict({**WHO, "test": "acr", "item": "a", "score": 2, "of_a_later_version": 1})
    assert later.score == 2
