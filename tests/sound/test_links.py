"""Files that are several in a row are read to the end."""

import numpy as np
import pytest

from omni_nb.sound.clip import Clip
from omni_nb.sound.files import probe
from omni_nb.sound.links import links
from tests.support.sounds import written


@pytest.mark.parametrize(("fmt", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("WAV", "PCM_16"), ("WAV", "FLOAT")])
def test_joined_files_are_read_to_the_end(fmt, subtype):
    quiet, loud = written(fmt, subtype, peak=0.1), written(fmt, subtype, peak=0.5)
    assert links(quiet + loud) == (quiet, loud)
    assert probe(quiet + loud).duration_s == 2.0
    clip = Clip.read(quiet + loud)
    assert clip.duration_s == 2.0
    assert np.abs(clip.samples[5_000:15_000]).max() == pytest.approx(3_277, rel=0.2)
    assert np.abs(clip.samples[21_000:31_000]).max() == pytest.approx(16_384, rel=0.2)


def test_a_link_at_another_rate_goes_on_at_the_first():
    clip = Clip.read(written("OGG", "VORBIS") + written("OGG", "VORBIS", rate=48_000, n=48_000))
    assert (clip.sample_rate, clip.duration_s) == (16_000, pytest.approx(2.0, abs=0.01))


def test_a_chain_with_a_link_that_is_cut_has_no_known_length():
    one = written("OGG", "VORBIS")
    assert probe(one + one[: len(one) * 9 // 10]).duration_s is None


@pytest.mark.parametrize("fmt", ["OGG", "WAV", "FLAC"])
def test_one_file_is_left_as_it_is(fmt):
    data = written(fmt, {"OGG": "VORBIS"}.get(fmt, "PCM_16"))
    assert links(data) == (data,)
    assert links(data)[0] is data


def test_damage_between_pages_does_not_end_a_chain():
    one = written("OGG", "VORBIS")
    assert len(links(one + b"damage" + one)) == 2
    assert links(b"OggS") == (b"OggS",)
    assert links(b"RIFF\0\0\0\0WAVE" * 3) == (b"RIFF\0\0\0\0WAVE" * 3,)


def test_thousands_of_links_are_not_a_chain_but_an_attack():
    one = written("WAV", "PCM_16", n=1)
    assert len(links(one * 10_001)) == 1
