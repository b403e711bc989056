import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.servers.cassette import sounds
from tests.support.media import TONE

PCM = TONE.samples.tobytes()


def b64(data):
    return base64.b64encode(data).decode()


def test_sound_goes_out_and_comes_back_to_the_letter():
    chunk = {"a": [{"data": b64(PCM[:301])}, {"text": "words", "data": b64(PCM[301:999])}], "n": 1}
    sound = bytearray()
    lean = sounds.taken_out(chunk, sound)
    assert lean == {"a": [{"data": {"$sound": [0, 301]}}, {"text": "words", "data": {"$sound": [301, 698]}}], "n": 1}
    for separators in ((",", ":"), (", ", ": ")):
        text = json.dumps(lean, separators=separators)
        assert sounds.put_back(text, bytes(sound)) == json.dumps(chunk, separators=separators)


@pytest.mark.parametrize(
    "data",
    [PCM, PCM[:-1], PCM[:301], np.random.default_rng(1).bytes(5_001), b"RIFF" + PCM, b"\0" * 9_999, TONE.encode("mp3")],
)
def test_whatever_it_is_the_file_gives_it_back(data):
    name, file = sounds.packed(data)
    assert sounds.unpacked(name, file, len(data)) == data
    assert len(file) <= len(data)


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_come_back(data):
    name, file = sounds.packed(data)
    assert sounds.unpacked(name, file, len(data)) == data


def test_speech_is_kept_as_flac_and_noise_as_it_is():
    assert sounds.packed(PCM)[0].endswith(".flac")
    assert sounds.packed(np.random.default_rng(1).bytes(5_000))[0].endswith(".bin")


@pytest.mark.parametrize("text", [b64(PCM)[:-1], b64(PCM)[:400] + "=" + b64(PCM)[400:403], b64(PCM)[:200] + "\n" + b64(PCM)[:203], b64(PCM[:30]), "words " * 50, "QUJD" * 31 + "QUJDREX="])  # fmt: skip
def test_what_would_not_come_back_to_the_letter_stays(text):
    sound = bytearray()
    assert sounds.taken_out({"data": text}, sound) == {"data": text}
    assert not sound


@pytest.mark.parametrize("place", [[0, 10**9], [-1, 2], [0], "x", None, [0.5, 1], [True, 1]])
def test_a_place_that_is_none_is_told(place):
    with pytest.raises(ValueError, match="sound"):
        sounds.put_back(json.dumps({"data": {"$sound": place}}), PCM)


def test_words_that_look_like_a_place_are_words():
    text = json.dumps({"data": '{"$sound": [0, 4]}'})
    assert sounds.put_back(text, PCM) == text


def test_a_file_that_is_another_is_not_taken():
    name, file = sounds.packed(PCM)
    other = sounds.packed(PCM[2:])[1]
    assert sounds.unpacked(name, other, len(PCM)) is None
    assert sounds.unpacked(name, file[:100], len(PCM)) is None
    assert sounds.unpacked(name, b"", len(PCM)) is None
    assert sounds.unpacked(name, file, len(PCM) - 2) is None


def test_a_secret_in_disguise_is_no_sound():
    hidden = b64(b"my secret " * 40)
    sound = bytearray()
    assert sounds.taken_out({"data": hidden}, sound, secret=lambda text: "secret" in text) == {"data": ""}
    assert not sound
