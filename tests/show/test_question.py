import re

import pytest

from omni_nb import audio, image, video
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.show.question import about, asked, in_words, plain
from tests.support.media import TONE, picture, video_file

MIXED = Prompt.of(image(picture(size=(640, 480))), audio(TONE), "what are <these>?")


def test_what_was_asked_about_in_three_ways():
    bundle = about(MIXED)
    html = bundle["text/html"]
    assert (html.count("<img"), html.count("<audio"), html.count("<script")) == (
        2,
        1,
        1,
    )  # the picture, the sound's own
    assert "these" not in bundle["text/html"]  # the words stand in the cell
    assert bundle["text/plain"].splitlines()[1] == "[sound: 1.0 s · wav · 48 kB]"
    assert "*picture · 640 × 480 · png · " in bundle["text/markdown"]


def test_before_it_is_drawn_the_words_are_the_same():
    early, late = in_words(MIXED), about(MIXED)
    assert "<img" not in early["text/html"]
    assert "640 × 480" in early["text/html"]
    assert (early["text/plain"], early["text/markdown"]) == (late["text/plain"], late["text/markdown"])


def test_many_media_are_folded_and_counted():
    many = Prompt.of(*[image(picture())] * 3, audio(TONE))
    assert "<details><summary" in about(many)["text/html"]
    assert "asked about 3 pictures, 1 sound" in about(many)["text/html"]
    assert "<details" not in about(Prompt.of(*[image(picture())] * 3))["text/html"]


def test_a_files_name_is_inert_everywhere(tmp_path):
    (tmp_path / "<img src=x onerror=alert(1)>[a](b).png").write_bytes(picture())
    prompt = Prompt.of(next(tmp_path.iterdir()), "?")
    for bundle in (about(prompt), in_words(prompt)):
        assert "<img src=x" not in bundle["text/html"] + bundle["text/markdown"]
        assert "[a](b)" not in bundle["text/markdown"]


def test_what_was_asked_shows_its_media_and_hides_nothing_that_could_run():
    html = asked(
        Prompt.of(
            image(picture()),
            video(video_file(2.0)),
            video([picture()] * 2),
            image("https://example.com/c.png"),
            "<script>x</script>",
        )
    )
    assert html.count("<img") == 9  # one picture, six frames of the video, two frames
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "example.com" not in html.replace("c.png", "")  # nothing is loaded from elsewhere
    assert "<audio" in asked(Prompt.of(audio(TONE), "?"))
    assert asked(Prompt(())) == ""


def test_the_whole_question_in_one_line():
    assert plain(MIXED).startswith("[picture: 640 × 480 · png")
    assert plain(MIXED).endswith("what are <these>?")


@pytest.mark.parametrize(
    ("text", "first", "more"),
    [
        ("short", "short", ""),
        ("\n".join(map(str, range(12))), "11</div>", ""),
        ("\n".join(map(str, range(40))), "5</div>", "34 lines"),
        ("word " * 180, "word </div>", ""),
        ("word " * 400, "word</div>", "characters"),
        ("x" * 2_000, "x" * 400 + "</div>", "1,600 characters"),
        ("x" * 390 + "\n    indented" + "\ny" * 30, "x</div>", "31 lines"),
    ],
)
def test_a_long_question_is_folded_and_whole(text, first, more):
    html = asked(Prompt.of(TextPart(text)))
    assert first in html.partition("<details>")[0]
    assert ("<details>" in html) == bool(more)
    assert more in html
    assert "indented" not in text or "    indented" in html
    shown = "".join(re.findall(r'<div dir="auto"[^>]*>(.*?)</div>', html, re.DOTALL))
    assert "".join(shown.split()) == "".join(text.split())
