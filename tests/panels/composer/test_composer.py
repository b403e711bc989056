import gc
import uuid
import weakref

import pytest

from omni_nb import Clip, Omni, Reply, audio, image
from omni_nb.panels.composer import composer as module
from omni_nb.prompt.parts import Prompt
from omni_nb.widgets.protocol.form import FromForm
from omni_nb.widgets.protocol.reading import by_name, fields
from tests.panels.composer.support import Desktop
from tests.support.media import TONE, picture


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # "as code" keeps media in the folder where it runs


@pytest.fixture
def desk(monkeypatch):
    return Desktop(monkeypatch)


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
    assert "Composer for qwen3-omni-flash, 1 turns" in repr(desk.composer)


def test_from_python_too(desk):
    desk.composer.prompt = [image(picture()), "What is this?"]
    assert desk["draft"]["text"] == "What is this?"
    assert desk.composer.prompt == Prompt.of(image(picture()), "What is this?")
    desk.composer.set(modalities=["text"], seed=3)
    desk.composer.send()
    with pytest.raises(ValueError, match=r"a reply is still coming|nothing to send"):
        desk.composer.send()
    assert "64 × 48" in desk.composer.wait(10).text
    assert desk.composer.reply.audio is None
    assert desk.composer.options["seed"] == 3
    desk.composer.prompt = Prompt.of("x")
    assert desk.composer.prompt.text == "x"
    assert desk.composer.code("curl").startswith("curl")


def test_words_between_media_cannot_be_written_in_a_form_and_that_is_said(desk):
    with pytest.warns(UserWarning, match="omni.ask keeps the order"):
        desk.composer.prompt = ["First:", picture(), "Second:", picture()]


def test_what_is_refused_goes_back_to_where_it_was_written(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="401"))
    desk.composer.prompt = [image(picture()), "What is this?"]
    desk.say("send", text="What is this?")
    assert desk.turns == []
    assert "key" in desk.notice.lower()
    assert desk["draft"]["text"] == "What is this?"
    assert [c["kind"] for c in desk["cards"]] == ["image"]
    assert len(desk.composer.chat) == 0
    desk.say("dismiss")
    assert desk.notice == ""


def test_a_prompt_that_cannot_work_is_not_sent(desk):
    desk.composer.prompt = [image(picture()), audio(TONE), "?"]
    desk.say("send", text="?")
    assert "takes text and one other kind" in desk.notice
    assert len(desk["cards"]) == 2
    assert desk["draft"]["text"] == "?"


def test_a_cut_reply_is_shown_and_not_remembered_and_stays_when_it_is_asked_again(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="cut-mid-sample"))
    desk.say("send", text="你是谁")
    (turn,) = desk.turns
    assert "not remembered" in turn["state"]
    assert turn["bad"]
    assert len(desk.composer.chat) == 0
    desk.say("retry", id=desk["order"][0])
    assert len(desk.turns) == 2
    assert len(desk["branches"]) == 1


def test_stop_keeps_what_came(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    desk.form.say({"t": "send", "text": "你是谁"}, [])
    desk.until(lambda: desk.composer._thread._run is not None and desk.composer._thread._run.fold.text)
    desk.say("stop")
    assert desk.composer.reply.error.code == "stopped"
    assert desk.composer.reply.text
    assert desk["busy"] == {"on": False}


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
    assert [b["title"] for b in desk["branches"]] == ["main · 3 turns", "fork 1 at turn 2 · 2 turns"]
    desk.say("branch", index=0)
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "two", "three"]
    assert "three" in desk.handles[0].shown[-1]["text/html"]
    desk.say("retry", id=desk["order"][0])
    assert [t.prompt.text for t in desk.composer.chat.turns] == ["one", "two", "three"]
    assert len(desk["branches"]) == 3


