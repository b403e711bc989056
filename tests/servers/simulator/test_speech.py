import numpy as np
import pytest

from omni_nb import catalog
from omni_nb.servers.simulator import espeak, speech


@pytest.fixture(params=["espeak", "babble"])
def engine(request, monkeypatch):
    if request.param == "babble":
        monkeypatch.setattr(espeak, "available", lambda: False)
    elif not espeak.available():
        pytest.skip("NOT TRIED: espeak-ng is not installed, so no real speech was tested")
    return request.param


@pytest.mark.parametrize("words", ["你好，世界。", "Hello, world.", "123", "…"])
def test_it_always_sounds(engine, words):
    clip = speech.speak(words, "Cherry")
    assert clip.sample_rate == 24_000
    assert words == "…" or np.abs(clip.samples).max() > 1_000


def test_nothing_to_say_is_no_sound(engine):
    assert len(speech.speak("```\ncode\n```", "Cherry")) == 0


def test_voices_sound_apart(engine):
    one, two = (speech.speak("Hello there, how are you", v) for v in ("Cherry", "Ethan"))
    assert one != two


def test_each_voice_keeps_its_character():
    assert speech.character("Cherry") == speech.character("Cherry")
    ids = [v.id for v in catalog.model("qwen3-omni-flash").voices]
    assert len({speech.character(v) for v in ids}) > 0.9 * len(ids)
    assert speech.character("Kiki").cantonese
    assert not speech.character("Jada").cantonese  # she speaks Shanghainese, which espeak-ng does not
    assert all(speech.character(v.id).pitch < 55 for v in catalog.default_model().voices if v.gender == "male")
    assert all(speech.character(v.id).pitch >= 45 for v in catalog.default_model().voices if v.gender == "female")
    assert not speech.character("nobody").cantonese


@pytest.mark.parametrize(
    ("text", "language"),
    [("你好", "cmn"), ("hello", "en-us"), ("こんにちは世界", "ja"), ("안녕", "ko"), ("Привет", "ru"), ("我是 omni_nb 自带的", "cmn"), ("the 字 in a long English sentence", "en-us")],
)  # fmt: skip
def test_the_script_tells_the_language(text, language):
    assert speech.language_of(text) == language


def test_marks_of_markdown_are_not_read_out():
    assert speech.spoken("# Hi\n\n- **a** [b](http://x)\n\n| c | d |\n|---|---|\n\n```py\nx\n```") == "Hi a b c d"
