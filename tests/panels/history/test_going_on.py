import pytest

from omni_nb import Omni
from omni_nb.errors import OmniError
from omni_nb.panels.history.going_on import composer_from


@pytest.fixture
def omni():
    return Omni.simulated(pace=0, show=False)


def test_the_conversation_goes_on_with_its_turns_and_settings(omni):
    chat = omni.chat(system="Be brief.")
    chat.ask("one")
    last = chat.ask("two", temperature=0.3, seed=7, voice="Ethan")
    composer = composer_from(last, omni)
    assert [t.prompt.text for t in composer.turns] == ["one", "two"]
    assert composer.reply == last
    assert composer.options == {
        "model": omni.model, "modalities": ["text", "audio"], "voice": "Ethan", "system": "Be brief.", "temperature": 0.3, "seed": 7,
    }  # fmt: skip
    composer.prompt = "three"
    composer.send()
    assert "turn number 3" in composer.wait(60).text


def test_a_cut_answer_is_shown_and_not_remembered(omni):
    with pytest.warns(UserWarning, match="connection was lost"):
        cut = Omni.simulated(pace=0, show=False, fault="cut-mid-sample").ask("hi")
    composer = composer_from(cut, omni)
    assert [t.remembered for t in composer.turns] == [False]


def test_text_alone_stays_text_alone(omni):
    composer = composer_from(omni.ask("hi", modalities=["text"]), omni)
    assert composer.options["modalities"] == ["text"]


def test_a_simulated_one_goes_on_on_the_simulator_whatever_keys_there_are(omni, monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-" + "0" * 30)
    composer = composer_from(omni.ask("hi", modalities=["text"]), None)
    composer.prompt = "and?"
    composer.send()
    assert composer.wait(60).simulated


def test_one_of_a_service_asks_as_omni_does(omni, monkeypatch):
    import dataclasses

    reply = dataclasses.replace(omni.ask("hi", modalities=["text"]), simulated=False)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "not a key\n")
    with pytest.raises((OmniError, ValueError)):
        composer_from(reply, None)


def test_one_of_an_earlier_version_has_its_model_and_voice(omni):
    import dataclasses

    reply = dataclasses.replace(omni.ask("hi"), request=None, prompt="hi", voice="Ethan")
    composer = composer_from(reply, omni)
    assert composer.options["voice"] == "Ethan"
    assert [t.prompt.text for t in composer.turns] == ["hi"]
