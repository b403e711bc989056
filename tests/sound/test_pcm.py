import base64
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.sound.pcm import Base64Decoder, PcmDecoder

PCM = np.arange(-300, 300, dtype="<i2")


def decode64(*pieces):
    d = Base64Decoder()
    return b"".join(map(d.feed, pieces)) + d.flush(), d.dropped


def wav(pcm=PCM.tobytes(), *, rate=24_000, channels=1, bits=16, code=1, size=None, before=b"", after=b"", ext=b""):
    fmt = struct.pack("<HHIIHH", code, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits) + ext
    data = b"data" + struct.pack("<I", len(pcm) if size is None else size) + pcm
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(fmt)) + fmt + before + data + after
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pcm(*pieces, rate=24_000):
    d = PcmDecoder(rate_hz=rate)
    runs = [run for p in pieces for run in d.feed(p)] + d.flush()
    samples = np.concatenate([s for _, s in runs]) if runs else np.zeros(0, np.int16)
    return samples, [r for r, _ in runs], d


def cuts(data, n):
    return [data[i : i + n] for i in range(0, len(data), n)]


LIST = b"LIST" + struct.pack("<I", 14) + b"INFOISFT\x02\x00\x00\x00om"
STREAMS = {
    "raw": PCM.tobytes(),
    "one header": wav(),
    "size 0": wav(size=0),
    "size 0xFFFFFFFF": wav(size=0xFFFFFFFF),
    "a header in every chunk": wav(PCM[:100].tobytes()) + wav(PCM[100:].tobytes()),
    "headers of size 0": wav(PCM[:100].tobytes(), size=0) + wav(PCM[100:].tobytes(), size=0),
    "list tail": wav(after=LIST),
    "list tail behind an unknown size": wav(size=0, after=LIST),
    "list tails between files": wav(PCM[:100].tobytes(), after=LIST) + wav(PCM[100:].tobytes(), after=LIST),
    "header with the size of the first chunk only": wav(PCM[:100].tobytes()) + PCM[100:].tobytes(),
    "a fact chunk before the data": wav(before=b"fact" + struct.pack("<I", 4) + b"\0\0\0\0"),
    "a fact chunk behind the data": wav(after=b"fact" + struct.pack("<I", 4) + b"\0\0\0\0"),
    "extensible": wav(code=0xFFFE, ext=struct.pack("<HHI", 22, 16, 4) + struct.pack("<H", 1) + b"\0" * 14),
}  # fmt: skip


@given(st.lists(st.binary(max_size=40), max_size=8), st.data())
def test_base64_cut_and_padded_anywhere_gives_the_bytes(blocks, data):
    text = "".join(base64.b64encode(b).decode() for b in blocks)
    at = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pieces = [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]
    assert decode64(*pieces) == (b"".join(blocks), 0)


def test_joining_and_decoding_once_would_have_lost_half():
    text = "QUFBQQ==QkJCQg=="
    assert base64.b64decode(text) == b"AAAA"
    assert decode64(text)[0] == b"AAAABBBB"


def test_base64_takes_line_breaks_url_safe_letters_and_missing_padding():
    assert decode64("QU\nFB", "-_-_", "QQ")[0] == b"AAA" + base64.b64decode("+/+/") + b"A"


def test_hexadecimal_is_not_taken_for_base64():
    data = PCM.tobytes()[:200]
    text = data.hex()
    assert decode64(text[:65], text[65:]) == (data, 0)
    assert decode64(text[:64], "zz")[1] == 2
    assert decode64("0123456789abcdef")[0] == base64.b64decode("0123456789abcdef")
    assert decode64("A" * 80)[0] == b"\0" * 60


def test_what_is_not_base64_is_counted_not_guessed():
    assert decode64("QUFB!!QkJC") == (b"AAABBB", 2)
    assert decode64("QUFBQ") == (b"AAA", 1)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_base64_survives_any_text(pieces):
    decode64(*pieces)


@pytest.mark.parametrize("name", STREAMS)
def test_every_cut_of_every_kind_of_stream_gives_the_same_samples(name):
    data = STREAMS[name]
    for at in range(len(data) + 1):
        assert np.array_equal(pcm(data[:at], data[at:])[0], PCM), at
    for n in (1, 2, 3, 5, 7, 44, 45):
        assert np.array_equal(pcm(*cuts(data, n))[0], PCM), n


