import numpy as np
import pytest

from omni_nb.sound.formats import NamedFormat, PcmFormat, channels_of, named, rate_of, to_int16


@pytest.mark.parametrize(
    ("word", "kind"),
    [("", "any"), ("wav", "any"), ("pcm16", "any"), ("audio/x-wav", "any"), ("pcm_24000", "any"), ("audio/L16;codec=pcm;rate=24000", "any"), ("PCM_S16LE", "any"),
     ("mp3", "file"), ("audio/mpeg", "file"), ("mp3_44100_128", "file"), ("audio/ogg; codecs=opus", "file"), (".flac", "file"), ("opus_48000_32", "file"),
     ("g711_ulaw", "raw"), ("µ-law", "raw"), ("audio/PCMA", "raw"), ("pcm_s16be", "raw"), ("audio/L16", "raw"), ("pcm_f32le", "raw"), ("ulaw_8000", "raw"),
     ("klingon", "unknown"), ("video/mp2t", "unknown")],
)  # fmt: skip
def test_a_word_means_the_same_however_it_is_written(word, kind):
    assert named(word).kind == kind


def test_a_word_may_name_rate_and_channels():
    assert named("pcm_16000").rate_hz == 16_000
    assert named("mp3_44100_128").rate_hz == 44_100
    found = named('audio/L16; rate=16000; channels="2"')
    assert (found.rate_hz, found.channels, found.pcm.big_endian) == (16_000, 2, True)
    assert named("pcm-48k").rate_hz == 48_000
    assert named("g711_ulaw").pcm.rate_hz == 8_000


@pytest.mark.parametrize(
    ("word", "kind", "pcm", "rate_hz", "channels"),
    [
        ("raw-24khz-16bit-mono-pcm", "any", None, 24_000, 1),
        ("raw-8khz-8bit-mono-mulaw", "raw", PcmFormat(bits=8, coding="ulaw", rate_hz=8_000), 8_000, 1),
        ("raw-16khz-8bit-stereo-pcm", "raw", PcmFormat(bits=8, coding="uint"), 16_000, 2),
        ("audio-48khz-192kbitrate-mono-mp3", "file", None, 48_000, 1),
        ("audio/L16;rate=24000;endianness=little-endian", "any", None, 24_000, None),
        ("audio/pcm;rate=24000;endianness=big-endian", "raw", PcmFormat(big_endian=True), 24_000, None),
        ("int16be", "raw", PcmFormat(big_endian=True), None, None),
        ("signed16", "any", None, None, None),
    ],
)
def test_long_words_name_all_of_it(word, kind, pcm, rate_hz, channels):
    assert named(word) == NamedFormat(kind=kind, pcm=pcm, rate_hz=rate_hz, channels=channels)


@pytest.mark.parametrize(
    ("value", "hz"),
    [(16_000, 16_000), (16_000.0, 16_000), ("16000", 16_000), (" 16 kHz", 16_000), ("44.1k", 44_100), ("22050 Hz", 22_050),
     ("fast", None), (True, None), (None, None), (7, None), (10**9, None), (float("nan"), None), ("9" * 50, None), ([], None)],
)  # fmt: skip
def test_a_rate_is_read_however_it_is_written(value, hz):
    assert rate_of(value) == hz


@pytest.mark.parametrize(("value", "n"), [(1, 1), (2.0, 2), ("2", 2), ("stereo", 2), ("Mono", 1), (0, None), (99, None), (True, None), ("many", None), (1.5, None), (None, None), (float("nan"), None)])  # fmt: skip
def test_a_number_of_channels_is_read_however_it_is_written(value, n):
    assert channels_of(value) == n


X = np.array([0, 12_000, -12_000, 32_767, -32_768], np.int16)


@pytest.mark.parametrize(
    ("fmt", "data", "off"),
    [
        (PcmFormat(), X.astype("<i2").tobytes(), 0),
        (PcmFormat(big_endian=True), X.astype(">i2").tobytes(), 0),
        (PcmFormat(bits=32), (X.astype("<i4") << 16).tobytes(), 0),
        (PcmFormat(bits=32, big_endian=True), (X.astype("<i4") << 16).astype(">i4").tobytes(), 0),
        (PcmFormat(bits=24), b"".join(b"\0" + int(v).to_bytes(2, "little", signed=True) for v in X), 0),
        (PcmFormat(bits=24, big_endian=True), b"".join(int(v).to_bytes(2, "big", signed=True) + b"\0" for v in X), 0),
        (PcmFormat(bits=32, coding="float"), (X / 32_768).astype("<f4").tobytes(), 0),
        (PcmFormat(bits=64, coding="float", big_endian=True), (X / 32_768).astype(">f8").tobytes(), 0),
        (PcmFormat(bits=8, coding="uint"), ((X >> 8) + 128).astype(np.uint8).tobytes(), 255),
        (PcmFormat(bits=8), (X >> 8).astype(np.int8).tobytes(), 255),
        (PcmFormat(channels=2), np.repeat(X, 2).astype("<i2").tobytes(), 0),
    ],
)  # fmt: skip
def test_samples_of_every_format_have_their_value(fmt, data, off):
    assert np.abs(to_int16(data, fmt).astype(int) - X).max() <= off


def test_the_telephones_laws_have_the_values_of_their_tables():
    every = bytes(range(256))
    ulaw, alaw = (to_int16(every, PcmFormat(bits=8, coding=c)).astype(int) for c in ("ulaw", "alaw"))  # type: ignore[arg-type]
    # ITU-T G.711, tables 2a and 1a, scaled to 16 bits
    assert (ulaw[0x00], ulaw[0x80], ulaw[0x7F], ulaw[0xFF], ulaw[0x8F], ulaw[0xF0]) == (
        -32_124,
        32_124,
        0,
        0,
        16_764,
        120,
    )
    assert (alaw[0x2A], alaw[0xAA], alaw[0x55], alaw[0xD5], alaw[0x80], alaw[0x00]) == (
        -32_256,
        32_256,
        -8,
        8,
        5_504,
        -5_504,
    )
