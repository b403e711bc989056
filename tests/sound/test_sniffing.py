import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.sound.clip import Clip
from omni_nb.sound.sniffing import container, frame_bytes, is_samples, wav_codec
from tests.sound.test_pcm import PCM, wav
from tests.support.media import TONE

ADTS = bytes([0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC]) + b"\0" * 9  # 16 bytes, 44.1 kHz, mono
MP3 = bytes([0xFF, 0xFB, 0x90, 0x00]) + b"\0" * 413  # MPEG 1, layer III, 128 kbit/s at 44.1 kHz


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        *((TONE.encode(f), k) for f, k in (("wav", "wav"), ("mp3", "mp3"), ("flac", "flac"), ("ogg", "ogg"), ("opus", "ogg"))),
        (b"ID3\x04\0\0\0\0\0\0", "mp3"), (b"RF64\xff\xff\xff\xffWAVEds64", "rf64"), (b"RIFX\0\0\0\0WAVEfmt ", "rifx"),
        (b"\0\0\0\x18ftypM4A ", "m4a"), (b"\x1aE\xdf\xa3\x9fB\x86\x81", "webm"), (b"FORM\0\0\0\0AIFCFVER", "aiff"),
        (b"caff\0\1\0\0desc", "caf"), (b".snd\0\0\0\x18\0\0\0\0", "au"), (b"#!AMR\n", "amr"), (ADTS * 3, "aac"), (MP3 * 3, "mp3"),
        (PCM.tobytes(), ""), (b"\0" * 40, ""), (b"\xff\xff" * 40, ""), (b"\xff\xfb\x90" + b"\x11" * 900, ""), (b"RIFF\0\0\0\0notawave", ""),
        (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"), (b"RIFF\1\0\0\0WEBPVP8 ", "webp"), (b"PK\3\4\x14\0", "zip"),
        (b"\x1f\x8b\x08\0\0", "gzip"), (b"<!DOCTYPE html><title>Sign in, please</title>", "text"), (b'{"error": {"message": "no sound today"}}', "text"),
        ('{"code": 1, "message": "今天没有声音"}'.encode(), "text"), (b"hello \0\0" * 8, ""),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_what_it_is_however_few_come_at_once(head, kind):
    told = [container(head[:n]) for n in range(1, len(head))]
    assert container(head) == kind
    assert set(told) <= {None, kind}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", ""),
        (b"Ogg", ""),
        (b"\xff", ""),
        (b"\xff\xfb", ""),
        (MP3, "mp3"),
        (MP3[:-1], ""),
        (ADTS, "aac"),
        (b"fLaC", "flac"),
        (b"not sound", "text"),
        (b"null", ""),
    ],
)
def test_when_nothing_more_comes_it_is_decided(head, kind):
    assert container(head, whole=True) == kind


def test_random_samples_are_no_file():
    rng = np.random.default_rng(7)
    assert not any(container(b"\xff" + rng.bytes(3_000), whole=True) for _ in range(3_000))


@given(st.binary(max_size=80))
def test_any_bytes_are_something(data):
    assert container(data, whole=True) is not None


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (MP3, 417), (ADTS, 16), (bytes([0xFF, 0xF3, 0x84, 0xC4, 0, 0]), 192), (bytes([0xFF, 0xFD, 0x90, 0, 0, 0]), 522), (bytes([0xFF, 0xFF, 0x90, 0, 0, 0]), 312),
        (bytes([0xFF, 0xF5, 0x90, 0, 0, 0]), 522), (b"\xff\xfb\x00\0\0\0", 0), (b"\xff\xfb\xf0\0\0\0", 0), (b"\xff\xfb\x9c\0\0\0", 0), (b"\xff\xeb\x90\0\0\0", 0),
        (b"\xff\xf1\x7c\0\0\xff", 0), (b"\xff\xf1\x50\0\0\0", 0), (b"\0\0\0\0\0\0", 0), (b"\xff\x00\0\0\0\0", 0),
    ],
)  # fmt: skip
def test_the_length_of_a_frame(head, length):
    assert frame_bytes(head) == length


def test_which_wavs_hold_samples():
    ext = struct.pack("<HHI", 22, 16, 4) + struct.pack("<H", 1) + b"\0" * 14
    for data, codec in ((wav(), 0), (wav(code=3, bits=32), 0), (wav(code=6, bits=8), 0), (wav(code=0x11, bits=4), 0x11), (wav(code=85), 85),
                        (wav(code=0xFFFE, ext=ext), 0), (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", 0), (b"RIFF\0\0\0\0WAVEJUNK\4\0\0\0abcd" + wav()[12:], 0)):  # fmt: skip
        assert wav_codec(data) == codec
        assert {wav_codec(data[:n]) for n in range(12, len(data))} <= {None, codec}
    assert wav_codec(b"RIFF\0\0\0\0WAVEfmt ") is None
    assert wav_codec(b"RIFF\0\0\0\0WAVEfmt ", whole=True) == 0
    assert not is_samples(1, 12)


def test_what_the_library_writes_is_recognised_at_every_rate():
    for rate in (8_000, 16_000, 44_100, 48_000):
        assert container(Clip(TONE.samples, rate).encode("mp3")) == "mp3"
