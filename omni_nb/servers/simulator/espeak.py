"""espeak-ng through ctypes: the only import of espeakng_loader (GPL-3.0, the `simulator` extra).

The library keeps global state: one lock guards it, and the same text sounds a little different the
next time (lengths differ by 0.2 %, seeded or not), so the last texts are remembered.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from typing import Any

import numpy as np

from omni_nb.sound.clip import Clip

_SYNCHRONOUS, _DONT_EXIT, _UTF8 = 2, 0x8000, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_lock = threading.Lock()
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def available() -> bool:
    """espeak-ng is installed and starts."""
    return _library() is not None


@functools.lru_cache(maxsize=16)
def speak(text: str, *, voice: str, words_per_minute: int, pitch: int, pitch_range: int = 50) -> Clip:
    """Speech at espeak's own rate (22,050 Hz).

    Args:
        text: What to say.
        voice: An espeak voice, `cmn`, `en-us+f3` …; an unknown one falls back to `en`.
        words_per_minute: 80 to 450.
        pitch: 0 to 99.
        pitch_range: 0 (monotone) to 99.
    """
    loaded = _library()
    assert loaded is not None
    lib, rate_hz = loaded
    runs: list[np.ndarray[Any, Any]] = []

    def collect(wav: Any, n: int, _events: Any) -> int:
        if wav and n > 0:
            runs.append(np.ctypeslib.as_array(wav, shape=(n,)).copy())
        return 0

    callback = _Callback(collect)
    data = text.encode("utf-8") + b"\0"
    with _lock:
        lib.espeak_SetSynthCallback(callback)
        if (
            lib.espeak_SetVoiceByName(voice.encode()) != 0
            and lib.espeak_SetVoiceByName(voice.split("+")[0].encode()) != 0
        ):
            lib.espeak_SetVoiceByName(b"en")
        for parameter, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, pitch_range)):
            lib.espeak_SetParameter(parameter, value, 0)
        lib.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, _UTF8, None, None)
        lib.espeak_Synchronize()
        lib.espeak_SetSynthCallback(_Callback(0))
    return Clip(np.concatenate(runs) if runs else np.zeros(0, np.int16), rate_hz)


_started: list[tuple[Any, int] | None] = []


def _library() -> tuple[Any, int] | None:
    """The library, started, and its sample rate.

    Started under the lock: `functools.cache` lets two threads in at first, and espeak that is initialised while it
    speaks crashes the process (6 of 14 runs in which eight requests came to a new simulator at once).
    """
    with _lock:
        if not _started:
            _started.append(_start())
        return _started[0]


def _start() -> tuple[Any, int] | None:
    try:
        import espeakng_loader

        lib = ctypes.CDLL(espeakng_loader.get_library_path())
        data_path = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError):
        return None
    rate_hz = lib.espeak_Initialize(_SYNCHRONOUS, 0, data_path.encode(), _DONT_EXIT)
    return (lib, rate_hz) if rate_hz > 0 else None
