"""MP3s as they come: streamed, joined, cut, tagged. What libsndfile is given tells how long they are."""

import struct

import numpy as np
import pytest

from omni_nb.sound.clip import Clip
from omni_nb.sound.files import probe
from omni_nb.sound.mp3 import with_true_count
from tests.support.sounds import sine, written


def without_count(mp3):
    """As a stream is: no frame that says how many follow."""
    at = max(mp3.find(b"Xing"), mp3.find(b"Info"))
    return mp3[:at] + bytes(4) + mp3[at + 4 :]


def id3(size, footer=False):
    return b"ID3\x04\0" + bytes([0x10 if footer else 0, 0, 0, size >> 7, size & 127]) + bytes(size + 10 * footer)


# rates of the three versions; one and two channels
@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_stream_without_a_count_is_as_long_as_its_frames(rate, channels):
    # a quiet beginning has small frames: from the first one alone the length would be guessed far too long
    x = np.concatenate([np.zeros(rate), sine(2 * rate, rate)])
    whole = written("MP3", "MPEG_LAYER_III", rate=rate, channels=channels, samples=np.stack([x] * channels, 1))
    clip = Clip.read(without_count(whole))
    assert clip.duration_s == pytest.approx(3.0, abs=0.25)
    assert probe(without_count(whole)).duration_s == pytest.approx(clip.duration_s, abs=0.1)
    assert np.abs(clip.samples).max() == pytest.approx(16_384, rel=0.1)


def test_a_whole_file_is_left_as_it_is():
    data = written("MP3", "MPEG_LAYER_III")
    assert with_true_count(data) is data
    tagged = id3(300) + data + b"TAG" + bytes(125)
    assert with_true_count(tagged) is tagged
    assert probe(tagged).duration_s == 1.0


def test_several_tags_in_front_are_passed_over():
    data = written("MP3", "MPEG_LAYER_III")
    assert probe(id3(300) + id3(5) + data).duration_s == 1.0
    assert probe(id3(300, footer=True) + data).duration_s == 1.0


def test_joined_files_are_as_long_as_both():
    one = written("MP3", "MPEG_LAYER_III")
    for joined in (one + one, one + id3(40) + one, id3(9) + one + b"TAG" + bytes(125) + one):
        assert probe(joined).duration_s == pytest.approx(2.0, abs=0.2)
        assert Clip.read(joined).duration_s == pytest.approx(2.0, abs=0.2)


def test_a_cut_file_is_as_long_as_what_is_left():
    data = written("MP3", "MPEG_LAYER_III", n=48_000)
    cut = data[: len(data) // 2]
    assert 1.2 < probe(cut).duration_s < 1.6
    assert Clip.read(cut).duration_s == pytest.approx(probe(cut).duration_s, abs=0.01)


def test_a_count_without_the_size_is_compared_with_the_frames():
    data = bytearray(written("MP3", "MPEG_LAYER_III"))
    at = max(data.find(b"Xing"), data.find(b"Info"))
    frames = struct.unpack_from(">I", data, at + 8)[0]
    struct.pack_into(">II", data, at + 4, 1, frames)
    assert with_true_count(bytes(data)) == bytes(data)
    struct.pack_into(">II", data, at + 4, 1, frames // 2)
    assert probe(bytes(data)).duration_s == pytest.approx(1.0, abs=0.1)
    struct.pack_into(">I", data, at + 4, 0)  # a head that counts nothing
    assert probe(bytes(data)).duration_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"ID3", b"ID3\x04\0\0\0\0\0\0", b"\xff\xfb", b"\xff\xfb\x00\x00" * 9, b"\xff\xfb\xf0\x00" * 9,
        b"\xff\xfb\x9c\x00" * 9, b"\xff\xfb\x90\x00", b"RIFF", b"fLaC" + bytes(50),
    ],
)  # fmt: skip
def test_what_has_no_frames_is_left_as_it_is(data):
    assert with_true_count(data) is data


def test_the_search_for_frames_ends():
    data = without_count(written("MP3", "MPEG_LAYER_III", n=1_000))
    noise = data + b"\xff\xfb\x00\x00" * 30_000  # what looks like frames and is none
    assert probe(noise).duration_s < 1
