import asyncio

import pytest

from omni_nb import Chat, Omni
from omni_nb.errors import OmniError, PromptRefused, RequestRefused
from omni_nb.session.conversation import Conversation
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
    with pytest.warns(UserWarning, match="the connection was lost"):
        reply = cut.ask("你是谁")
    assert cut.last is reply
    assert len(refused) == len(cut) == 0


def test_its_latest_reply_is_its_own_and_none_before_the_first():
    asks = omni()
    other = asks.ask("Repeat exactly: of another conversation", modalities=["text"])
    chat = asks.chat()
    with pytest.raises(RequestRefused):
        chat.ask("你是谁", voice="Nobody")
    with pytest.raises(RequestRefused):
        aio.run(chat.aask("你是谁", voice="Nobody"))
    with pytest.raises(PromptRefused):
        chat.ask("x", voice="Tina", thinking=True)
    assert chat.last is None
    assert asks.last is other


def test_after_a_refused_question_the_latest_reply_is_the_one_before():
    asks = omni()
    chat = asks.chat()
    first = chat.ask("first", modalities=["text"])
    asks.ask("elsewhere", modalities=["text"])
    with pytest.raises(PromptRefused):
        chat.ask("x", thinking=True, modalities=["text", "audio"])
    assert chat.last is first


@pytest.mark.parametrize("asking", ["ask", "aask"])
def test_a_cut_reply_that_is_raised_is_its_latest(asking):
    asks = omni(fault="cut-mid-json", strict=True)
    chat = asks.chat()
    with pytest.raises(OmniError, match="the connection was lost"):
        chat.ask("你是谁") if asking == "ask" else aio.run(chat.aask("你是谁"))
    assert (chat.last.ending, len(chat)) == ("cut", 0)
    assert chat.last.text
    assert chat.last is asks.last


def test_a_turn_that_is_cancelled_is_its_latest_and_is_not_remembered():
    chat = omni(fault="stall").chat()

    async def main():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(chat.aask("你是谁"), 1)

    aio.run(main())
    assert (chat.last.ending, len(chat)) == ("stopped", 0)


def test_turns_that_are_given_are_the_ones_that_grow():
    turns = Conversation()
    chat = Chat(omni(), turns=turns)
    chat.ask("first", modalities=["text"])
    assert len(turns) == 1


def test_a_reply_holds_its_question_with_the_turns_before():
    chat = omni().chat(system="Be brief.")
    first = chat.ask("first", modalities=["text"])
    second = chat.ask("second", modalities=["text"])
    assert [t.prompt.text for t in second.request.turns] == ["first"]
    assert (second.request.turns[0].answer, second.request.settings.system) == (first.text, "Be brief.")
    assert first.request.hash != second.request.hash
    chat.undo()
    assert chat.ask("second", modalities=["text"]).request == second.request
