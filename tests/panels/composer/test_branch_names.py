import pytest

from omni_nb import Reply, image
from omni_nb.panels.composer.branch_names import branch_names, first_words_that_differ, shared
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.parts import Prompt
from tests.support.media import picture


def said(id, asked, answer="", *media, **more):
    return Exchange(id, Prompt.of(*media, asked), Reply(text=answer, complete=True, **more) if answer else None)


A, B = said("a", "hello", "hi"), said("b", "one", "eins")


@pytest.mark.parametrize(
    ("mine", "other", "words"),
    [
        ("What is the capital of France?", "What is the capital of Spain?", "…France?"),
        ("Yes", "No", "Yes"),
        ("To be", "To go", "To be"),  # so little in common is not worth a mark
        ("请用四川话介绍成都的小吃", "请用四川话介绍重庆的火锅", "…成都的小吃"),
        ("What is the meaning of X in detail", "What is the meaning of X", "…in detail"),
        ("What is the meaning of X", "What is the meaning of X in detail", "…What is the meaning of X ∎"),
        ("one\n\n two", "one three", "one two"),
        ("x" * 99, "y", "x" * 32 + "…"),
        ("a very long question that goes on and on", "b", "a very long question that goes…"),
    ],
)
def test_the_first_words_that_differ(mine, other, words):
    assert first_words_that_differ(mine, [other]) == words


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ([A, B], [A, said("c", "two")], ["one", "two"]),
        ([A, B], [A, said("c", "one", "uno")], ["eins", "uno"]),
        ([A, B], [A, said("c", "one")], ["eins", "asked again, no answer yet"]),
        ([A, B], [A, said("c", "one", "eins", voice="Ethan", model="m")], ["the same answer", "Ethan · m"]),
        ([A, B], [A, said("c", "one", "eins")], ["the same answer (1)", "the same answer (2)"]),
        (
            [A, B],
            [A, said("c", "one", "eins", image(picture()))],
            ["without attachments", "picture · 64 × 48 · png · 136…"],
        ),
        ([A, B], [A], ["one", "nothing after turn 1"]),
        ([A, B], [], ["hello", "nothing asked yet"]),
        ([A, said("b", "?", "**Bold** words")], [A, said("c", "?", "plain")], ["Bold words", "plain"]),
    ],
)
def test_a_branch_is_told_by_question_then_answer_then_who_gave_it(left, right, words):
    assert [n.words for n in branch_names([left, right])] == words


def test_each_is_told_from_the_one_that_is_nearest():
    courses = [[A, B], [A, said("c", "two"), said("d", "x")], [A, said("c", "two"), said("e", "y")]]
    assert [(n.words, n.shared) for n in branch_names(courses)] == [("one", 1), ("x", 2), ("y", 2)]


def test_one_branch_needs_no_name():
    assert [n.words for n in branch_names([[A]])] == [""]
    assert branch_names([]) == []
    assert shared([A, B], [A, A]) == 1
