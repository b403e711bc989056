import gc
import weakref

import pytest

from omni_nb import Omni, Reply, image
from omni_nb.prompt.parts import Prompt
from omni_nb.show.embedded import EmbeddedView
from omni_nb.widgets.protocol.form import FromForm
from omni_nb.widgets.protocol.reading import by_name, fields
from tests.panels.composer.support import Desktop
from tests.support.media import TONE, picture


def test_a_question_is_asked_shown_remembered_and_kept(desk):
    desk.say("send", text="Repeat exactly: one two")
    (turn,) = desk.turns
    assert "one two" in turn["words"]
    assert "<audio" in turn["rest"]
    assert turn["state"] == ""
    assert desk.composer.reply.text == "one two"
    assert len(desk.composer.chat) == 1
    assert desk["draft"]["text"] == ""
    assert "one two" in desk.handles[0].shown[-1]["text/html"]
    assert desk["live"]["text"] is None
    assert desk["live"]["player"]
    assert "Composer for qwen3-omni-flash, turns: 1>" in repr(desk.composer)


def test_from_python_too(desk):
    desk.composer.prompt = [image(picture()), "What is this?"]
    assert desk["draft"]["text"] == "What is this?"
    assert desk.composer.prompt == Prompt.of(image(picture()), "What is this?")
    desk.composer.set(modalities=["text"], seed=3)
    desk.composer.send()
    with pytest.raises(ValueError, match=r"a reply is still coming|nothing to send"):
        desk.composer.send()
    assert "64 × 48" in desk.composer.wait(60).text
    assert desk.composer.reply.audio is None
    assert desk.composer.options["seed"] == 3
    desk.composer.prompt = Prompt.of("x")
    assert desk.composer.prompt.text == "x"
    assert desk.composer.code("curl").startswith("curl")


def test_words_between_media_cannot_be_written_in_a_form_and_that_is_said(desk):
    with pytest.warns(UserWarning, match="omni.ask keeps the order"):
        desk.composer.prompt = ["First:", picture(), "Second:", picture()]


def test_stop_keeps_what_came(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    seen = []
    monkeypatch.setattr(EmbeddedView, "tick", lambda self, fold: seen.append(fold.text))
    desk.form.say({"t": "send", "text": "你是谁"}, [])
    desk.until(lambda: any(seen))
    desk.say("stop")
    assert desk.composer.reply.error.code == "stopped"
    assert desk.composer.reply.text
    assert desk["busy"] == {"on": False}


def test_a_fork_of_the_chat_keeps_players_pictures_and_facts(desk):
    chat = desk.omni.chat()
    chat.ask((TONE.samples, TONE.sample_rate), "Repeat exactly: heard", voice="Cherry")
    chat.ask("another", modalities=["text"])
    desk.composer.chat = chat.fork(1)
    (turn,) = desk.turns
    assert turn["question"].count("<audio") == 1
    assert turn["rest"].count("<audio") == 1
    assert "Waveform: " in turn["rest"]
    assert "SIMULATED" in turn["rest"]
    desk.composer.chat = desk.composer.chat.fork(1)  # and a fork of the fork
    assert [t["rest"].count("<audio") for t in desk.turns] == [1]
    assert "<audio" in desk.handles[-1].shown[-1]["text/html"]


def test_a_reply_that_is_set_brings_what_it_was_asked_about(desk):
    reply = desk.omni.ask((TONE.samples, TONE.sample_rate), "what is it?", modalities=["text"])
    desk.composer.reply = reply
    assert "<audio" in desk.turns[0]["question"]
    assert len(desk.composer.chat.turns.turns[0].prompt.media) == 1


def test_a_chat_or_a_reply_from_elsewhere_goes_on(desk):
    chat = desk.omni.chat()
    chat.ask("Repeat exactly: before", show=False, modalities=["text"])
    desk.composer.chat = chat
    assert "before" in desk.turns[0]["words"]
    desk.say("send", text="next")
    assert len(chat) == 2
    desk.composer.reply = Reply(text="kept", audio=TONE, complete=True, prompt="earlier", model="m")
    assert len(chat) == 3
    assert desk.composer.reply.text == "kept"
    assert "<audio" in desk.turns[-1]["rest"]


@pytest.mark.parametrize("name", by_name(FromForm))
def test_every_message_of_the_protocol_is_taken(desk, name):
    desk.say(name)  # bare: one with fields says which are missing
    assert "nobody here knows" not in desk.notice
    missing = [f for f, (_, required) in fields(by_name(FromForm)[name]).items() if required and f != "t"]
    if missing:
        assert desk.notice.startswith(f"The page's message {name!r} has no {missing[0]!r}.")


@pytest.mark.parametrize("content", [None, [], "stop", {}, {"t": None}, {"t": 1}, {"T": "stop"}])
def test_what_is_no_message_is_said_too(desk, content):
    desk.form.say(content, [])
    desk.settle()
    assert "which nobody here knows" in desk.notice


def test_what_the_page_says_wrongly_is_said_and_nothing_breaks(desk):
    desk.say("what is this")
    assert desk.notice.startswith("The page said 'what is this', which nobody here knows.")
    assert "reload the page and run the cell again" in desk.notice
    desk.say("option", name="temperature", value=9)
    assert "between 0 and 2" in desk.notice
    desk.say("send", text="  ")
    assert "nothing to send" in desk.notice
    desk.say("move", id="a")
    assert desk.notice.startswith("The page's message 'move' has no 'to'.")
    desk.say("move", id="a", to="left")
    assert desk.notice.startswith("The page's message 'move' has 'left' for 'to' where a whole number belongs.")
    desk.say("slice", id="a", at=0, crc=0)
    assert desk.notice.startswith("The page's message 'slice' came with 0 buffers instead of 1.")
    desk.say("unknown", what="the section 'ratings'")
    assert desk.notice.startswith("The page did not understand what it was told (the section 'ratings').")
    desk.say("send", text="hello")
    assert desk.notice == ""


def test_composers_are_not_kept_alive_by_their_widgets(monkeypatch):
    desk = Desktop(monkeypatch)
    gone, form = weakref.ref(desk.composer), desk.form
    desk.composer = None
    desk.until(lambda: gc.collect() is not None and gone() is None)  # a thread may hold it while it ends
    form.say({"t": "send", "text": "anyone?"}, [])
    desk.until(lambda: form.closed)


def test_outside_of_a_notebook_it_says_so(capsys):
    Omni.simulated(show=False).compose()._ipython_display_()
    assert "The composer is shown in notebooks" in capsys.readouterr().out


def test_wrong_names_of_options_are_said_at_once():
    with pytest.raises(TypeError, match="the composer has no option 'colour'"):
        Omni.simulated().compose(colour="red")


def test_waiting_has_an_end(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    desk.composer.prompt = "你是谁"
    desk.composer.send()
    with pytest.raises(TimeoutError):
        desk.composer.wait(0.05)
    with pytest.raises(ValueError, match="still being received"):
        desk.composer.chat = desk.omni.chat()
    desk.composer.close()
    desk.settle()


def test_whoever_holds_its_widget_alone_holds_the_composer(monkeypatch):
    widget = Omni.simulated(pace=0).compose().widget
    gc.collect()
    assert widget.comm is not None
    assert widget.composer.widget is widget
    widget.composer.close()
