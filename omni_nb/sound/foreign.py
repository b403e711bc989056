"""Sounds as other libraries hold them, as a `Clip`. Told by what they can do; nothing is imported for it.

`(samples, rate)` and `(rate, samples)` (soundfile, torchaudio, librosa; scipy, gradio), the dicts of
datasets and transformers, pydub's segments, torchcodec's samples and decoders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from omni_nb.messages import _
from omni_nb.sound.clip import Clip

_SAMPLES = ("array", "samples", "audio", "raw", "waveform", "wav", "data")
_RATE = ("sampling_rate", "sample_rate", "rate", "sr", "frame_rate")


def clip_of(thing: Any) -> Clip | None:
    """The sound that something is, or None: it is none that is known here.

    Raises:
        TypeError: A pair of samples and something that is no rate.
        ValueError: Samples or a rate that make no sense.
    """
    if isinstance(thing, Clip):
        return thing
    if isinstance(thing, tuple) and len(thing) == 2:
        return _of_pair(*thing)
    if isinstance(thing, Mapping):
        return _of_mapping(thing)
    if hasattr(thing, "get_array_of_samples") and hasattr(thing, "frame_rate"):  # pydub
        samples = np.asarray(thing.get_array_of_samples()).reshape(-1, int(thing.channels))
        return Clip.of(samples, int(thing.frame_rate))
    if hasattr(thing, "get_all_samples"):  # a decoder of torchcodec, also in datasets
        thing = thing.get_all_samples()
    if hasattr(thing, "data") and hasattr(thing, "sample_rate"):  # torchcodec
        return Clip.of(thing.data, int(thing.sample_rate))
    return None


def _of_pair(first: Any, second: Any) -> Clip | None:
    if _is_rate(first) and np.ndim(second) >= 1:
        first, second = second, first
    if isinstance(first, str | bytes) or np.ndim(first) < 1:
        return None
    if not _is_rate(second):
        raise TypeError(
            _(
                "(samples, rate) needs the sample rate in Hz as its second value, got {name}: {second}",
                name=type(second).__name__,
                second=str(second)[:60],
            )
        )
    return Clip.of(first, round(float(second)) if np.isfinite(second) else 0)


def _is_rate(x: Any) -> bool:
    return (
        np.ndim(x) == 0 and not isinstance(x, bool | np.bool_) and isinstance(x, int | float | np.number | np.ndarray)
    )


def _of_mapping(thing: Mapping[Any, Any]) -> Clip | None:
    samples = next((thing[k] for k in _SAMPLES if k in thing), None)
    rate = next((thing[k] for k in _RATE if k in thing), None)
    if samples is None or rate is None:
        return None
    return _of_pair(samples, rate)