def test_split_into_turns_asks_one_after_the_other(desk):
    desk.composer.prompt = [image(picture()), audio(TONE), "What do you see and hear?"]
    desk.mend("split into turns")
    assert desk["check"]["problems"] == []
    desk.say("code", language="python", text="What do you see and hear?")
    assert "The first of 2 turns" in desk["code"]["note"]
    desk.say("send", text="What do you see and hear?")
    one, two = desk.turns
    assert "A picture of 64 × 48 pixels" in one["words"]
    assert "<audio" not in one["rest"]
    assert "440 Hz" in two["words"]
    assert desk["cards"] == []


def test_of_several_turns_what_was_not_asked_goes_back(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="cut-mid-json"))
    desk.composer.prompt = [image(picture()), audio(TONE), "What?"]
    desk.mend("split into turns")
    desk.say("send", text="What?")
    assert len(desk.turns) == 1
    assert desk["draft"]["text"] == "What?"
    assert [c["kind"] for c in desk["cards"]] == ["audio"]


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


@pytest.fixture
def again(monkeypatch):
    """Runs a cell with a composer, each time as a new execution of the same cell."""
    from omni_nb.show import display

    cell, ran = f"notebook#{uuid.uuid4().hex}", [0]
    monkeypatch.setattr(display, "this_cell", lambda: cell)
    monkeypatch.setattr(display, "execution_count", lambda: ran[0])

    def run(omni=None):
        ran[0] += 1
        return Desktop(monkeypatch, omni).settle()

    return run


def test_a_cell_that_is_run_again_offers_its_conversation_and_sends_none_of_it(again):
    first = again()
    first.say("send", text="Repeat exactly: one")
    second = again()
    assert second["order"] == []
    assert second.notice == "The conversation that stood here before is kept (1 turn)."
    assert "1 turn" in second["branches"][1]["title"]
    saved = second.handles[-1].shown[-1]
    assert "<details" in saved["text/html"]
    assert "one" in saved["text/plain"]
    second.say(**second["notice"]["says"])
    assert [t["words"] for t in second.turns] == [t["words"] for t in first.turns]
    assert second.notice == ""
    second.say("send", text="Repeat exactly: two")
    assert len(second.composer.chat) == 2
    assert len(first.composer.chat) == 1  # each goes its own way
    assert "<details" not in second.handles[-1].shown[-1]["text/html"]


def test_run_all_again_doubles_nothing_and_loses_nothing(again):
    for _ in range(3):
        desk = again()
        desk.composer.prompt = "Repeat exactly: one"
        desk.composer.send()
        desk.composer.wait(10)
        desk.composer.chat = desk.composer.chat.fork(1)
        assert len(desk.composer.chat) == 1
        assert desk.handles[-1].shown[-1]["text/plain"].count("you: ") == 1
    assert len(desk["branches"]) == 2


def test_the_same_composer_shown_again_offers_nothing(again):
    desk = again()
    desk.say("send", text="one")
    desk.composer._ipython_display_()
    desk.settle()
    assert (desk.notice, len(desk["branches"])) == ("", 1)


def test_after_a_restart_of_the_kernel_what_was_kept_is_offered(again):
    from omni_nb.panels.composer import recall

    first = again(Omni.simulated(pace=0, show=False))
    first.say("send", text="Repeat exactly: one")
    for of in (recall._ran, recall._stood, recall._whose):
        of.clear()
    desk = again(Omni.simulated(pace=0, show=False))
    desk.say(**desk["notice"]["says"])
    assert "one" in desk.turns[0]["words"]
    assert "<audio" in desk.turns[0]["rest"]
    assert "SIMULATED" in desk.turns[0]["rest"]


def test_there_is_no_code_of_nothing_and_in_no_unknown_language(desk):
    with pytest.raises(ValueError, match="nothing is written yet"):
        desk.composer.code()
    desk.composer.prompt = "hello"
    with pytest.raises(ValueError, match="no programs in 'cobol'"):
        desk.composer.code("cobol")


