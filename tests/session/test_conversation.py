import pytest

from omni_nb.prompt.parts import Prompt
from omni_nb.session.conversation import Conversation
from omni_nb.wire.encode import Turn


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
