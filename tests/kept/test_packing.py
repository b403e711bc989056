import dataclasses
import hashlib
import io
import struct

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.kept.packing import pack, pack_clip, unpack, unpack_clip, whole
from tests.support.media import TONE, picture

NOISE = Clip(np.random.default_rng(1).integers(-32768, 32767, 5_000).astype(np.int16), 16_000)


def through(data):
    shelf = {p.hash: p for p in pack(data)}
    packed = shelf[hashlib.sha256(data).hexdigest()]
    assert whole(packed, shelf.get)
    return packed, unpack(packed, shelf.get), shelf


@pytest.mark.parametrize("clip", [TONE, NOISE, Clip(np.zeros(0, np.int16), 24_000), Clip(TONE.samples[:7], 700_001), Clip(TONE.samples, 8_000)])  # fmt: skip
def test_a_sound_comes_back_exactly(clip):
    packed = pack_clip(clip)
    assert unpack_clip(packed) == clip
    assert whole(packed, {}.get)
    assert packed.size_bytes == 2 * len(clip)
    assert packed.hash[:16] == clip.digest


def test_speech_takes_less_than_its_pcm():
    assert len(pack_clip(TONE).data) < 0.6 * 2 * len(TONE)


def wav(channels=1, *, bits=16, extra=b"", tail=b"", cut=0):
    body = TONE.samples[: 6_000 * channels].tobytes()[: len(TONE.samples) * 2 - cut or None]
    fmt = struct.pack("<HHIIHH", 1, channels, 24_000, 24_000 * channels * bits // 8, channels * bits // 8, bits)
    chunks = b"fmt " + struct.pack("<I", 16) + fmt + extra + b"data" + struct.pack("<I", len(body) + cut) + body + tail
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


@pytest.mark.parametrize(
    "data",
    [
        wav(), wav(2), wav(6), wav(extra=b"LIST\x05\x00\x00\x00hello\x00"), wav(tail=b"id3 \x04\x00\x00\x00abcd"), wav()[:-1], wav(2)[:-3],
        wav(9), wav(bits=24), wav()[:44], wav()[:30], b"", b"RIFF", picture(), TONE.encode("wav"), TONE.encode("mp3"),
    ],
)  # fmt: skip
def test_a_file_comes_back_byte_by_byte(data):
    assert through(data)[1] == data


def test_an_answer_that_is_sent_back_as_a_question_is_kept_once():
    packed, _, shelf = through(TONE.encode("wav"))
    assert packed.codec == "wav"
    assert set(shelf) == {packed.hash, pack_clip(TONE).hash}
    assert len(packed.data) < 100


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 60])
def test_what_is_damaged_is_none_and_known(damage):
    for packed in (pack_clip(TONE), pack_clip(Clip(TONE.samples, 700_001))):
        broken = dataclasses.replace(packed, data=damage)
        assert unpack_clip(broken) is None
        assert not whole(broken, {}.get)
    packed, _, shelf = through(wav(2))
    assert unpack(dataclasses.replace(packed, data=damage), shelf.get) is None
    assert unpack(packed, {}.get) is None
    (raw,) = pack(picture())
    assert not whole(dataclasses.replace(raw, data=damage), {}.get)


def test_one_flipped_bit_of_a_sound_is_known():
    packed = pack_clip(NOISE)
    data = bytearray(packed.data)
    data[len(data) // 2] ^= 1
    assert not whole(dataclasses.replace(packed, data=bytes(data)), {}.get)


def test_a_codec_of_a_later_version_is_left_alone():
    later = dataclasses.replace(pack_clip(TONE), codec="opus9")
    assert unpack_clip(later) is None
    assert unpack(later, {}.get) is None
    assert whole(later, {}.get)


def test_a_file_that_another_program_wrote_is_read_by_soundfile_as_before():
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.stack([TONE.samples, TONE.samples[::-1]], axis=1), 24_000, format="WAV", subtype="PCM_16")
    packed, back, _ = through(out.getvalue())
    assert packed.codec == "wav"
    assert back == out.getvalue()
