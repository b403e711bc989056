import pytest

from omni_nb import audio, image, video
from omni_nb.panels.cards import Card, facts_of, inline_note, length, thumbnail, weight
from omni_nb.panels.draft import card_of
from omni_nb.prompt.parts import MediaPart
from tests.support.media import TONE, film, picture


@pytest.mark.parametrize(
    ("part", "facts", "thumb"),
    [
        (image(picture(size=(640, 480))), "640 × 480 · png · ", "data:image/jpeg;base64,"),
        (audio(TONE), "1.0 s · wav · 48 kB", "data:image/svg+xml;base64,"),
        (video(film(2.0)), "64 × 48 · 2.0 s · mp4 · ", "data:image/jpeg;base64,"),
        (video([picture()] * 3, fps=1.5), "3 frames, 1.5 a second · ", "data:image/jpeg;base64,"),
        (image("https://example.com/x.png"), "by URL", ""),
        (MediaPart("image", b"broken"), "6 bytes", ""),
    ],
)  # fmt: skip
def test_what_a_card_says_and_shows(part, facts, thumb):
    assert facts_of(part).startswith(facts)
    assert thumbnail(part).startswith(thumb)
    assert (thumbnail(part) == "") == (thumb == "")


def test_how_it_looks_to_the_form():
    look = card_of(audio(TONE), id="a", name="x.wav").look(bad=True)
    assert (look["kind"], look["listen"], look["bad"], look["state"]) == ("audio", True, True, "ready")
    coming = Card(id="b", name="y", state="coming", size=5_000_000).look()
    assert (coming["kind"], coming["facts"], coming["listen"]) == ("file", "5.0 MB", False)


def test_numbers_as_people_read_them():
    assert [weight(n) for n in (12, 1_200, 3_400_000)] == ["12 bytes", "1 kB", "3.4 MB"]
    assert [length(t) for t in (3.21, 75)] == ["3.2 s", "1:15 min"]


def test_what_is_too_heavy_to_travel_inline_says_so():
    assert "more than 7.5 MB" in inline_note(MediaPart("audio", bytes(8_000_000)))
    assert inline_note(audio(TONE)) == inline_note(image("https://example.com/x.png")) == ""


def test_a_name_that_turns_its_ending_round_is_seen_through():
    look = Card(id="a", name="cat\u202egnp.exe", note="x\x1b", error="y\u200b").look()
    assert (look["name"], look["note"], look["error"]) == ("cat�gnp.exe", "x�", "y�")
