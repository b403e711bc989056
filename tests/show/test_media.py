import base64
import re

import numpy as np
import pytest
from PIL import Image

from omni_nb import Clip, audio, image, video
from omni_nb.prompt.parts import MediaPart, Prompt
from omni_nb.show.media import at_its_best, described, drawn, facts_of, player, thumbnail
from tests.support.media import TONE, picture, video_file


@pytest.mark.parametrize(
    ("part", "facts", "thumb"),
    [
        (image(picture(size=(640, 480))), "640 × 480 · png · ", "data:image/jpeg;base64,"),
        (audio(TONE), "1.0 s · wav · 48 kB", "data:image/svg+xml;base64,"),
        (video(video_file(2.0)), "64 × 48 · 2.0 s · mp4 · ", "data:image/jpeg;base64,"),
        (video([picture()] * 3, fps=1.5), "3 frames, 1.5 a second · ", "data:image/jpeg;base64,"),
        (image("https://example.com/x.png"), "by URL", ""),
        (MediaPart("image", b"broken"), "6 bytes", ""),
    ],
)  # fmt: skip
def test_its_facts_and_its_thumbnail(part, facts, thumb):
    assert facts_of(part).startswith(facts)
    assert thumbnail(part).startswith(thumb)
    assert (thumbnail(part) == "") == (thumb == "")


def test_a_player_survives_what_lab_strips_of_notebooks_that_are_not_trusted():
    data = TONE.encode("mp3")
    html = player(data, "audio/mpeg", "Sound: 1.00 s")
    assert "<source" not in html  # stripped, with the data in it: the player is then grey and says 0:00
    assert f'<audio controls preload="metadata" src="data:audio/mpeg;base64,{base64.b64encode(data).decode()}"' in html
    assert (
        html.count("Sound: 1.00 s") == 3
    )  # title, which Lab keeps; aria-label, which it does not; words for viewers without
    assert "autoplay" not in html


def test_a_name_in_a_player_runs_nothing():
    html = player(b"", "audio/wav", '"><script>x</script>')
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3


def test_a_pictures_shape_is_kept_and_it_is_small():
    html = drawn(image(picture(size=(2_000, 1_000))))
    assert "picture · 2000 × 1000 · png" in html
    (src,) = re.findall('src="data:image/jpeg;base64,([^"]+)"', html)
    assert size_of(base64.b64decode(src)) == (960, 480)
    assert 'data-at="0.0" data-width="2000"' in html
    assert "width:240px;" in html
    assert "width:80px;" in drawn(image(picture(size=(300, 600))))
    assert "width:30px;" in drawn(image(picture(size=(30, 30))))


@pytest.mark.parametrize(
    ("part", "at", "size"),
    [
        (image(picture(size=(2_000, 1_000))), "0.0", (2_000, 1_000)),
        (video(video_file(2.0)), "0.5", (64, 48)),
        (video([picture(size=(90, 60))] * 9, fps=1), "0.5", (90, 60)),
        (image(Image.effect_noise((3_000, 1_500), 90)), "0.0", (2_560, 1_280)),  # 4 MB as it is
        (audio(TONE), "0.0", None),
        (image("https://example.com/x.png"), "0.0", None),
        (video(video_file(2.0)), "0.6", None),
    ],
)  # fmt: skip
def test_what_was_small_is_there_at_its_best(part, at, size):
    found = at_its_best(Prompt.of(part), at)
    assert (found and size_of(found[0])) == size
    assert found is None or found[1] in ("image/png", "image/jpeg")


def test_a_sound_can_be_heard_in_its_own_length():
    html = drawn(audio(TONE))
    (src,) = re.findall('src="data:audio/mpeg;base64,([^"]+)"', html)
    assert Clip.read(base64.b64decode(src)).duration_s == pytest.approx(1.0, abs=0.1)
    assert "sound · 1.0 s · wav · 48 kB" in html
    assert 'data-s="1.000"' in html


def test_a_video_is_a_strip_of_its_frames_and_so_are_frames():
    assert drawn(video(video_file(2.0))).count("<img") == 6
    assert drawn(video([picture()] * 3)).count("<img") == 3
    reds = [picture(colour=(25 * i, 0, 0)) for i in range(9)]
    shown = re.findall('src="data:image/jpeg;base64,([^"]+)"', drawn(video(reds)))
    assert [red_of(base64.b64decode(s)) for s in shown] == pytest.approx([0, 50, 75, 125, 150, 200], abs=3)


def test_a_long_sound_is_drawn_instead_of_played():
    html = drawn(audio(Clip(np.zeros(8_000 * 181, np.int16), 8_000)))
    assert "<audio" not in html
    assert "data:image/svg+xml" in html
    assert "3:01 min" in html


def test_where_the_library_writes_no_mp3_the_sound_is_drawn(monkeypatch):
    def without_mp3(self):
        raise RuntimeError("Format not recognised.")

    monkeypatch.setattr(Clip, "encode_small", without_mp3)
    assert "data:image/svg+xml" in drawn(audio(TONE))


@pytest.mark.parametrize("part", [image("https://example.com/<c>.png"), MediaPart("image", b"broken"), MediaPart("video", b"x"), MediaPart("audio", b"x")])  # fmt: skip
def test_what_cannot_be_drawn_is_words_and_nothing_is_loaded(part):
    html = drawn(part)
    assert "src=" not in html
    assert "<c>" not in html
    assert described(part).split(" · ")[-1] in html


def size_of(data):
    return opened(data).size


def red_of(data):
    return opened(data).getpixel((5, 5))[0]


def opened(data):
    import io

    from PIL import Image

    return Image.open(io.BytesIO(data))


def test_an_unknown_length_and_no_length_are_two_things():
    from omni_nb.prompt.media import MediaInfo
    from omni_nb.prompt.parts import FramesPart

    def facts(seconds):
        info = MediaInfo(kind="video", format="mjpeg", width_px=9, height_px=9, duration_s=seconds)
        return facts_of(MediaPart("video", b"x", None, info, "x"))

    assert "length unknown" in facts(None)
    assert "0.0 s" in facts(0.0)
    assert "rate unknown" in facts_of(FramesPart((image(picture()),), None))
