import pytest

from omni_nb import audio, image
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft import Draft
from omni_nb.prompt.parts import Prompt
from tests.support.clients import client
from tests.support.media import TONE, picture


def draft(**options):
    return Draft(client(options.pop("of", "qwen3-omni-flash")), options)


def test_options_are_those_of_ask_and_their_defaults_are_the_models():
    assert draft().asking() == {"model": "qwen3-omni-flash", "modalities": ["text", "audio"], "voice": "Cherry"}
    d = draft(voice="Ethan", temperature="0.5", seed=3.0, modalities=["text", "audio"])
    assert d.asking() == {
        "model": "qwen3-omni-flash",
        "modalities": ["text", "audio"],
        "voice": "Ethan",
        "temperature": 0.5,
        "seed": 3,
    }
    d.set_option("modalities", ["text"])
    assert "voice" not in d.asking()
    d.set_option("temperature", None)
    assert "temperature" not in d.asking()
    assert draft(of="qwen3.8-omni-flash").asking()["modalities"] == ["text"]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("temperature", 3, "between 0 and 2"),
        ("max_tokens", 0, "at least 1"),
        ("colour", 1, "no option"),
        ("seed", "x", "seed must be a whole number, got 'x'"),
        ("seed", 3.7, "seed must be a whole number, got 3.7"),
        ("seed", float("inf"), "seed must be a whole number, got inf"),
        ("seed", True, "seed must be a whole number, got True"),
        ("max_tokens", "", "max_tokens must be a whole number, got ''"),
        ("temperature", "abc", "temperature must be a number, got 'abc'"),
        ("temperature", "0,5", "write a point, not a comma"),
        ("temperature", float("nan"), "between 0 and 2"),
        ("temperature", True, "must be a number, got True"),
        ("model", 3, "model must be text, got 3"),
        ("voice", 3.5, "voice must be text, got 3.5"),
        ("system", 5, "system must be text, got 5"),
        ("sound", "no", "sound must be True or False, got 'no'"),
        ("thinking", "yes", "thinking must be True or False, got 'yes'"),
    ],
)
def test_options_that_make_no_sense(name, value, why):
    d = draft()
    with pytest.raises((ValueError, TypeError), match=why):
        d.set_option(name, value)
    assert d.options == {}


def test_another_model_brings_its_own_voice():
    d = draft(voice="Cherry")
    d.set_option("model", "qwen3.5-omni-flash")
    assert d.voice == d.model.default_voice == "Tina"
    d.set_option("voice", "Ethan")
    d.set_option("model", "qwen3-omni-flash")
    assert d.voice == "Ethan"  # both have that one
    d.set_option("model", "my-own-model")
    d.set_option("voice", "Me")
    assert d.asking()["voice"] == "Me"


def test_it_holds_a_prompt_and_gives_it_back():
    d = draft()
    prompt = Prompt.of(image(picture()), audio(TONE), "what?")
    d.fill(prompt.text, [card_of(part) for part in prompt.media])
    assert d.prompt() == prompt
    first = d.cards[0]
    d.move(first.id, 1)
    assert [p.kind for p in d.prompt().media] == ["audio", "image"]
    d.move("nobody", 0)
    d.remove(first.id)
    assert [p.kind for p in d.prompt().media] == ["audio"]
    assert d.card(first.id) is None


def test_a_card_takes_the_place_of_the_one_with_its_id_or_comes_last():
    d = draft()
    for id in ("a", "b"):
        d.put(Card(id=id, name=id, state="coming"))
    d.put(Card(id="a", name="whole"))
    assert [(c.id, c.name) for c in d.cards] == [("a", "whole"), ("b", "b")]


def test_new_words_and_cards_are_one_turn_again():
    d = draft()
    d.split = True
    d.fill("words", ())
    assert (d.text, d.cards, d.split) == ("words", [], False)
