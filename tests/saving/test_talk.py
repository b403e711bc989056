import pytest

from omni_nb import Reply
from omni_nb.prompt.parts import Prompt
from omni_nb.saving.talk import ConversationTurn, Talk, turn_of
from tests.saving.support import forked, reply, turn


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "no answer yet"),
        ({"answer": "yes"}, ""),
        ({"reply": Reply(text="a", complete=True)}, ""),
        ({"reply": Reply(text="a", complete=True), "remembered": False}, ""),
        ({"reply": Reply(complete=True, ending="tools"), "remembered": False}, "answered without text"),
        ({"reply": Reply(text="a", ending="cut"), "remembered": False}, "not answered completely"),
    ],
)
def test_what_is_no_whole_turn_says_why(more, state):
    assert ConversationTurn(prompt=Prompt.of("?"), **more).state == state


def test_a_title_is_the_first_words_that_were_asked():
    assert Talk.of([turn("  one\n two ")]).title == "one two"
    assert Talk.of([turn("x" * 100)]).title == "x" * 59 + "…"
    assert Talk.of([ConversationTurn(prompt=Prompt(()), answer="a")]).title == "A conversation"


def test_each_turn_is_there_once():
    assert [t.prompt.text for t in forked().turns] == ["what?", "left", "right"]


def test_a_reply_that_was_kept_on_disk_is_a_turn_of_words():
    found = turn_of(reply(prompt="what?", request=None))
    assert (found.prompt.text, found.text, found.state) == ("what?", "one", "")
    assert turn_of(reply()).prompt.parts == ()
    assert turn_of(reply("", ending="stopped")).state == "not answered completely"
