from omni_nb import Omni
from omni_nb.panels.composer.recall import Branch
from omni_nb.panels.composer.talks import pinned, talk_of
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.parts import Prompt

CHAT = Omni.simulated(show=False, keep=False).chat


def branch(*turns, **more):
    return Branch(CHAT(), list(turns), **more)


A, B, C = (Exchange(id, Prompt.of(id), answer=id, remembered=True) for id in ("aa", "bb", "cc"))


def test_branches_become_a_talk_in_which_each_turn_stands_once():
    talk = talk_of([branch(A, B), branch(A, C), branch()])
    assert [(b.title, b.after, len(b.turns)) for b in talk.branches] == [("bb", 0, 2), ("cc", 1, 2)]
    assert [t.prompt.text for t in talk.turns] == ["aa", "bb", "cc"]
    assert talk_of([branch()]).turns == ()


def test_what_is_pinned_is_there_once_in_whichever_branches():
    pin = Exchange("dd", Prompt.of("dd"), answer="d", pinned=True)
    assert [t.prompt.text for t in pinned([branch(A, pin), branch(pin, B)])] == ["dd"]
