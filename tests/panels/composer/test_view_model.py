from omni_nb import audio, catalog, image
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.draft import Draft
from omni_nb.panels.composer.draft_check import check
from tests.support.clients import client
from tests.support.media import TONE, picture

FLASH, PLUS = catalog.model("qwen3-omni-flash"), catalog.model("qwen3.5-omni-plus")


def test_what_is_published_of_a_voice_is_said_in_words_and_what_is_not_is_said_beside_the_menu():
    offered = {v["id"]: v for m in (catalog.model("gpt-audio"), PLUS, FLASH) for v in view_model.voices(m, None)}
    assert offered["Jada"]["label"] == "Jada 上海-阿珍 · female · Shanghainese · brisk, energetic"
    assert offered["Cherry"]["about"] == (
        "female · Mandarin, English, French, German, Russian, Italian, Spanish, Portuguese, Japanese, Korean · "
        "sunny, friendly, natural · 开朗、亲切、自然 · as published for the same voice in Qwen-TTS, 2026-11-25"
    )
    assert offered["Tina"] == {
        "id": "Tina",
        "label": "Tina 甜甜 · female",
        "about": "female · languages unknown · as published for this model",
    }
    assert offered["Arda"]["about"] == "gender unknown · Turkish · as published for this model"
    assert offered["alloy"]["about"] == "gender and languages unknown"


def test_where_only_a_dialect_is_published_the_rest_is_unknown():
    offered = {v["id"]: v for v in view_model.voices(PLUS, None)}
    assert offered["Kiki"]["label"] == "Kiki 粤语-阿清 · female · Cantonese"
    assert offered["Kiki"]["about"].startswith("female · Cantonese (other languages unknown) · ")


def test_nothing_that_is_published_is_called_unknown():
    for model in catalog.models():
        for voice, shown in zip(model.voices, view_model.voices(model, None), strict=True):
            assert not (voice.gender and "gender unknown" in shown["about"])
            assert not (voice.speaks and "languages unknown" in shown["about"].replace("(other languages", ""))


def test_a_voice_that_the_model_is_not_known_to_have():
    assert view_model.voices(FLASH, "Nobody")[0] == {
        "id": "Nobody",
        "label": "Nobody",
        "about": "not known for qwen3-omni-flash",
    }
    assert view_model.voices(catalog.model("x"), None) == []


def test_models_are_offered_but_those_of_another_protocol():
    about = view_model.about("k")
    ids = [m["id"] for m in about["models"]]
    assert "qwen3-omni-flash" in ids
    assert all("realtime" not in i for i in ids)
    assert about["id"] == "k"


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
    assert [m["title"] for m in problem["mends"]][-1] == "use qwen3.5-omni-flash, which mixes"
    assert all(m["card"] is None for m in problem["mends"])
    draft.cards = [card_of(image(picture(size=(4, 40))))]
    (problem,) = view_model.check(check(draft, here, ()), ["a"])["problems"]
    assert problem["mends"][0]["card"] == "a"
