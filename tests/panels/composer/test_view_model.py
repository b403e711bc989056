from omni_nb import Omni, audio, catalog, image
from omni_nb.panels.composer import view_model
from omni_nb.panels.composer.draft import Draft, card_of
from tests.support.media import TONE, picture

FLASH = catalog.model("qwen3-omni-flash")


def test_what_is_known_of_a_voice_is_in_the_menu_and_what_is_not_is_said_beside_it():
    offered = {v["id"]: v for m in (FLASH, catalog.model("qwen3.5-omni-plus")) for v in view_model.voices(m, None)}
    assert offered["Cherry"] == {"id": "Cherry", "label": "Cherry 芊悦", "about": "gender and languages unknown"}
    assert offered["Sunny"] == {"id": "Sunny", "label": "Sunny 四川-晴儿 · female · 四川话", "about": "female · 四川话"}
    abouts = {v["about"] for v in offered.values()}
    assert any(a.startswith("gender unknown · ") for a in abouts)
    assert any(a.endswith(" · languages unknown") for a in abouts)


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
    draft = Draft(Omni.simulated()._client, {})
    draft.cards = [card_of(image(picture())), card_of(audio(TONE))]
    shown = view_model.check(draft.check(()), ["a", "b"])
    (problem,) = shown["problems"]
    assert [m["title"] for m in problem["mends"]][-1] == "use qwen3.5-omni-flash, which mixes"
    assert all(m["card"] is None for m in problem["mends"])
    draft.cards = [card_of(image(picture(size=(4, 40))))]
    (problem,) = view_model.check(draft.check(()), ["a"])["problems"]
    assert problem["mends"][0]["card"] == "a"


def test_a_sample_is_said_in_a_language_of_the_voice():
    assert "你好，我是Cherry" in view_model.sample_words(FLASH, "Cherry")
    foreign = next(
        (
            v
            for m in catalog.models()
            for v in m.voices
            if v.speaks and "zh" not in v.speaks and "中" not in v.speaks and "Chinese" not in v.speaks
        ),
        None,
    )
    if foreign is not None:
        model = next(m for m in catalog.models() if m.voice(foreign.id))
        assert "Hello, I am" in view_model.sample_words(model, foreign.id)
