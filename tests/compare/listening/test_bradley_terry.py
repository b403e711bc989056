"""Strengths against choix, and Davidson's ties against the paper's own example."""

import choix
import numpy as np
import pytest

from omni_nb.compare.listening import bradley_terry as bt
from omni_nb.compare.listening.coded import code
from tests.compare.listening.ballots import ab, preferences

# Davidson (1970), JASA 65, 317-328: six brands of chocolate pudding; brands, wins of each, ties. His estimates, which
# PlackettLuce (Turner et al. 2020, "Modelling rankings in R: the PlackettLuce package") reproduces: below, to 3 digits.
PUDDINGS = """1 2 19 22 16; 1 3 16 19 12; 2 3 19 19 10; 1 4 18 23 13; 2 4 23 19 9; 3 4 19 20 15; 1 5 13 19 18; 2 5 16 20 12;
3 5 16 15 17; 4 5 17 14 16; 1 6 18 21 12; 2 6 22 20 12; 3 6 13 18 10; 4 6 14 19 18; 5 6 11 21 12"""
WORTH, NU = (0.139, 0.173, 0.162, 0.165, 0.159, 0.202), 0.747
# Standard errors of the log worths against the first brand and of log ν, from the same source.
ERRORS, ERROR_OF_NU = (0.1872, 0.1935, 0.1882, 0.1927, 0.1924), 0.0825


def puddings():
    rows = np.array([list(map(float, line.split())) for line in PUDDINGS.replace("\n", " ").split(";")])
    first, second, wins, losses, ties = rows.T
    return bt.Tally(
        first=first.astype(int) - 1, second=second.astype(int) - 1, wins=wins[None], losses=losses[None], ties=ties[None],
        n_items=6,
    )  # fmt: skip


def test_davidsons_example_to_three_digits():
    fitted = bt.fit(puddings(), prior_votes=0)
    worth = np.exp(fitted.strengths[0])
    assert worth / worth.sum() == pytest.approx(WORTH, abs=5.1e-4)
    assert np.exp(fitted.log_ties[0]) == pytest.approx(NU, abs=5e-4)
    covariance = np.linalg.inv(fitted.information[0])
    against = [np.sqrt(covariance[0, 0] + covariance[i, i] - 2 * covariance[0, i]) for i in range(1, 6)]
    assert against == pytest.approx(ERRORS, abs=1e-3)
    assert np.sqrt(covariance[6, 6]) == pytest.approx(ERROR_OF_NU, abs=5e-4)


def test_without_ties_it_is_bradley_terry_as_in_choix():
    votes = preferences((0.8, 0.1, -0.2, -0.7), listeners=12, ties=0)
    coded = code(votes)
    fitted = bt.fit(bt.tally(coded), prior_votes=0)
    wins = [(i, j) if v > 0 else (j, i) for i, j, v in zip(coded.left, coded.right, coded.value, strict=True)]
    theirs = choix.opt_pairwise(4, wins)
    assert fitted.strengths[0] == pytest.approx(theirs - theirs.mean(), abs=5e-4)
    assert np.isneginf(fitted.log_ties[0])


def test_the_prior_is_half_a_win_and_half_a_loss_against_the_average():
    votes = preferences((0.8, 0.1, -0.2, -0.7), listeners=4, ties=0)
    fitted = bt.fit(bt.tally(code(votes)), prior_votes=1.0).strengths[0]
    coded = code(votes)
    at_least = 1 / (1 + np.exp(fitted[coded.right] - fitted[coded.left]))
    for item in range(4):
        left, right = coded.left == item, coded.right == item
        expected = at_least[left].sum() + (1 - at_least[right]).sum() + 1 / (1 + np.exp(-fitted[item]))
        won = (coded.value[left] > 0).sum() + (coded.value[right] < 0).sum() + 0.5
        assert won == pytest.approx(expected, abs=0.02)  # the reference is not quite the mean, which is then set to 0


def test_who_won_everything_stays_finite_and_is_named():
    counts = bt.tally(code([ab("Ada", "Bo", "left"), ab("Bo", "Cleo", "left"), ab("Cleo", "Bo", "left", trial="2")]))
    assert counts.one_way == [[0], [1, 2]]
    assert np.abs(bt.fit(counts).strengths).max() < 2
    with pytest.raises(ValueError, match=r"won or lost every time.*give prior_votes"):
        bt.fit(counts, prior_votes=0)
    for odd in (float("nan"), float("inf"), -1.0, 1e-16):  # the last one made a matrix that cannot be solved
        with pytest.raises(ValueError, match=r"0, or at least 0\.001"):
            bt.fit(counts, prior_votes=odd)


def test_what_is_rounded_of_very_many_votes_costs_the_last_digits_and_no_more():
    """A billion votes against a thousandth of one: Newton's steps never get as small as is wished for, and it ends."""
    one = np.array([[1e9]])
    counts = bt.Tally(first=np.array([0]), second=np.array([1]), wins=one, losses=0 * one, ties=0 * one, n_items=2)
    strengths = bt.fit(counts, prior_votes=1e-3).strengths[0]
    # where a billion times the chance of a loss, exp(-2s), is what the prior pulls with, 0.001 / 2
    assert strengths == pytest.approx(np.log(1e9 / 0.0005) / 2 * np.array([1, -1]), abs=1e-3)


def test_all_ties_are_equal_and_finite():
    fitted = bt.fit(bt.tally(code([ab("Ada", "Bo", "tie", trial=str(n)) for n in range(50)])))
    assert fitted.strengths[0] == pytest.approx([0, 0])
    assert 3 < fitted.log_ties[0] < 6


def test_a_tie_keeps_two_within_bounds_of_each_other():
    assert bt.tally(code([ab("Ada", "Bo", "tie")])).one_way == []


def test_many_sets_at_once_are_each_as_alone():
    counts = puddings()
    many = bt.Tally(**{f: getattr(counts, f) for f in ("first", "second", "n_items")}, **{
        f: np.concatenate([getattr(counts, f), getattr(counts, f)[:, ::-1]]) for f in ("wins", "losses", "ties")
    })  # fmt: skip
    both = bt.fit(many)
    assert both.strengths[0] == pytest.approx(bt.fit(counts).strengths[0], abs=1e-7)
    assert abs(both.strengths[1] - both.strengths[0]).max() > 0.01


def test_groups_that_nothing_links_have_a_mean_of_0_each():
    counts = bt.tally(code([ab("Ada", "Bo", "left"), ab("Cleo", "Dai", "tie"), ab("Cleo", "Dai", "left", trial="2")]))
    assert counts.groups == [[0, 1], [2, 3]]
    fitted = bt.fit(counts).strengths[0]
    assert (fitted[:2].sum(), fitted[2:].sum()) == pytest.approx((0, 0))


def test_sides_do_not_matter():
    votes = preferences((0.8, 0.1, -0.2, -0.7))
    other = {"left": "right", "right": "left", "tie": "tie"}
    turned = [ab(v.right, v.left, other[v.choice], listener=v.listener, trial=v.trial) for v in votes]
    assert np.array_equal(*(bt.fit(bt.tally(code(v))).strengths for v in (votes, turned)))
