import pytest

from omni_nb import audio, catalog, image
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import check
from tests.support.clients import client
from tests.support.media import TONE, picture

FLASH, PLUS = catalog.model("qwen3-omni-flash"), catalog.model("qwen3.5-omni-plus")


def test_what_is_known_of_a_voice_is_one_quiet_line_and_what_is_not_is_left_out():
    offered = {v["id"]: v for m in (catalog.model("gpt-audio"), PLUS, FLASH) for v in view_model.voices(m, None)}
    assert {id: (offered[id]["name"], offered[id]["line"]) for id in ("Jada", "Cherry", "Tina", "Arda", "alloy")} == {
        "Jada": ("Jada 上海-阿珍", "female · Shanghainese · brisk, energetic"),
        "Cherry": ("Cherry 芊悦", "female · 10 languages · sunny, friendly, natural"),
        "Tina": ("Tina 甜甜", "female"),
        "Arda": ("Arda 阿尔达", "Turkish"),
        "alloy": ("alloy", ""),
    }
    assert (offered["Jada"]["group"], offered["Cherry"]["group"]) == ("dialects of Chinese", "")


def test_in_chinese_it_is_said_in_chinese(chinese):
    offered = {v["id"]: v for v in view_model.voices(FLASH, None)}
    assert offered["Jada"]["line"].startswith("女声 · 上海话 · ")
    assert offered["Cherry"]["line"] == "女声 · 10 种语言 · 开朗、亲切、自然"


def test_a_voice_that_the_model_is_not_known_to_have():
    shown = view_model.voices(FLASH, "Nobody")
    assert (shown[0]["id"], shown[0]["line"]) == ("Nobody", "not in the list for qwen3-omni-flash")
    assert [v["line"] for v in view_model.voices(catalog.model("x"), "alloy")] == [
        ""
    ]  # nothing is known, so nothing is said
    assert view_model.voices(catalog.model("x"), None) == []


def test_models_are_offered_but_those_of_another_protocol():
    ids = [m["id"] for m in view_model.models(FLASH, ["own", "own-realtime", "qwen3-omni-flash"])]
    assert ids.count("qwen3-omni-flash") == 1
    assert ids[-1] == "own"
    assert all("realtime" not in i for i in ids)
    assert view_model.models(catalog.model("mine"))[0]["line"] == ""


def test_which_key_sends_is_a_choice_of_four():
    assert view_model.about("k") == {"id": "k", "send_key": None}
    assert view_model.about("k", send_key="ctrl+enter")["send_key"] == "ctrl+enter"
    with pytest.raises(ValueError, match="send_key must be one of both, shift"):
        view_model.about("k", send_key="alt")


def test_why_something_cannot_be_asked_for():
    assert view_model.capabilities(FLASH)["sound"] is True
    assert (
        view_model.capabilities(catalog.model("qwen3.8-omni-flash"))["sound_why"]
        == "qwen3.8-omni-flash answers in text only"
    )
    assert view_model.capabilities(catalog.model("qwen-omni-turbo"))["thinking"] is False


def test_each_problem_comes_with_its_buttons():
    here = client()
    draft = Draft(here, {})
    draft.cards = [card_of(image(picture())), card_of(audio(TONE))]
    shown = view_model.check(check(draft, here, ()), ["a", "b"])
    (problem,) = shown["problems"]
    assert [m["title"] for m in problem["mends"]][-1] == "use qwen3.5-omni-flash, which accepts mixed media"
    assert all(m["card"] is None for m in problem["mends"])
    draft.cards = [card_of(image(picture(size=(4, 40))))]
    (problem,) = view_model.check(check(draft, here, ()), ["a"])["problems"]
    assert problem["mends"][0]["card"] == "a"
