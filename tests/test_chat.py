import pytest

from omni_nb import Chat, Omni
from omni_nb.errors import OmniError
from tests.support import aio


def omni(**more):
    return Omni.simulated(pace=0, show=False, keep=False, **more)


def test_it_remembers_forks_and_takes_back():
    chat = omni().chat(system="Be brief.")
    chat.ask("first", modalities=["text"])
    aio.run(chat.aask("second", modalities=["text"]))
    assert len(chat) == 2
    assert isinstance(chat, Chat)
    assert "of 2 turns" in repr(chat)
    other = chat.fork(1)
    assert other.system == "Be brief."
    other.ask("another", modalities=["text"])
    chat.undo()
    assert [t.prompt.text for t in other.turns] == ["first", "another"]
    assert [t.prompt.text for t in chat.turns] == ["first"]
    assert "turn number 2" in chat.ask("next", modalities=["text"]).text


def test_what_failed_or_was_cut_is_not_remembered():
    refused, cut = omni(fault="401").chat(), omni(fault="cut-mid-json").chat()
    with pytest.raises(OmniError):
        refused.ask("你是谁")
    with pytest.warns(UserWarning, match="the line broke"):
        reply = cut.ask("你是谁")
    assert cut.last is reply
    assert len(refused) == len(cut) == 0