def test_an_empty_box_means_the_latest_turn_again(desk):
    for words in ("one", "two"):
        desk.composer.prompt = f"Repeat exactly: {words}"
        desk.composer.send()
        desk.composer.wait(10)
    program = desk.composer.code()
    assert program.index("Repeat exactly: one") < program.index("Repeat exactly: two")
    assert program.count("Repeat exactly: two") == 1
    assert '"two"' not in program  # its answer does not go along
    desk.say("code", language="curl", text="")
    assert desk["code"]["note"].startswith("Turn 2 again: the box is empty.")
    desk.say("code", language="curl", text="three")
    assert "Turn 2 again" not in desk["code"]["note"]
    assert '"two"' in desk["code"]["text"]


def test_as_code_in_every_language(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk.say("code", language="python", text="")
    assert "Write something" in desk["code"]["note"]
    for language in ("python", "async", "curl", "javascript", "magic", "what is this"):
        desk.say("code", language=language, text="hello")
        assert "hello" in desk["code"]["text"]
    assert desk["code"]["language"] == "python"
    assert [one["title"] for one in desk["code"]["languages"]] == [
        "Python",
        "async Python",
        "curl",
        "JavaScript",
        "%%omni",
    ]


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


def test_a_view_that_goes_takes_its_form_along_unless_it_comes_again(desk, monkeypatch):
    monkeypatch.setattr(module, "_LINGER_S", 0.02)
    desk.say("seen")
    desk.form.say({"t": "gone"}, [])
    desk.form.say({"t": "seen"}, [])
    desk.settle()
    assert not desk.form.closed
    desk.say("send", text="hello")
    desk.say("gone")
    assert desk.form.closed
    assert desk.composer._bridge.sections["live"] is None
    desk.composer._ipython_display_()
    assert desk.composer._bridge._form is not desk.form
    assert desk.composer._bridge._form.sections["order"] == desk["order"]
    desk.composer.close()


def test_composers_are_not_kept_alive_by_their_widgets(monkeypatch):
    desk = Desktop(monkeypatch)
    gone, form = weakref.ref(desk.composer), desk.form
    desk.composer = None
    desk.until(lambda: gc.collect() is not None and gone() is None)  # a thread may hold it while it ends
    form.say({"t": "send", "text": "anyone?"}, [])
    desk.until(lambda: form.closed)


def test_outside_of_a_notebook_it_says_so(capsys):
    Omni.simulated(show=False).compose()._ipython_display_()
    assert "a composer is shown in notebooks" in capsys.readouterr().out


def test_a_sound_that_the_browser_did_not_play_is_said(desk):
    desk.say("unheard", why="no click")
    assert desk.notice == "The browser did not play it (no click). Click once more."


def test_a_recording_is_added_by_its_own_button(desk):
    desk.say("record")
    recorder = desk.composer._editor._recorder
    assert desk["recorder"] == recorder.model_id
    recorder.clip = Clip(TONE.samples, 24_000)
    recorder._on_message(None, {"t": "use"}, [])
    desk.until(lambda: desk["cards"])
    assert desk["cards"][0]["name"] == "recording.wav"
    assert recorder.clip is None
    desk.composer.close()


def test_wrong_names_of_options_are_said_at_once():
    with pytest.raises(TypeError, match="a composer has no option 'colour'"):
        Omni.simulated().compose(colour="red")


def test_waiting_has_an_end(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    desk.composer.prompt = "你是谁"
    desk.composer.send()
    with pytest.raises(TimeoutError):
        desk.composer.wait(0.05)
    with pytest.raises(ValueError, match="still coming"):
        desk.composer.chat = desk.omni.chat()
    desk.composer.close()
    desk.settle()


def test_a_display_that_fails_leaves_nothing_running(monkeypatch):
    from omni_nb.show.embedded import EmbeddedView

    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    monkeypatch.setattr(EmbeddedView, "tick", lambda self, fold: 1 / 0 if fold.text else None)
    desk.say("send", text="你是谁")
    assert "unexpected ZeroDivisionError" in desk.notice
    assert desk["busy"] == {"on": False}
    assert desk.composer.reply.text


def test_a_page_that_was_loaded_again_is_told_what_it_keeps_no_longer(desk):
    desk.say("ready")
    assert desk.notice == ""
    desk.say("send", text="hello")
    desk.say("ready")
    assert "show the composer again in a cell" in desk.notice
