"""Which votes count: practice, copies, changed minds, unheard samples, other words; and what people hand over."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest

from omni_nb.compare.listening.sifting import sift, votes_of
from tests.compare.listening.ballots import ab, acr


def test_each_vote_that_does_not_count_is_counted_by_its_reason():
    votes = [
        ab("Ada", "Bo", "left"),
        ab("Ada", "Bo", "left"),
        ab("Ada", "Bo", "right", trial="p", practice=True),
        ab("Ada", "Bo", "right", trial="u", heard=("left",)),
        ab("Ada", "Bo", "right", trial="w", words_differ=True),
        ab("Bo", "Ada", "right", showing=1),
        acr("Ada", 3),
    ]
    sifted = sift(votes, test="AB")
    assert [v.key for v in sifted.votes] == [("Mei", "ab", "Ada-Bo", 0), ("Mei", "ab", "Ada-Bo", 1)]
    assert sifted.excluded == {"practice": 1, "duplicate": 1, "not_heard": 1, "words_differ": 1}
    assert sift(votes, test="ab", words_may_differ=True).votes[1].trial == "w"


def test_of_two_minds_the_later_counts_wherever_it_stands():
    early, late = (ab("Ada", "Bo", c, at=datetime(2026, 1, d, tzinfo=UTC)) for c, d in (("left", 1), ("tie", 2)))
    for votes in ([early, late], [late, early]):
        sifted = sift(votes)
        assert (sifted.votes, sifted.excluded) == ((late,), {"replaced": 1})
    assert sift([ab("Ada", "Bo", "left"), ab("Ada", "Bo", "right")]).votes[0].choice == "right"


def test_several_tests_need_a_name_and_none_is_fine():
    with pytest.raises(ValueError, match="votes of ab and acr: choose one, such as test='ab'"):
        sift([ab("Ada", "Bo", "left"), acr("Ada", 3)])
    assert sift([acr("Ada", 3)], test="mos").votes[0].score == 3
    assert (sift([]).votes, sift(iter([])).excluded) == ((), {})


def test_frames_of_pandas_with_their_nan_and_floats():
    pandas = pytest.importorskip("pandas")
    votes = [
        acr("Ada", 3, at=datetime(2026, 1, 1, tzinfo=UTC)),
        ab("Ada", "Bo", "tie", comment="a\nb", heard=("left",)),
    ]
    frame = pandas.DataFrame([v.to_dict() for v in votes])
    assert frame["score"].tolist()[0] == 3.0
    assert votes_of(frame) == votes
    stamped = frame.assign(at=pandas.to_datetime(frame["at"]))
    assert votes_of(stamped) == votes


def test_a_csv_file_of_others_with_numbers_for_names():
    pandas = pytest.importorskip("pandas")
    text = "listener,trial,test,left,right,choice,heard\n1,7,ab,Ada,2,left,\"left, right\"\n2,7,ab,Ada,2,tie,\"['left', 'right']\"\n"
    one, two = votes_of(pandas.read_csv(io.StringIO(text)))
    assert one == ab("Ada", "2", "left", listener="1", trial="7", heard=("left", "right"))
    assert (two.listener, two.heard) == ("2", ("left", "right"))


def test_numbers_of_numpy_are_numbers():
    plain = {"listener": "Mei", "trial": "t", "test": "acr", "item": "Ada", "score": np.int64(4), "practice": np.True_}
    assert votes_of([plain]) == [acr("Ada", 4, trial="t", practice=True)]


@pytest.mark.parametrize("odd", ["votes.json", b"[]", {"votes": []}, 3, None, acr("Ada", 3)])
def test_what_holds_no_votes_says_what_it_takes(odd):
    with pytest.raises(TypeError, match="a list of votes, or a DataFrame"):
        votes_of(odd)


def test_the_vote_that_is_none_is_named_by_its_number():
    with pytest.raises(ValueError, match="number 1 is not valid: a vote needs listener, trial, test"):
        votes_of([acr("Ada", 3), {}])
    with pytest.raises(ValueError, match="number 0 is not valid: a vote must be an object with named fields"):
        votes_of([3])
