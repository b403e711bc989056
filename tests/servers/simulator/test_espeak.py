import subprocess
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


def in_a_new_process(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout


def test_without_the_extra_it_is_not_available():
    code = "import sys; sys.modules['espeakng_loader'] = None\nfrom omni_nb.servers.simulator import espeak; print(espeak.available())"
    assert in_a_new_process(code) == "False\n"


@needs_it
def test_it_is_started_once_however_many_come_first_together():
    code = """
import time, threading, espeakng_loader
from omni_nb.servers.simulator import espeak
real, asked = espeakng_loader.get_library_path, []
def slow():
    asked.append(1)
    time.sleep(0.05)
    return real()
espeakng_loader.get_library_path = slow
said = []
def speak(n): said.append(espeak.speak(f"number {n}", voice="en-us", words_per_minute=160, pitch=50) if espeak.available() else None)
threads = [threading.Thread(target=speak, args=(n,)) for n in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
print(len(asked), all(len(clip) for clip in said), len(said))
"""
    assert in_a_new_process(code) == "1 True 8\n"
