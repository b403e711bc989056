"""Every kind of file that libsndfile writes, against its known peak; and a thousand that are damaged."""

import random
import struct

import numpy as np
import pytest
import soundfile

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.prompt.parts import audio
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import probe
from tests.support.sounds import written

CONTAINERS = ("WAV", "WAVEX", "RF64", "W64", "AIFF", "AU", "CAF", "FLAC", "OGG", "MP3", "MAT4", "MAT5", "NIST", "IRCAM", "VOC", "PVF", "PAF", "SVX", "AVR")  # fmt: skip
EXACT = ("PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAC_16", "ALAC_20", "ALAC_24", "ALAC_32")
ROUGH = (
    "PCM_S8",
    "PCM_U8",
    "ULAW",
    "ALAW",
    "DPCM_16",
    "VORBIS",
    "MPEG_LAYER_III",
    "NMS_ADPCM_32",
    "DWVW_16",
    "DWVW_24",
)
ROUGHER = ("IMA_ADPCM", "MS_ADPCM", "G721_32", "OPUS", "VOX_ADPCM")
KINDS = [
    (c, s)
    for c in CONTAINERS
    for s in (*EXACT, *ROUGH, *ROUGHER)
    # libsndfile errs at each 1,024th frame of the first, and writes none of the second
    if soundfile.check_format(c, s) and (c, s) not in (("PAF", "PCM_24"), ("WAV", "MPEG_LAYER_III"))
]


@pytest.mark.parametrize(("container", "subtype"), KINDS)
def test_every_kind_has_its_right_peak_and_length(container, subtype):
    tried = 0
    for channels in (1, 2, 6):
        try:
            data = written(container, subtype, n=8_000, channels=channels)
        except soundfile.LibsndfileError:
            continue  # it does not know so many
        tried += 1
        clip = Clip.read(data)
        assert clip.sample_rate == 16_000 or container == "VOC"  # which holds rates in steps
        off = 1 if subtype in EXACT else 700 if subtype in ROUGH else 3_500
        middle = clip.samples[2_000:6_000].astype(int)
        assert abs(np.abs(middle).max() - 16_384) <= off, channels
        if subtype in EXACT:
            true = np.round(16_384 * np.sin(2 * np.pi * 440 * np.arange(8_000) / 16_000))
            assert np.abs(clip.samples - true).max() <= 1, channels
        assert clip.duration_s == pytest.approx(0.5, abs=0.08)
        assert probe(data).duration_s == pytest.approx(clip.duration_s, abs=0.01)
    assert tried


def test_16_bits_are_exact_in_every_container():
    x = np.arange(-32_768, 32_768, 7, dtype=np.int16)
    for container in CONTAINERS:
        if soundfile.check_format(container, "PCM_16") and container not in ("OGG", "MP3"):
            assert np.array_equal(Clip.read(written(container, "PCM_16", samples=x)).samples, x), container


@pytest.mark.parametrize(("container", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")])
def test_what_is_loud_is_clipped_and_does_not_wrap_its_sign(container, subtype):
    rate = 48_000
    square = np.sign(np.sin(2 * np.pi * 100 * np.arange(rate) / rate))  # its edges overshoot by 9 %
    x = Clip.read(written(container, subtype, rate=rate, samples=square)).samples.astype(int)
    high = x[rate // 4 : rate // 2][square[rate // 4 : rate // 2] > 0]
    assert np.percentile(high, 5) > 10_000
    assert x.max() == 32_767


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_floats_of_a_file_beyond_full_scale_are_clipped(subtype):
    x = np.array([0.5, 1.0, 1.5, -1.5, np.nan, np.inf, -np.inf])
    assert Clip.read(written("WAV", subtype, samples=x)).samples.tolist() == [
        16_384, 32_767, 32_767, -32_768, 0, 32_767, -32_768,
    ]  # fmt: skip


def damaged(seed):
    """One file of a kind by chance, hurt in one way by chance; None where it is left whole."""
    chance = random.Random(seed)
    container, subtype = chance.choice(KINDS)
    channels = chance.choice((1, 1, 2, 3))
    try:
        data = bytearray(
            written(container, subtype, n=chance.choice((0, 1, 500, 3_000)), channels=channels, rate=8_000)
        )
    except soundfile.LibsndfileError:
        data = bytearray(written("WAV", "PCM_16", n=100))
    way = chance.choice(("cut", "flip", "flip head", "lie", "insert", "drop", "double", "swap", "noise"))
    data = data or bytearray(b"R")  # of nothing at all, VOC writes nothing
    at = chance.randrange(len(data))
    if way == "cut":
        del data[at:]
    elif way == "flip":
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif way == "flip head":
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(min(120, len(data)))] = chance.randrange(256)
    elif way == "lie" and len(data) > 60:
        struct.pack_into(
            chance.choice("<>") + "I", data, 4 * chance.randrange(14), chance.choice((0, 1, 2**31, 2**32 - 1, 10**9))
        )
    elif way == "insert":
        data[at:at] = chance.randbytes(chance.randint(1, 200))
    elif way == "drop":
        del data[at : at + chance.randint(1, 200)]
    elif way == "double":
        data += data[at:]
    elif way == "swap":
        data[at : at + 64] = data[:64]
    else:
        data = bytearray(bytes(data[: chance.randint(4, 60)]) + chance.randbytes(500))
    return bytes(data)


def test_a_thousand_damaged_files_are_read_or_refused_in_our_words():
    refused = 0
    for seed in range(1_000):
        data = damaged(seed)
        for take in (Clip.read, audio):
            try:
                made = take(data)
            except (MediaError, MissingExtra) as err:
                refused += 1
                words = str(err)
                assert err.repair, (seed, words)
                assert not any(w in words for w in ("Errno", "Error opening", "libsndfile", "av.error")), (seed, words)
            else:
                assert made is not None
    assert 200 < refused < 1_800  # both happen
