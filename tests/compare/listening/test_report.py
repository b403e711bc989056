"""The results in plain words: what is said, what is not, and names of others."""

import re

import pytest

from omni_nb.compare.listening.report import found_out, interval, named
from omni_nb.compare.listening.results import Results, results
from omni_nb.compare.listening.rows import Pair, Row
from omni_nb.compare.listening.spread import Estimate
from tests.compare.listening.ballots import ab, abx, acr, preferences


def test_a_winner_and_what_was_left_out():
    votes = [*preferences((3, 0, 0, 0), listeners=20), ab("Ada", "Bo", "left", practice=True, trial="p")]
    text = results(votes).text
    assert "240 votes by 20 listeners. 1 vote left out: 1 for practice." in text
    assert "Ada is ahead of all others, at 95% for each." in text
    assert str(results(votes)) == text


def test_no_winner_says_between_whom_and_how_many_more():
    text = results(preferences((0.3, 0.2, -4, -4), listeners=6)).text
    assert re.search(r"No winner: (Ada|Bo) cannot be told apart from (Ada|Bo) at 95%", text)
    assert re.search(r"more votes on (Ada and Bo|Bo and Ada) would tell them apart|no number of votes in reach", text)


def test_abx_never_says_that_they_are_the_same():
    told = results([abx("Ada", "Bo", n != 3, trial=str(n)) for n in range(16)]).text
    assert "Ada and Bo: can be told apart. X was found in 15 of 16 (94%" in told
    guessed = results([abx("Ada", "Bo", n % 2, trial=str(n)) for n in range(16)]).text
    assert "no difference was found, which does not prove that there is none" in guessed


@pytest.mark.parametrize(
    ("votes", "code", "words"),
    [
        ([ab("Ada", "Bo", "left"), ab("Cleo", "Dai", "tie")], "not_linked", "its own scale: Ada, Bo; Cleo, Dai"),
        ([ab("Ada", "Bo", "left")], "one_listener", "nothing about other people"),
        ([ab("Ada", "Bo", "left")], "won_or_lost_all", "one way: Ada over Bo. How far"),
        ([ab("Ada", "Bo", "left", trial=str(n)) for n in range(12)], "one_sided", "Mei chose the left one in 12 of 12"),
        (preferences((0, 0, 0, 0)), "by_chance", "Of 6 pairs, about 0.3"),
        ([acr(i, 4, listener=x) for i in ("Ada", "Bo") for x in "ab"], "one_trial", "other sentences"),
        ([], "no_votes", "there is no result"),
        (
            [*(ab("Ada", "Bo", "tie", trial=str(n)) for n in range(60)), ab("Ada", "Bo", "tie", listener="x")],
            "one_listener",
            "Mei gave 60 of 61",
        ),
        (
            [ab("Ada", "Bo", "tie"), ab("Ada", "Bo", "tie", trial="w", words_differ=True)],
            "votes_left_out",
            "words_may_differ=True counts them",
        ),
    ],
)
def test_what_to_know_is_told(votes, code, words):
    found = results(votes)
    assert [words in note for note in found.notes if note.code == code] == [True]
    assert all(note in found.text for note in found.notes)


def test_names_of_others_are_one_line_and_seen():
    votes = [ab("\x1b[2J<b>\nB", "A" * 500, "left", listener="x\u202ey", trial=str(n)) for n in range(12)]
    text = results(votes).text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) < 400
    assert named(" \n ") == "(no name)"


def test_an_interval_that_is_not_known_is_no_zero():
    assert interval(Estimate(value=1.0)) == "1.00 (too few votes for an interval)"
    assert interval(Estimate(value=-0.001, low=-0.5, high=0.5)) == "0.00 (−0.50 to 0.50)"
    assert interval(Estimate(value=1.0, low=0.5, high=1.5)) == "1.00 (0.50 to 1.50)"
    assert "There is only one" in results([acr("Ada", 4)]).text


def test_what_is_not_known_of_a_pair_or_of_a_share_is_left_out():
    assert found_out(Pair(one="Ada", other="Bo", n=0)) == "Ada and Bo: no votes."
    row = Row(item="Ada", n=1, wins=1, estimate=Estimate(value=1.0), win_probability=Estimate(value=0.73))
    line = "Ada  strength 1.00 (too few votes for an interval); preferred to the average in 73%; 1 won, 0 lost"
    assert line in Results(test="ab", n=1, rows=(row,)).text


def test_agreement_and_repeats_are_told():
    votes = [ab("Ada", "Bo", "left", listener=x, trial=n) for n in "12" for x in "ab"]
    assert "Agreement between listeners is not defined: all values are the same" in results(votes).text
    votes += [
        ab("Ada", "Bo", "right", listener="b", trial="3"),
        ab("Bo", "Ada", "left", listener="b", trial="1", showing=1),
    ]
    votes += [
        ab("Bo", "Ada", "right", listener="a", trial="1", showing=1),
        ab("Ada", "Bo", "tie", listener="a", trial="3"),
    ]
    text = results(votes).text
    assert "Krippendorff's alpha 0." in text
    assert "Hidden repeats: the same answer in 1 of 2; least by b, 0 of 1." in text
    assert "Hidden repeats" not in results(votes[:4]).text