@given(st.binary(max_size=400), st.integers(1, 50))
def test_arbitrary_bytes_never_crash_and_never_depend_on_the_cuts(data, n):
    assert np.array_equal(pcm(data)[0], pcm(*cuts(data, n))[0])


@given(st.lists(st.sampled_from([b"RIFF", b"WAVE", b"fmt ", b"data", b"LIST", b"INFO", b"\x10\0\0\0", b"\0\0\0\0", b"\xff\xff\xff\xff", b"ab", b"c", wav(), LIST]), max_size=14), st.integers(1, 20))  # fmt: skip
def test_shuffled_headers_never_crash_and_never_depend_on_the_cuts(words, n):
    data = b"".join(words)
    assert np.array_equal(pcm(data)[0], pcm(*cuts(data, n))[0])


@pytest.mark.parametrize(
    ("code", "bits", "data"),
    [
        (1, 8, bytes([128, 255, 0])),
        (1, 24, b"\x00\x00\x00\x99\xff\x7f\x00\x00\x80"),
        (1, 32, b"\x00\x00\x00\x00\x99\x99\xff\x7f\x00\x00\x00\x80"),
        (3, 32, np.array([0, 1.0, -1.0], "<f4").tobytes()),
        (3, 64, np.array([np.nan, 1.0, -1.0], "<f8").tobytes()),
    ],
)
def test_other_sample_formats_become_int16(code, bits, data):
    samples, _, _ = pcm(wav(data, bits=bits, code=code))
    assert samples[0] == 0
    assert samples[1] >= 32_512
    assert samples[2] == -32_768


def test_channels_are_averaged():
    assert list(pcm(wav(np.array([100, 300, -2, -4], "<i2").tobytes(), channels=2))[0]) == [200, -3]


def test_the_header_says_the_rate():
    assert pcm(wav(rate=16_000))[1] == [16_000]
    assert pcm(PCM.tobytes(), rate=48_000)[1] == [48_000]


def test_half_a_sample_at_the_end_is_noted():
    samples, _, d = pcm(PCM.tobytes() + b"\x01")
    assert np.array_equal(samples, PCM)
    assert "less than one sample" in d.notes[0]


def test_half_a_sample_before_a_header_is_noted():
    samples, _, d = pcm(b"\x01\x02\x03" + wav(size=0))
    assert len(samples) == 1 + len(PCM)
    assert "before a header" in d.notes[0]


def test_a_stream_that_ends_inside_a_header_is_noted():
    for end in (16, 30):
        samples, _, d = pcm(wav()[:end])
        assert len(samples) == 0
        assert "inside a RIFF header" in d.notes[0]


def test_a_format_that_is_no_samples_is_left_out_and_noted_and_the_next_header_is_heard():
    samples, _, d = pcm(wav(code=85) + wav())
    assert np.array_equal(samples, PCM)
    assert "format 85" in d.notes[0]


@pytest.mark.parametrize(("code", "loud", "quiet"), [(7, 0x80, 0xFF), (6, 0xAA, 0xD5)])
def test_the_laws_of_the_telephone_are_heard_at_their_level(code, loud, quiet):
    samples, _, _ = pcm(wav(bytes([loud, quiet]), bits=8, code=code))
    assert samples[0] in (32_124, 32_256)
    assert abs(int(samples[1])) <= 8


def test_a_header_with_a_senseless_chunk_is_taken_as_sound():
    d = pcm(b"RIFF\0\0\0\0WAVE" + b"xxxx\xff\xff\xff\x7f" + b"\x01\x00" * 4)[2]
    assert "claims" in d.notes[0]


def test_a_list_of_a_senseless_size_does_not_swallow_the_rest():
    bad = b"LIST\xff\xff\xff\x7fINFO"
    assert len(pcm(wav(size=0) + bad + PCM.tobytes())[0]) == 2 * len(PCM)


def test_the_beginning_of_a_chunk_name_behind_the_data_is_sound_when_nothing_follows():
    assert len(pcm(wav(PCM[:10].tobytes(), after=b"fa"))[0]) == 11
    assert len(pcm(wav(PCM[:10].tobytes(), after=b"RIFFab"))[0]) == 13
