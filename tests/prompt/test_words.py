"""Words as they can be sent, and names of media in them."""

import pytest

from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.words import beside, kind_of_url, lost, named, sendable


def test_half_a_character_is_said_to_be_lost_and_a_whole_one_is_joined():
    prompt = Prompt.of("a \ud83d\ude00 b \ud800 c")
    assert prompt.parts == (TextPart("a 😀 b � c"),)
    assert prompt.notes == ("1 half character(s) in the text cannot be sent and were replaced by �",)
    assert TextPart("\udc00").text == "�"
    assert sendable("\ufffd") == "\ufffd"
    assert Prompt.of("� is fine").notes == ()
    assert lost("a") is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.example/b.PNG?x=.mp3#y", "image"), ("https://a.example/b.opus", "audio"), ("oss://b/c.m4v", "video"),
        ("https://a.example/b", None), ("https://a.example/b.php?f=c.png", None), ("https://a.example/b.txt", None),
    ],
)  # fmt: skip
def test_of_a_url_the_ending_decides(url, kind):
    assert kind_of_url(url) == kind


def test_a_name_of_a_medium_has_more_than_its_ending():
    assert named("照片.JPEG")
    assert not named(".png")
    assert not named("a.png ")
    assert not named("folder/.wav")


def test_words_that_name_media_are_told_that_none_go_along():
    assert "does not see its content" in beside("see https://a.example/x.png please")
    assert "data URL" in beside("look: data:image/png;base64," + "A" * 80)
    assert "without the file" in beside("Describe my cat.png")
    assert beside("How do I make a.wav of b.mp3 with ffmpeg?") is None
