"""The door to libsndfile: what is in a file, told without decoding where the header knows."""

import io

import numpy as np
import pytest
import soundfile

from omni_nb.errors import MediaError
from omni_nb.sound import files
from omni_nb.sound.files import SoundInfo, probe


def written(fmt, subtype, *, n=16_000, channels=1, peak=0.5, rate=16_000):
    x = peak * np.sin(2 * np.pi * 440 * np.arange(n) / rate)
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate, channels, subtype, format=fmt) as sink:
        sink.write(np.stack([x] * channels, axis=1))
    return out.getvalue()


def flac_without_length(**kwargs):
    data = bytearray(written("FLAC", "PCM_16", **kwargs))
    streaminfo = int.from_bytes(data[18:26], "big")
    data[18:26] = (streaminfo >> 36 << 36).to_bytes(8, "big")
    return bytes(data)


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
    with pytest.raises(MediaError, match=r"at most 15,000 are read, which are 3 hours") as caught:
        probe(flac_without_length())
    assert caught.value.code == "sound_too_long"
    assert "Cut it" in caught.value.repair
    assert probe(written("FLAC", "PCM_16")).duration_s == 1.0  # its header says so; nothing is decoded


def test_too_much_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    with pytest.raises(MediaError, match="16,000 samples in 1 channel"):
        next(files.blocks(written("FLAC", "PCM_16")))
    with pytest.raises(MediaError, match="5,000 samples in 8 channel"):
        next(files.blocks(written("WAV", "PCM_16", n=5_000, channels=8)))
