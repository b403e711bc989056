"""The door to libsndfile: what is in a file, told without decoding where the header knows."""

import io

import numpy as np
import pytest

from omni_nb.errors import MediaError
from omni_nb.sound import files
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import SoundInfo, probe, rate_for, write
from tests.support.sounds import flac_without_length, written


@pytest.mark.parametrize(
    ("fmt", "subtype", "name"),
    [
        ("WAV", "PCM_16", "wav"), ("WAVEX", "FLOAT", "wav"), ("RF64", "PCM_24", "rf64"), ("AIFF", "FLOAT", "aiff"),
        ("FLAC", "PCM_16", "flac"), ("OGG", "VORBIS", "ogg"), ("OGG", "OPUS", "ogg"), ("MP3", "MPEG_LAYER_III", "mp3"),
        ("CAF", "ALAC_16", "caf"), ("AU", "ULAW", "au"), ("MAT5", "DOUBLE", "mat"),
    ],
)  # fmt: skip
def test_a_sound_file_is_told_by_content(fmt, subtype, name):
    info = probe(written(fmt, subtype, channels=2))
    assert info == SoundInfo(format=name, sample_rate=16_000, channels=2, duration_s=1.0)


def test_where_the_header_tells_no_length_the_samples_are_counted():
    assert probe(flac_without_length()).duration_s == 1.0


def test_a_length_that_cannot_be_counted_is_unknown_and_not_0():
    assert probe(flac_without_length()[:-1_000]).duration_s is None
    flac = written("FLAC", "PCM_16")
    assert [probe(flac[:n]).duration_s for n in (len(flac), len(flac) - 1, len(flac) // 2)] == [1.0, None, None]
    ogg = written("OGG", "VORBIS")
    assert probe(ogg[: len(ogg) * 9 // 10]).duration_s is None


@pytest.mark.parametrize("data", [b"", b"not sound", bytes(5_000), b"\x00\x00\x03\x20" * 500, b"\x01\x04" * 500])
def test_what_is_no_sound_file_is_none(data):
    assert probe(data) is None


def test_a_rate_that_makes_no_sense_is_no_sound():
    wav = bytearray(written("WAV", "PCM_16"))
    wav[24:28] = (7).to_bytes(4, "little")
    assert probe(bytes(wav)) is None


def test_too_much_is_refused_while_it_is_counted(monkeypatch):
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    with pytest.raises(MediaError, match=r"at most 15,000 are read, which is 3 hours") as caught:
        probe(flac_without_length())
    assert caught.value.code == "sound_too_long"
    assert "Trim it" in caught.value.repair
    assert probe(written("FLAC", "PCM_16")).duration_s == 1.0  # its header says so; nothing is decoded


def test_a_flac_without_length_is_read_to_its_end():
    assert sum(len(block) for _, block in files.blocks(flac_without_length())) == 16_000


def test_of_one_that_holds_nothing_the_rate_is_known_where_nothing_is_meant():
    assert [(rate, block.shape) for rate, block in files.blocks(written("WAV", "FLOAT", n=0, channels=2))] == [
        (16_000, (0, 2))
    ]
    with pytest.raises(files.Unread):
        list(files.blocks(written("OGG", "VORBIS", n=0)))


def test_a_sound_that_libsndfile_gives_up_on_is_for_somebody_else():
    with pytest.raises(files.Unread):
        list(files.blocks(written("FLAC", "PCM_16")[:-1_000]))


def test_too_much_in_a_header_that_lies_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    with pytest.raises(MediaError, match="3 hours"):
        list(files.blocks(flac_without_length()))
    two = written("WAV", "PCM_16", n=10_000) * 2  # each is little enough
    with pytest.raises(MediaError, match="20,000 samples"):
        list(files.blocks(two))


@pytest.mark.parametrize(
    ("fmt", "rate", "written_at"),
    [
        ("wav", 768_000, 768_000), ("flac", 768_000, 384_000), ("flac", 44_056, 44_056), ("ogg", 384_000, 192_000),
        ("ogg", 1_000, 1_000), ("mp3", 44_056, 44_100), ("mp3", 768_000, 48_000), ("mp3", 1_000, 8_000),
        ("opus", 44_100, 48_000), ("opus", 9_000, 12_000),
    ],
)  # fmt: skip
def test_every_format_is_written_at_a_rate_that_it_knows(fmt, rate, written_at):
    assert rate_for(fmt, rate) == written_at
    out = io.BytesIO()
    write(out, fmt, written_at, [np.full(999, 1_000, np.int16)])
    info = probe(out.getvalue())
    assert (info.sample_rate, info.channels) == (written_at, 1)


def test_the_beginning_of_what_is_too_long_can_be_had(monkeypatch):
    data = written("FLAC", "PCM_16", n=80_000)
    monkeypatch.setattr(files, "MOST_VALUES", 150_000)
    monkeypatch.setattr(files, "BLOCK_VALUES", 16_000)
    with pytest.raises(MediaError, match="3 hours"):
        Clip.read(data)
    assert Clip.read(data, most_s=1.5).duration_s == 2.0


def test_too_much_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    with pytest.raises(MediaError, match="16,000 samples in 1 channel"):
        next(files.blocks(written("FLAC", "PCM_16")))
    with pytest.raises(MediaError, match="5,000 samples in 8 channel"):
        next(files.blocks(written("WAV", "PCM_16", n=5_000, channels=8)))


@pytest.mark.parametrize(
    ("rate_hz", "written_hz"), [(65_535, 65_535), (65_536, 65_540), (96_000, 96_000), (383_999, 384_000)]
)
def test_a_flac_above_16_bits_of_rate_has_one_in_tens_of_hz(rate_hz, written_hz):
    clip = Clip(np.arange(-500, 500, dtype=np.int16), rate_hz)
    assert Clip.read(clip.encode("flac")).sample_rate == rate_for("flac", rate_hz) == written_hz
