"""Sound of an answer, apart from its words: base64 in a chunk becomes a place in one sound, and back, to the byte. Pure.

One answer has one sound: its pieces joined, as FLAC where that is smaller and comes back exactly; so it can be heard
by itself. Whatever is no canonical base64 (padded twice, cut in a group) is left where it stands.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from omni_nb.errors import OmniError
from omni_nb.sound.clip import Clip

PLACE = "$sound"
_MARK = f'"{PLACE}"'
_PLACE = re.compile(r'\{"\$sound": ?\[(\d{1,12}), ?(\d{1,12})\]\}')  # within a string its quotes would be escaped
_LEAST = 128  # shorter ones are left as they are
_KEY_LIKE = 4_096  # a key is no longer than that
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_RATE_HZ = 24_000  # for whoever opens it in a player; the chunks say what it really is


def holds_place(value: Any) -> bool:
    """The JSON itself uses the name that marks places: then it is left as text."""
    if isinstance(value, dict):
        return PLACE in value or any(holds_place(v) for v in value.values())
    return any(holds_place(v) for v in value) if isinstance(value, list) else bool(value == PLACE)


def taken_out(value: Any, sound: bytearray, *, secret: Callable[[str], bool] = lambda text: False) -> Any:
    """The same JSON with each sound in it as `{"$sound": [from, bytes]}`, and the bytes behind those in `sound`.

    Args:
        value: A chunk.
        sound: The answer's, so far.
        secret: A text is or holds one: it stays among the words, where it is struck out.
    """
    if isinstance(value, dict):
        return {k: taken_out(v, sound, secret=secret) for k, v in value.items()}
    if isinstance(value, list):
        return [taken_out(v, sound, secret=secret) for v in value]
    if not isinstance(value, str) or len(value) < _LEAST or len(value) % 4 or not _BASE64.fullmatch(value):
        return value
    if len(value) <= _KEY_LIKE and secret(value):
        return value
    try:
        data = base64.b64decode(value, validate=True)
    except binascii.Error:
        return value
    if secret(data.decode("latin-1")):
        return ""
    if base64.b64encode(data).decode() != value:  # bits behind the end that are not zero
        return value
    place = [len(sound), len(data)]
    sound += data
    return {PLACE: place}


def put_back(text: str, sound: bytes) -> str:
    """JSON as it was, of JSON in which places stand. In the text, for to walk through the values took as long as to decode them.

    Raises:
        ValueError: A place is outside of the sound, or is none.
    """
    if _MARK not in text:
        return text

    def piece(found: re.Match[str]) -> str:
        start, size = int(found[1]), int(found[2])
        if start + size > len(sound):
            raise ValueError(found[0])
        return f'"{binascii.b2a_base64(sound[start : start + size], newline=False).decode("ascii")}"'

    text = _PLACE.sub(piece, text)
    if _MARK in text:
        raise ValueError(text[:200])
    return text


def packed(sound: bytes) -> tuple[str, bytes]:
    """A file's name, which is the sound's hash, and what to write into it: `.flac`, or `.bin` where that gains nothing."""
    name = hashlib.sha256(sound).hexdigest()[:16]
    data = _flac(sound)
    if len(data) < 0.95 * len(sound) and _samples(data)[: len(sound)] == sound:
        return f"{name}.flac", data
    return f"{name}.bin", sound


def unpacked(name: str, data: bytes, size_bytes: int) -> bytes | None:
    """The sound, or None where the file is not the one that the name tells."""
    try:
        sound = (_samples(data) if name.endswith(".flac") else data)[:size_bytes]
    except (OmniError, ValueError):
        return None
    return sound if hashlib.sha256(sound).hexdigest()[:16] == name.partition(".")[0] else None


def _flac(sound: bytes) -> bytes:
    """Whatever it is, as 16-bit numbers: a header in front of them is a few loud samples."""
    whole = sound + b"\0" * (len(sound) % 2)
    return Clip(np.frombuffer(whole, "<i2").astype(np.int16, copy=False), _RATE_HZ).encode("flac")


def _samples(data: bytes) -> bytes:
    return np.ascontiguousarray(Clip.read(data).samples, "<i2").tobytes()
