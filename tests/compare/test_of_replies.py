import dataclasses

from omni_nb import Omni, history
from omni_nb.compare.of_replies import comparison_of
from tests.kept.test_store import WHOLE, numbered
from tests.support.media import picture
from tests.support.requests import request


def test_one_question_is_told_apart_by_voices_and_repeats():
    omni = Omni.simulated(pace=0, show=False)
    replies = [omni.ask("hi", voice=voice) for voice in ("Cherry", "Ethan", "Cherry")]
    comparison = comparison_of(replies)
    assert comparison.names == ("Cherry · #1", "Ethan · #1", "Cherry · #2")
    assert [cell.reply for cell in comparison] == replies
    assert comparison[0].measures.duration_s == replies[0].audio.duration_s
    assert comparison[0].request == replies[0].request


def test_several_questions_are_named_by_their_words():
    comparison = comparison_of([numbered(1, prompt="cat"), numbered(2, prompt="dog"), numbered(3, prompt="cat")])
    assert comparison.names == ("Cherry · cat · #1", "Cherry · dog · #1", "Cherry · cat · #2")


def test_two_pictures_beside_the_same_words_are_two_questions():
    one, two = (dataclasses.replace(WHOLE, request=request(picture(size=size), "what?")) for size in ((8, 8), (9, 9)))
    assert [cell.place.prompt for cell in comparison_of([one, two, one])] == [0, 1, 0]


def test_a_cut_one_has_its_error():
    cut = Omni.simulated(pace=0, show=False, fault="cut-mid-sample", keep=False)
    import pytest

    with pytest.warns(UserWarning, match="→"):
        (cell,) = comparison_of([cut.ask("hi")])
    assert cell.error is not None
    assert not cell.ok


def test_a_history_compares_what_it_holds():
    omni = Omni.simulated(pace=0, show=False)
    first, second = (omni.ask("hi", voice=voice) for voice in ("Cherry", "Ethan"))
    assert [cell.reply for cell in history().compare()] == [first, second]  # as they were asked
    assert [cell.reply for cell in history().compare(second, first.id)] == [second, first]
