import pytest

from omni_nb import Reply
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from omni_nb.session.conversation import Conversation


def turn(n):
    return Turn(Prompt.of(f"q{n}"), f"a{n}")


@pytest.fixture
def talk():
    talk = Conversation()
    for n in range(3):
        talk.add(turn(n))
    return talk


def test_a_fork_goes_its_own_way(talk):
    other = talk.fork(1)
    other.add(turn(9))
    assert [t.answer for t in other] == ["a0", "a9"]
    assert [t.answer for t in talk] == ["a0", "a1", "a2"]
    assert len(talk.fork()) == 3
    with pytest.raises(ValueError, match="fork at turn 4 of 3"):
        talk.fork(4)


def test_turns_can_be_taken_back(talk):
    talk.undo(2)
    assert [t.answer for t in talk] == ["a0"]
    for n in (0, 2):
        with pytest.raises(ValueError, match="cannot undo"):
            talk.undo(n)


def test_a_turn_keeps_its_reply_through_forks_and_loses_it_when_taken_back():
    talk = Conversation([turn(0)])
    one, two = turn(1), turn(1)  # equal, and yet not the same
    talk.add(one, Reply(text="a1", id="r1"))
    talk.add(two, Reply(text="a1", id="r2"))
    assert talk.reply_of(talk.turns[0]) is None
    fork = talk.fork(2)
    assert fork.reply_of(one).id == "r1"
    assert fork.reply_of(two) is None
    talk.undo()
    assert (talk.reply_of(two), len(talk.replies)) == (None, 1)
    assert talk == Conversation(list(talk.turns))  # what was shown is no part of what is said


@pytest.mark.parametrize("way", ["undo", "fork"])
def test_a_number_of_turns_is_a_number(way):
    with pytest.raises(ValueError, match=r"cannot .*'1' of 0"):
        getattr(Conversation(), way)("1")
