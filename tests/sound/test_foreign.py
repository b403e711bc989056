"""Sounds as other libraries hold them."""

import array
import types

import numpy as np
import pytest

from omni_nb import Clip, audio
from omni_nb.sound.foreign import clip_of
from tests.support.sounds import sine

X = sine(1_000, 8_000)
CLIP = Clip.of(X, 8_000)
PCM = CLIP.samples


class Segment:
    """As pydub's: interleaved, of one type or another."""

    frame_rate, channels = 8_000, 2

    def get_array_of_samples(self):
        return array.array("h", np.repeat(PCM, 2).tolist())


class Decoder:
    """As torchcodec's."""

    def get_all_samples(self):
        return types.SimpleNamespace(data=np.stack([X, X]).astype(np.float32), sample_rate=8_000)


@pytest.mark.parametrize(
    "held",
    [
        CLIP,
        (X, 8_000),
        (8_000, X),  # scipy, gradio
        (8_000, PCM),
        (np.stack([PCM, PCM], axis=1), np.int32(8_000)),
        (X[None, :].astype(np.float32), 8_000.0),  # torchaudio
        (X.tolist(), np.array(8_000)),
        {"array": X, "sampling_rate": 8_000, "path": None},  # datasets
        {"raw": X, "sampling_rate": 8_000},  # what a pipeline of transformers takes
        {"audio": X[None], "sampling_rate": 8_000},  # what it gives
        {"waveform": X[None], "sample_rate": 8_000},
        Segment(),
        Decoder(),
        Decoder().get_all_samples(),
    ],
    ids=[*map(str, range(14))],
)
def test_every_holder_gives_the_same_clip(held):
    assert clip_of(held) == CLIP
    assert Clip.read(audio(held).data) == CLIP


@pytest.mark.parametrize(
    "other", [None, "a", 3, [X, 8_000], ("a", "b"), (b"a", 3), (1, 2), (1, 2, 3), {"array": X}, {"type": "text"}, X, object()],
    ids=lambda other: type(other).__name__,
)  # fmt: skip
def test_what_is_no_sound_is_none(other):
    assert clip_of(other) is None


@pytest.mark.parametrize("rate", [True, "8000", None, X])
def test_a_pair_with_something_that_is_no_rate_is_misuse(rate):
    with pytest.raises(TypeError, match=r"\(samples, rate\) needs the sample rate in Hz"):
        clip_of((X, rate))


def test_a_rate_that_makes_no_sense_is_misuse():
    with pytest.raises(ValueError, match="0 Hz is out of range"):
        clip_of((X, 0))
    with pytest.raises(ValueError, match="0 Hz is out of range"):
        clip_of((X, float("nan")))
