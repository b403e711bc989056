"""A test's design: what it asks, in which order, what it is known by."""

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.trials import Stimulus
from tests.compare.listening.support import all_votes, design, said, vote


@pytest.mark.parametrize(("test", "n"), [("ab", 6), ("abx", 6), ("ccr", 6), ("acr", 4), ("mos", 4), ("CMOS", 6)])
def test_all_pairs_or_all_samples(test, n):
    made = design(test=test, repeats=2)
    order = made.order("Mei")
    assert len(made.trials) == n
    assert [t.practice for t in order] == [True] + [False] * (n + 2)
    assert sum(t.showing for t in order) == 2
    assert {t.id for t in order[1:]} == {t.id for t in made.trials}
    assert len({t.key for t in order}) == len(order)


def test_the_seed_and_the_listener_make_the_order():
    made = design("abcdefgh")
    assert made.order("Mei") == design("abcdefgh").order("Mei")
    others = {made.order("Li"), design("abcdefgh", seed=1).order("Mei"), made.order("Mei")}
    assert len(others) == 3
    assert made.order("\ud800") != made.order("")  # any string is a name here


def test_only_the_same_material_is_compared():
    made = design("abc", materials=("one", "two"))
    assert len(made.trials) == 6
    material = {s.id: s.material for s in made.stimuli}
    assert all(material[t.left] == material[t.right] for t in made.trials)
    assert made.items == ("a", "b", "c")


def test_pairs_of_different_words_are_left_out_unless_they_are_wanted():
    words = {"a": "Hello, world!", "b": "hello world", "c": "Good night"}
    made = design("abcd", words=words)
    assert made.left_out == 2  # of d nobody knows what it says
    assert {t.words_differ for t in made.trials} == {False, None}
    assert len(design("abcd", words=words, different_words=True).trials) == 6
    assert made.id == design("abcd", words=words, different_words=True).id
    with pytest.raises(ValueError, match=r"all 1 pairs say different words.*different_words=True"):
        design("ac", words=words)


def test_of_many_each_listener_is_asked_some():
    made = design(list(map(str, range(16))), most_trials=30, repeats=3, practice=False)
    mei, li = (made.order(who) for who in ("Mei", "Li"))
    assert len(mei) == len(li) == 33
    assert {t.id for t in mei} != {t.id for t in li}
    assert {made.item_of[s] for t in mei for s in t.stimuli} == set(made.items)


def test_a_test_is_known_by_its_samples_and_its_question_alone():
    made = design()
    assert made.id == design("dcba", seed=5, repeats=0, practice=False, most_trials=3).id
    assert len({made.id, design("abce").id, design(test="ccr").id, design(matched=False).id}) == 4


def test_numpy_s_numbers_are_numbers():
    made = design(seed=np.int64(3), most_trials=np.uint8(9))
    assert made == design(seed=3, most_trials=9)
    assert json.loads(json.dumps(made.to_dict()))["seed"] == 3


def test_json_and_back():
    made = design("ab", words={"a": "hello"}, seed=3)
    plain = json.loads(json.dumps(made.to_dict()))
    assert TestDesign.from_dict(plain) == made
    assert TestDesign.from_dict({**plain, "of_later": 1}) == made
    with pytest.raises(ValueError, match="was edited"):
        TestDesign.from_dict({**plain, "test": "ccr"})
    for none in ({}, {**plain, "stimuli": [{"item": "a"}]}, {**plain, "stimuli": 3}):
        with pytest.raises(ValueError, match="not a description of a listening test"):
            TestDesign.from_dict(none)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"names": ""}, "nothing to hear"),
        ({"names": "a"}, "nothing to compare 'a' with"),
        ({"names": "aa"}, "'a' is given twice"),
        ({"test": "abc"}, "unknown listening test"),
        ({"repeats": -1}, "repeats must be a whole number, 0 or more"),
        ({"repeats": 10**9}, "repeats must be at most 1,000"),
        ({"repeats": 1.5}, "repeats must be"),
        ({"repeats": True}, "repeats must be"),
        ({"most_trials": 0}, "most_trials must be"),
        ({"seed": "x"}, "seed must be a whole number, got 'x'"),
    ],
)
def test_what_makes_no_test_says_why(change, words):
    with pytest.raises(ValueError, match=words):
        design(**{"names": "abcd", **change})


def test_nothing_of_the_same_material():
    with pytest.raises(ValueError, match="of the same material"):
        TestDesign(test="ab", stimuli=tuple(Stimulus(item=n, sound=n, material=n) for n in "ab"))


@given(st.integers(0, 40), st.sampled_from(["ab", "abx", "acr", "ccr"]))
def test_a_test_that_is_cut_off_anywhere_goes_on_at_the_same_trial(cut, test):
    made = design("abcde", test=test)
    votes = all_votes(made)[:cut]
    rest = made.order("Mei")[cut:]
    assert made.next("Mei", votes) == (rest[0] if rest else None)
    assert made.next("Li", votes) == made.order("Li")[0]


def test_the_next_pair_can_be_chosen_after_the_votes_so_far():
    made = design("abcde", most_trials=3, repeats=1)
    asked = []

    def choose(pairs, votes):
        assert ("b", "d") not in pairs or not any(set(v.items) == {"b", "d"} and not v.practice for v in votes)
        return ("d", "b") if ("b", "d") in pairs else pairs[-1]

    votes = []
    while trial := made.next("Mei", votes, choose):
        asked.append(trial)
        votes.append(vote(made, trial))
    assert asked[0].practice
    assert {made.item_of[s] for s in asked[1].stimuli} == {"b", "d"}
    assert [t.showing for t in asked[1:4]] == [0, 0, 0]
    assert all(t.showing for t in asked[4:])
    assert len({t.id for t in asked[1:4]}) == 3
    known = [v for v in votes if not v.showing][:2]
    assert made.next("Mei", known, lambda pairs, votes: None) is None  # none of these comes again
    nowhere = design("abc").next("Mei", [], lambda pairs, votes: ("x", "y"))
    assert nowhere is not None


def test_a_vote_has_names_and_is_of_what_was_heard():
    made = design("ab", practice=False)
    trial = made.order("Mei")[0]
    cast = vote(made, trial, comment="warm")
    assert {cast.left, cast.right} == {"a", "b"}
    assert (cast.left, cast.winner, cast.comment) == (made.item_of[trial.left], cast.left, "warm")
    with pytest.raises(ValueError, match="B was not heard"):
        vote(made, trial, heard=("left",))
    with pytest.raises(ValueError, match="A and B was not heard"):
        vote(made, trial, heard=())
    with pytest.raises(ValueError, match="needs a choice"):
        made.vote(trial, "Mei", **said("ccr"))
    x = design("ab", test="abx")
    assert vote(x, x.order("Mei")[0]).right_answer in (True, False)


def test_a_vote_of_another_test_is_known():
    made, other = design("abcd"), design("abce")
    trial = made.order("Mei")[1]
    assert all(made.why_foreign(v) == "" for v in all_votes(made))
    assert "is a vote of test ccr" in made.why_foreign(all_votes(design("abcd", test="ccr"))[0])
    assert {made.why_foreign(v) for v in all_votes(other)} == {"", "this test has no such trial"}
    a, b = (v for v in all_votes(made)[1:3])
    mixed = type(a).from_dict({**a.to_dict(), "trial": b.trial})
    assert "are not those of this trial" in made.why_foreign(mixed)
    assert made.why_foreign(vote(made, trial)) == ""
    assert len({frozenset(v.items) for v in all_votes(made)}) == len(list(combinations("abcd", 2)))
