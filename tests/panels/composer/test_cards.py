from omni_nb import audio, image
from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.cards import Card, inline_note
from omni_nb.prompt.parts import MediaPart
from tests.support.media import TONE


def test_how_it_looks_to_the_form():
    look = card_of(audio(TONE), id="a", name="x.wav").look(bad=True)
    assert (look["kind"], look["listen"], look["bad"], look["state"]) == ("audio", True, True, "ready")
    coming = Card(id="b", name="y", state="coming", size=5_000_000).look()
    assert (coming["kind"], coming["facts"], coming["listen"]) == ("file", "5.0 MB", False)


def test_what_is_too_heavy_to_travel_inline_says_so():
    assert "more than 7.5 MB" in inline_note(MediaPart("audio", bytes(8_000_000)))
    assert inline_note(audio(TONE)) == inline_note(image("https://example.com/x.png")) == ""


def test_a_name_that_turns_its_ending_round_is_seen_through():
    look = Card(id="a", name="cat\u202egnp.exe", note="x\x1b", error="y\u200b").look()
    assert (look["name"], look["note"], look["error"]) == ("cat�gnp.exe", "x�", "y�")
