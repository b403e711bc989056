"""Where a header says nothing, or nonsense, of the length: what is in the file counts."""

import io
import struct

import numpy as np
import pytest
import soundfile

from omni_nb.sound.files import probe
from omni_nb.sound.headers import with_true_sizes

N = 4_800
X = 0.5 * np.sin(np.arange(N) / 6)


def written(fmt, subtype="PCM_16"):
    out = io.BytesIO()
    soundfile.write(out, X, 16_000, format=fmt, subtype=subtype)
    return bytearray(out.getvalue())


def at(data, place, order, value):
    struct.pack_into(order, data, place, value)


def wav(size, *, before=b"", after=b"", riff=0):
    head = b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
    return head + before + b"data" + struct.pack("<I", size) + (X * 32_767).astype("<i2").tobytes() + after


LIST = b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + struct.pack("<I", 14) + b"Lavf58.29.100\0"


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 2_000_000_000, N * 2 + 2])
@pytest.mark.parametrize("before", [b"", LIST])
def test_a_wav_that_was_never_finished_is_as_long_as_its_samples(size, before):
    for riff in (0, 36, 0xFFFFFFFF):
        assert probe(wav(size, before=before, riff=riff)).duration_s == 0.3


def test_a_cut_wav_is_as_long_as_what_is_left():
    assert probe(wav(N * 2)[: 44 + N]).duration_s == 0.15


def test_a_finished_wav_is_left_as_it_is_with_what_stands_behind_its_sound():
    data = wav(N * 2, after=LIST)
    assert with_true_sizes(data) is data
    assert probe(data).duration_s == 0.3


def test_an_empty_wav_is_empty_also_with_words_behind_it():
    empty = wav(0)[:44]
    assert probe(empty).duration_s == 0.0
    assert probe(empty + LIST).duration_s == 0.0
    assert probe(empty + LIST + LIST).duration_s == 0.0
    assert probe(empty + LIST[:20]).duration_s > 0  # no whole chunk: then it is sound


def test_a_big_endian_wav_is_mended_too():
    out = io.BytesIO()
    soundfile.write(out, X, 16_000, format="WAV", subtype="PCM_16", endian="BIG")
    data = bytearray(out.getvalue())
    at(data, data.find(b"data") + 4, ">I", 0)
    assert data[:4] == b"RIFX"
    assert probe(bytes(data)).duration_s == 0.3


@pytest.mark.parametrize("size", [0, 8, 0xFFFFFFFF])
@pytest.mark.parametrize("frames", [N, 0, 0xFFFFFFFF])
def test_an_aiff_that_was_never_finished(size, frames):
    data = written("AIFF")
    at(data, 4, ">I", size)
    at(data, data.find(b"SSND") + 4, ">I", size)
    at(data, data.find(b"COMM") + 10, ">I", frames)
    assert probe(bytes(data)).duration_s == 0.3


@pytest.mark.parametrize("size", [0, 24, 2**64 - 1, 2**63 - 1])
def test_a_w64_that_was_never_finished(size):
    data = written("W64")
    at(data, 16, "<Q", size)
    at(data, data.find(b"data") + 16, "<Q", size)
    assert probe(bytes(data)).duration_s == 0.3


@pytest.mark.parametrize("size", [0, 2**64 - 1])
def test_an_rf64_that_was_never_finished(size):
    data = written("RF64")
    at(data, data.find(b"ds64") + 16, "<Q", size)
    assert probe(bytes(data)).duration_s == 0.3
    data[data.find(b"ds64") : data.find(b"ds64") + 4] = b"junk"  # then nothing tells its size
    assert probe(bytes(data)).duration_s == 0.3


def test_a_whole_rf64_is_left_as_it_is():
    data = bytes(written("RF64"))
    assert with_true_sizes(data) is data


@pytest.mark.parametrize("size", [0, 4, 2**64 - 1])
def test_a_caf_that_was_never_finished(size):
    data = written("CAF")
    at(data, data.find(b"data", 4_000) + 4, ">Q", size)
    assert probe(bytes(data)).duration_s == 0.3


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 1 << 30])
def test_an_au_that_was_never_finished(size):
    data = written("AU")
    at(data, 8, ">I", size)
    assert probe(bytes(data)).duration_s == 0.3


@pytest.mark.parametrize("fmt", ["WAV", "AIFF", "W64", "CAF", "AU"])
def test_a_whole_file_is_left_as_it_is(fmt):
    data = bytes(written(fmt))
    assert with_true_sizes(data) is data


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0AVI LIST", b"caff\0\1\0\0", b".snd", b".snd" + b"\0\0\1\0" * 6]
)  # fmt: skip
def test_what_holds_no_sound_chunk_is_left_as_it_is(data):
    assert with_true_sizes(data) is data


def test_chunks_that_make_no_sense_end_the_search():
    odd = b"RIFF\0\0\0\0WAVE" + b"\xff\xfe\xfd\xfc" + struct.pack("<I", 4) + b"aaaa" + b"data\0\0\0\0" + b"x" * 9
    assert with_true_sizes(odd) is odd
    w64 = bytes(written("W64"))
    odd = w64[:40] + b"fmt " + bytes(12) + struct.pack("<q", 3) + w64[64:]
    assert with_true_sizes(odd) is odd


def test_the_search_through_chunks_ends():
    many = wav(0)[:36] + b"LIST\0\0\0\0" * 10_001 + wav(0)[36:]
    assert with_true_sizes(many) is many
