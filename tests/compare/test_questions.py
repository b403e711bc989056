import numpy as np
import pandas as pd
import pytest

from omni_nb import Omni
from omni_nb.compare.questions import questions

TONE = (np.zeros(16_000), 16_000)


@pytest.mark.parametrize(
    "words", ["https://example.com/cat.png", "./lost.wav", "data:image/png;base64,AAAA", "/etc/hosts"]
)
def test_words_that_are_to_be_read_are_never_taken_for_a_file_or_an_address(words):
    for given in ([words], [[words]], [(words,)]):
        (one,) = questions(given, say=True)
        assert (one.verbatim, one.prompt.media) == (words, ())
    (one,) = questions([words + " {n}"], variables={"n": ["one"]}, say=True)
    assert one.verbatim == words + " one"


def test_questions_may_have_names():
    asked = questions({"plain": "hello", "polite": "hello, please"})
    assert [(a.variant, a.prompt.text) for a in asked] == [("plain", "hello"), ("polite", "hello, please")]
    named = Omni.simulated(pace=0, show=False, keep=False).compare(prompts={"a": "x", "b": "y"}, voices=["Cherry"])
    assert named.names == ("Cherry · a", "Cherry · b")


def test_a_question_may_be_a_sound_and_parts_may_come_as_a_tuple():
    asked = questions([TONE, (TONE, "What is this?"), ("a", "b"), [TONE]])
    assert [len(a.prompt.media) for a in asked] == [1, 1, 0, 1]


@pytest.mark.parametrize("prompts", [pd.DataFrame({"q": ["a", "b"]}), [{"city": "Rome"}], {"a": {"city": "Rome"}}])
def test_a_table_of_questions_is_pointed_to_where_tables_go(prompts):
    with pytest.raises(TypeError, match="variables="):
        questions(prompts)


def test_one_question_is_no_list_of_letters_and_only_words_are_read():
    with pytest.raises(ValueError, match="give a single question directly"):
        questions("hello")
    for odd in ([TONE, "What is this?"], TONE, " \n"):
        with pytest.raises(ValueError, match="give words alone, without media"):
            questions([odd], say=True)
