"""Speech with the time of each word, as espeak-ng tells it: the truth that an alignment is measured against."""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from omni_nb import Clip
from omni_nb.servers.simulator import espeak

VARIANTS = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "Annie", "belinda", "linda")


class _Event(ctypes.Structure):
    """`espeak_EVENT` of espeak-ng's speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_LAST, _WORD = 0, 1
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What was said, and when.

    Attributes:
        clip: The sound.
        starts_s: Where each word begins; in Chinese each character, but for those that espeak-ng takes as one.
    """

    clip: Clip
    starts_s: np.ndarray[Any, Any]

    def word_at(self, at_s: Any) -> Any:
        """Which word sounds at a time, or was the last before it, from 0; −1 before the first."""
        return np.searchsorted(self.starts_s, at_s, side="right") - 1

    def __add__(self, other: Spoken) -> Spoken:
        clip = Clip(np.concatenate([self.clip.samples, other.clip.samples]), self.clip.sample_rate)
        return Spoken(clip, np.concatenate([self.starts_s, self.clip.duration_s + other.starts_s]))


@functools.cache
def say(text: str, *, voice: str, words_per_minute: int = 175, pitch: int = 50) -> Spoken:
    """Say it. The simulator's own library and lock are used: espeak-ng has one state for the whole process."""
    loaded = espeak._library()
    assert loaded is not None, "espeak-ng is not installed"
    lib, rate_hz = loaded
    runs: list[np.ndarray[Any, Any]] = []
    starts_s: list[float] = []

    def collect(wav: Any, n: int, events: Any) -> int:
        if wav and n > 0:
            runs.append(np.ctypeslib.as_array(wav, shape=(n,)).copy())
        i = 0
        while events[i].type != _LAST:
            if events[i].type == _WORD:
                starts_s.append(events[i].audio_position / 1000)
            i += 1
        return 0

    callback = _Callback(collect)
    data = text.encode() + b"\0"
    with espeak._lock:
        lib.espeak_SetSynthCallback(callback)
        assert lib.espeak_SetVoiceByName(voice.encode()) == 0, voice
        for parameter, value in ((1, words_per_minute), (3, pitch), (4, 50)):
            lib.espeak_SetParameter(parameter, value, 0)
        lib.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, 1, None, None)
        lib.espeak_Synchronize()
        lib.espeak_SetSynthCallback(_Callback(0))
    return Spoken(Clip(np.concatenate(runs), rate_hz), np.array(starts_s))
