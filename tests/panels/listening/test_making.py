"""The doors: a test of anything that sounds, and the test that some votes are of."""

import json

import pytest

import omni_nb
from omni_nb import ListeningTest, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.errors import OmniError
from omni_nb.panels.listening.making import listen, merge_votes
from omni_nb.reply.reply import Reply
from tests.panels.listening.support import tone, tones

MODEL = catalog.default_model().id


def comparison(words=("hello", "hello", "Hello!")):
    def cell(voice, hz, text):
        reply = Reply(text=text, audio=tone(hz), complete=True, voice=voice)
        return Cell(place=Place(model=MODEL, voice=voice), reply=reply)

    return Comparison(tuple(map(cell, ("Cherry", "Ethan", "Kai"), (150, 200, 250), words)))


def test_a_comparison_is_listened_to():
    test = comparison().listen("ccr", listener="Mei", seed=3, repeats=0)
    assert isinstance(test, ListeningTest)
    assert (test.design.test, test.design.items, test.design.seed) == ("ccr", ("Cherry", "Ethan", "Kai"), 3)
    assert comparison().listen("mos").design.test == "acr"
    assert omni_nb.listen is listen
    assert omni_nb.merge_votes is merge_votes


def test_the_same_call_is_the_same_test_with_its_votes():
    test = listen(tones("a", "b"), listener="Mei")
    test.vote("left")
    again = listen(dict(reversed(tones("a", "b").items())), listener="Mei")
    assert (again.folder, again.votes) == (test.folder, test.votes)
    assert listen(tones("a", "b"), "ccr").votes == ()
    assert listen(tones("a", "b"), match_loudness=False).votes == ()


def test_what_is_left_out_is_warned_of():
    with pytest.warns(UserWarning, match="2 pairs are left out because they say different words"):
        test = comparison(("hello", "hello", "bye")).listen()
    assert len(test.design.trials) == 1
    assert "different_words=True" in test.notes[0]
    with pytest.warns(UserWarning, match="c is left out: it has no sound"):
        listen({**tones("a", "b"), "c": None})


def test_sounds_that_were_made_anew_are_another_test_and_the_earlier_one_is_named():
    first = listen(tones("a", "b"), listener="Mei")
    first.vote("left")
    with pytest.warns(UserWarning, match="Mei has answered another test of the same items") as told:
        second = listen(tones("a", "b", s=0.3), listener="Mei")
    assert second.votes == ()
    assert repr(str(first.folder)) in str(told[0].message)


def test_a_folder_of_ones_own(tmp_path):
    test = listen(tones("a", "b"), folder=tmp_path / "study", listener="Mei")
    test.vote("tie")
    assert test.folder == tmp_path / "study"
    again = ListeningTest.open(tmp_path / "study", listener="Mei")
    assert (again.votes, again.design) == (test.votes, test.design)
    assert again.play("left") == test.play("left")
    with pytest.raises(OmniError, match="holds another listening test"):
        listen(tones("x", "y"), folder=tmp_path / "study")
    with pytest.raises(OmniError, match="contains no listening test") as err:
        ListeningTest.open(tmp_path)
    assert err.value.code == "no_test"


def test_votes_find_their_test(tmp_path):
    test = listen(tones("a", "b"), listener="Mei")
    test.vote("left")
    test.export(tmp_path / "votes.jsonl")
    merged = merge_votes(tmp_path / "votes.jsonl")
    assert (merged.design, merged.votes) == (test.design, test.votes)
    (tmp_path / "other.json").write_text(json.dumps({"omni_nb": "listening votes", "test": "0" * 16, "votes": []}))
    with pytest.raises(OmniError, match="not on this machine") as err:
        merge_votes(tmp_path / "other.json")
    assert err.value.code == "no_test"
    assert merge_votes(tmp_path / "votes.jsonl", test=test) is test


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"test": "best"}, "unknown listening test 'best'"),
        ({"listener": ""}, "1 to 80 characters"),
        ({"seed": "now"}, "seed must be a whole number"),
        ({"repeats": -1}, "repeats must be"),
    ],
)
def test_arguments_that_make_no_sense_say_which(more, words):
    with pytest.raises(ValueError, match=words):
        listen(tones("a", "b"), **more)


def test_nothing_to_compare():
    with pytest.raises(ValueError, match="nothing to compare 'a' with"):
        listen(tones("a"))
    same = listen(
        [("a", [tone(200), tone(200)]), ("b", tone(200))]
    )  # whether somebody hears a difference where none is
    assert len(same.design.trials) == 1
    assert listen(tones("a"), "acr").design.items == ("a",)
