import sys

import pytest

from omni_nb.servers.simulator import espeak

needs_it = pytest.mark.skipif(
    not espeak.available(), reason="NOT TRIED: espeak-ng is not installed, so no real speech was tested"
)
SAY = {"words_per_minute": 160, "pitch": 50}


@needs_it
def test_it_speaks_and_the_same_words_sound_the_same():
    one = espeak.speak("hello there", voice="en-us", **SAY)
    assert one.sample_rate == 22_050
    assert 0.4 < one.duration_s < 3
    assert espeak.speak("hello there", voice="en-us", **SAY) == one


@needs_it
def test_an_unknown_variant_or_voice_still_speaks():
    assert espeak.speak("hello", voice="en-us+nobody", **SAY).duration_s > 0.2
    assert espeak.speak("hello", voice="klingon", **SAY).duration_s > 0.2


@needs_it
def test_nothing_to_say_is_an_empty_clip():
    assert len(espeak.speak("", voice="en-us", **SAY)) < 22_050


def test_without_the_extra_it_is_not_available(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    espeak._library.cache_clear()
    try:
        assert not espeak.available()
    finally:
        monkeypatch.undo()
        espeak._library.cache_clear()
