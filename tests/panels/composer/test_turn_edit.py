import pytest

from omni_nb import image
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from tests.support.media import picture


def test_an_earlier_turn_is_changed_in_a_fork_and_both_stay(desk):
    for words in ("one", "two", "three"):
        desk.say("send", text=words)
    desk.say("draft", text="a thought")
    second = desk["order"][1]
    desk.say("edit", id=second)
    assert desk["draft"]["text"] == "two"
    assert desk["editing"] == {"title": "changing turn 2"}
    desk.say("leave")
    assert desk["draft"]["text"] == "a thought"
    desk.say("edit", id=second)
    desk.say("edit", id=desk["order"][2])
    desk.say("edit", id=second)
    desk.say("send", text="zwei")
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "zwei"]
    assert [b["title"] for b in desk["branches"]] == ["two", "zwei"]
    desk.say("branch", index=0)
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "two", "three"]
    assert "three" in desk.handles[0].shown[-1]["text/html"]
    desk.say("retry", id=desk["order"][0])
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "two", "three"]
    assert len(desk["branches"]) == 3


def said(desk, *words):
    for one in words:
        desk.say("send", text=one)
    return desk["order"][::-1]


def test_what_was_being_written_comes_back_when_another_branch_is_chosen_in_the_middle_of_an_edit(desk):
    first, _ = said(desk, "one", "two")
    desk.say("retry", id=first)
    desk.say("draft", text="a thought")
    desk.say("edit", id=desk["order"][0])
    desk.say("branch", index=0)
    assert desk["draft"]["text"] == "a thought"
    assert desk["editing"] is None
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "two"]


def test_another_conversation_from_python_ends_an_edit(desk):
    first, _ = said(desk, "one", "two")
    desk.say("draft", text="a thought")
    desk.say("edit", id=first)
    desk.composer.chat = desk.omni.chat()
    assert (desk["editing"], desk["draft"]["text"], desk["order"]) == (None, "a thought", [])


def test_only_the_turns_before_the_edited_one_go_along(desk):
    first, second = said(desk, "one", "two")
    desk.say("edit", id=second)
    program = desk.composer.code()
    assert '"one"' in program
    assert program.count('"two"') == 1
    desk.say("edit", id=first)
    assert '"two"' not in desk.composer.code()


def test_the_earlier_turns_can_be_forgotten_in_the_middle_of_an_edit(desk):
    chat = desk.omni.chat()
    for words in ("x" * 400_000, "two"):  # more than the model takes, so the form offers to forget it
        chat.turns.add(Turn(Prompt.of(words), "an answer"))
    desk.composer.chat = chat
    desk.say("edit", id=desk["order"][0])
    assert desk["editing"] == {"title": "changing turn 2"}
    desk.mend("forget the earlier turns")
    assert desk["editing"] is None
    desk.say("send", text="zwei")
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["zwei"]


def test_leaving_what_was_not_begun_changes_nothing(desk):
    desk.say("draft", text="a thought")
    desk.say("leave")
    assert desk.composer.prompt.text == "a thought"


@pytest.mark.parametrize("message", ["edit", "retry"])
def test_a_turn_that_is_in_another_branch_says_so(desk, message):
    said(desk, "one")
    desk.say(message, id="nobody")
    assert desk.notice == "that turn is not in this branch: choose the branch it is in"
    assert desk["busy"] == {"on": False}


def test_a_turn_that_is_asked_again_in_the_middle_of_an_edit_leaves_what_was_being_written(desk):
    first, _ = said(desk, "one", "two")
    desk.say("draft", text="a thought")
    desk.say("edit", id=first)
    desk.say("retry", id=first)
    assert (desk["editing"], desk["draft"]["text"]) == (None, "a thought")
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one"]


def test_what_was_being_written_comes_back_when_the_edit_is_sent(desk):
    first, _ = said(desk, "one", "two")
    desk.composer.prompt = [image(picture()), "a thought"]
    desk.say("edit", id=first)
    assert (desk["draft"]["text"], desk["cards"]) == ("one", [])
    desk.say("send", text="eins")
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["eins"]
    assert desk["draft"]["text"] == "a thought"
    assert [c["kind"] for c in desk["cards"]] == ["image"]
    desk.say("send", text="a thought")
    assert (desk["draft"]["text"], desk["cards"]) == ("", [])


def test_an_edit_that_is_refused_goes_back_and_the_draft_comes_after_it(desk):
    (first,) = said(desk, "one")
    desk.say("draft", text="a thought")
    desk.say("edit", id=first)
    desk.composer.set(voice="Nobody")  # whom the server does not know
    desk.say("send", text="eins")
    assert "Nobody" in desk.notice
    assert desk["draft"]["text"] == "eins"
    desk.composer.set(voice=None)
    desk.say("send", text="eins")
    assert desk.notice == ""
    assert desk["draft"]["text"] == "a thought"


def test_a_branch_that_is_not_there_says_so_and_leaves_the_edit_as_it_is(desk):
    (first,) = said(desk, "one")
    desk.say("edit", id=first)
    desk.say("branch", index=7)
    assert desk.notice == "there is one branch, so there is no number 8: choose one that is shown"
    assert desk["editing"] == {"title": "changing turn 1"}
    assert desk["draft"]["text"] == "one"
