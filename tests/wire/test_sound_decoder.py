import base64

import numpy as np
import pytest

from omni_nb.sound.clip import Clip
from omni_nb.wire.sound_decoder import SoundDecoder
from tests.sound.test_pcm import PCM, wav
from tests.support.media import TONE

SHORT = Clip(TONE.samples[:6_000], 24_000)


def b64(data):
    return base64.b64encode(data).decode()


def decode(*pieces, asked="", **said):
    d = SoundDecoder(asked=asked)
    runs = [r for p in pieces for r in d.feed(p, **said)] + d.flush()
    return (np.concatenate([x for _, x in runs]) if runs else np.zeros(0, np.int16)), {r for r, _ in runs}, d


def cut(text, n):
    return [text[i : i + n] for i in range(0, len(text), n)]


@pytest.mark.parametrize("fmt", ["wav", "flac", "mp3", "ogg", "opus"])
@pytest.mark.parametrize("word", ["", "tagged"])
@pytest.mark.parametrize("way", ["whole", "cut", "a file each", "a file each, cut", "data URL", "data URL, cut"])
def test_a_file_is_heard_named_or_not_and_however_it_is_cut(fmt, word, way):
    data, url = b64(SHORT.encode(fmt)), f"data:audio/{fmt};base64,"
    pieces = {
        "whole": [data], "cut": cut(data, 333), "a file each": [data, data], "a file each, cut": cut(data, 333) * 2,
        "data URL": [url + data], "data URL, cut": cut(url + data, 7),
    }[way]  # fmt: skip
    heard, rates, d = decode(*pieces, word=fmt if word else "")
    n = 2 if "each" in way else 1
    assert abs(len(heard) / rates.pop() - n * 0.25) < 0.05 * n
    if fmt in ("wav", "flac"):
        assert np.array_equal(heard, np.tile(SHORT.samples, n))
    assert (d.notes, d.undecoded) == ([], b"")


@pytest.mark.parametrize(
    ("word", "data", "rate"),
    [
        ("", PCM.astype("<i2").tobytes(), 24_000),
        ("pcm_s16be", PCM.astype(">i2").tobytes(), 24_000),
        ("audio/L16;rate=16000", PCM.astype(">i2").tobytes(), 16_000),
        ("pcm_f32le", (PCM / 32_768).astype("<f4").tobytes(), 24_000),
        ("pcm24", b"".join(b"\0" + int(v).to_bytes(2, "little", signed=True) for v in PCM), 24_000),
    ],
)
@pytest.mark.parametrize("by", ["word", "request"])
def test_bare_samples_are_what_the_server_or_the_request_calls_them(word, data, rate, by):
    heard, rates, _ = decode(*cut(b64(data), 50), **({"word": word} if by == "word" else {"asked": word}))
    assert np.array_equal(heard, PCM)
    assert rates == {rate}


def test_the_telephones_law_comes_at_its_rate():
    assert decode(b64(b"\x80" * 80), word="g711_ulaw")[1] == {8_000}
    assert decode(b64(b"\x80" * 80), word="g711_ulaw", rate="16000")[1] == {16_000}


def test_rate_and_channels_may_come_in_words():
    heard, rates, _ = decode(b64(np.repeat(PCM, 2).tobytes()), rate="16 kHz", channels="2")
    assert np.array_equal(heard, PCM)
    assert rates == {16_000}


def test_a_header_knows_better_than_the_chunk():
    assert decode(b64(wav(rate=16_000)), rate=48_000)[1] == {16_000}
    d = SoundDecoder()
    d.feed(b64(PCM.tobytes()))
    assert {r for r, _ in d.feed(b64(PCM.tobytes()), rate=16_000)} == {16_000}


def test_an_unknown_word_is_named_its_sound_not_played_and_its_bytes_kept():
    heard, _, d = decode(*cut(b64(PCM.tobytes()), 50), word="klingon")
    assert len(heard) == 0
    assert "'klingon'" in d.notes[0]
    assert d.undecoded == PCM.tobytes()
    assert d.held_bytes == len(PCM.tobytes())


def test_under_an_unknown_word_a_file_is_still_that_file():
    assert np.array_equal(decode(b64(SHORT.encode("flac")), word="klingon")[0], SHORT.samples)


@pytest.mark.parametrize(
    ("word", "data"),
    [("mp3", b"\0\1\2\3" * 9), ("", b"fLaC" + b"\0" * 99), ("opus", PCM.tobytes()), ("", wav(code=0x50, bits=4))],
)
def test_what_cannot_be_decoded_is_noted_and_kept(word, data):
    heard, _, d = decode(b64(data), word=word)
    assert len(heard) == 0
    assert "could not be decoded" in d.notes[0]
    assert d.undecoded == data


def test_a_wav_that_is_compressed_is_decoded_as_a_file():
    import io

    import soundfile

    out = io.BytesIO()
    soundfile.write(out, SHORT.samples, 24_000, format="WAV", subtype="IMA_ADPCM")
    heard, _, _ = decode(*cut(b64(out.getvalue()), 99))
    assert np.abs(heard[: len(SHORT)].astype(int) - SHORT.samples).mean() < 400


def test_a_server_may_change_its_format_half_way():
    d = SoundDecoder()
    runs = d.feed(b64(PCM.tobytes()), "pcm16") + d.feed(b64(PCM.astype(">i2").tobytes()), "pcm_s16be") + d.flush()
    assert np.array_equal(np.concatenate([x for _, x in runs]), np.tile(PCM, 2))
    d = SoundDecoder()
    pieces = cut(b64(SHORT.encode("mp3")), 500)
    first = d.feed(pieces[0])
    runs = first + [r for p in pieces[1:] for r in d.feed(p, "mp3")] + d.flush()
    assert 5_500 < sum(len(x) for _, x in runs) < 7_500


def test_short_beginnings_are_sound_in_the_end():
    for data in (b"Og", b"\xff\xfb", b"RIFF\0\0", b"\0"):
        heard, _, d = decode(b64(data))
        assert 2 * len(heard) + (1 if d.notes else 0) >= len(data) - 1
    assert len(decode("data")[0]) == 1
    assert len(decode("data:" + "x" * 300)[0]) > 0


def test_a_long_piece_is_sound_like_many_short_ones():
    long = np.tile(PCM, 200)
    assert np.array_equal(decode(b64(long.tobytes()))[0], long)
    d = SoundDecoder()
    assert sum(len(x) for _, x in d.feed(b64(PCM.tobytes())) + d.feed(b64(long.tobytes())) + d.flush()) == 201 * len(
        PCM
    )


def test_what_is_not_base64_is_counted():
    assert any("not base64" in note for note in decode("AA??AA==")[2].notes)


def test_what_is_odd_is_noted_as_soon_as_it_comes():
    d = SoundDecoder()
    d.feed(b64(wav()))
    d.feed(b64(wav(code=85)))
    assert "format 85" in d.notes[0]


def test_notes_are_few():
    d = SoundDecoder()
    d.feed(b64(wav()))
    for i in range(40):
        d.feed(b64(wav(code=80 + i // 2)))
    assert len(set(d.notes)) == len(d.notes) == 8
    assert {n.code for n in d.notes} == {"sound"}


def test_an_empty_file_is_no_sound():
    import io

    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.zeros((0, 1), np.int16), 24_000, format="AIFF", subtype="PCM_16")
    assert len(decode(b64(out.getvalue()), word="aiff")[0]) == 0
