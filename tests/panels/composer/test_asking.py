from omni_nb import Omni, audio, image
from tests.panels.composer.support import Desktop
from tests.support.media import TONE, picture


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
    assert "takes text and one other kind" in desk["check"]["problems"][0]["cause"]
    assert desk.notice == ""  # said once, beside what mends it
    assert ({"t": "shut", "panel": "problems"}, None) in desk.form.told
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


def test_a_display_that_fails_leaves_nothing_running(monkeypatch):
    from omni_nb.show.embedded import EmbeddedView

    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="stall"))
    monkeypatch.setattr(EmbeddedView, "tick", lambda self, fold: 1 / 0 if fold.text else None)
    desk.say("send", text="你是谁")
    assert "unexpected ZeroDivisionError" in desk.notice
    assert desk["busy"] == {"on": False}
    assert desk.composer.reply.text
