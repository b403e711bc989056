import pytest

from omni_nb import Omni, catalog
from omni_nb.kept import notebooks
from omni_nb.panels.composer.asking import Asking
from tests.panels.composer.support import Desktop


@pytest.fixture(autouse=True)
def _unknown(monkeypatch):
    monkeypatch.setattr(notebooks, "_here", set())


@pytest.mark.parametrize("id", ["voice", "image", "audio"])
def test_each_works_at_once_and_then_they_are_gone(monkeypatch, id):
    desk = Desktop(monkeypatch)
    assert [s["id"] for s in desk["starters"]] == ["voice", "image", "audio"]
    desk.say("draft", text="half a thought")
    desk.say("starter", id=id)
    assert desk.notice == ""
    (turn,) = desk.composer.turns
    assert turn.reply.complete
    assert turn.reply.audio is not None
    assert desk["starters"] == []
    assert desk.composer.prompt.text == "half a thought"
    assert Desktop(monkeypatch)["starters"] == []
    monkeypatch.setenv("JPY_SESSION_NAME", "another.ipynb")
    assert len(Desktop(monkeypatch)["starters"]) == 3


def test_the_voice_is_one_with_a_dialect_and_the_drafts_own_stays(monkeypatch):
    desk = Desktop(monkeypatch, modalities=["text"], voice="Ethan")
    desk.say("starter", id="voice")
    assert catalog.model(desk.composer.reply.model).voice(desk.composer.reply.voice).dialect
    assert desk.composer.options["modalities"] == ["text"]


def test_they_are_those_that_the_model_is_known_to_take_and_what_nobody_knows(monkeypatch):
    desk = Desktop(monkeypatch, model="gpt-audio")
    assert [s["id"] for s in desk["starters"]] == ["voice", "audio"]
    for model, ids in (
        ("brand-new", 3),
        ("qwen3.8-omni-flash", 2),
        ("qwen3.5-plus", 0),
        ("qwen3-omni-flash-realtime", 0),
    ):
        desk.say("option", name="model", value=model)
        assert len(desk["starters"]) == ids, model


def test_what_is_offered_would_be_refused_by_no_model(monkeypatch):
    taken = []
    monkeypatch.setattr(Asking, "ask_now", lambda self, prompt, options: taken.append((prompt, options)))
    for model in [m.id for m in catalog.models() if not m.realtime_of]:
        desk = Desktop(monkeypatch, model=model)
        for offered in desk["starters"]:
            desk.say("starter", id=offered["id"])
    assert len(taken) > 20
    for prompt, options in taken:
        assert desk.omni.check(*prompt.parts, **options).problems == (), options


def test_a_question_of_ones_own_takes_them_away_also_after_a_restart(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False))
    desk.say("send", text="hello")
    assert desk["starters"] == []
    notebooks._here.clear()
    assert Desktop(monkeypatch)["starters"] == []


def test_one_that_is_not_offered_is_said(monkeypatch):
    desk = Desktop(monkeypatch)
    desk.say("starter", id="poem")
    assert "no longer available" in desk.notice
