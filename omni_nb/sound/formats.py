"""The words by which servers name a format of sound, and how bytes of each become samples.

`pcm16`, `audio/L16;rate=16000`, `g711_ulaw`, `pcm_24000`, `mp3_44100_128`: the same few things under
many names. What is not known here is unknown, and never guessed to be samples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from omni_nb import catalog

Samples: TypeAlias = npt.NDArray[np.int16]
Coding = Literal["int", "uint", "float", "ulaw", "alaw"]
REPLY_RATE_HZ = catalog.limits().reply_rate_hz  # of samples that come without a word for their rate


@dataclass(frozen=True, slots=True, kw_only=True)
class PcmFormat:
    """How bytes become samples. The default is the API's: s16le, mono."""

    rate_hz: int = REPLY_RATE_HZ
    channels: int = 1
    bits: int = 16
    coding: Coding = "int"
    big_endian: bool = False

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample in all channels."""
        return self.channels * self.bits // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFormat:
    """What a server's word means.

    Attributes:
        kind: `raw` for samples of `pcm`; `file` for one that has to be decoded; `any` where the word says
            nothing that the bytes do not say better (`wav` is sent in front of bare samples, too); `unknown`.
        rate_hz, channels: As far as the word names them.
    """

    kind: Literal["raw", "file", "any", "unknown"]
    pcm: PcmFormat | None = None
    rate_hz: int | None = None
    channels: int | None = None


_G711 = PcmFormat(bits=8, coding="ulaw", rate_hz=8_000)
_RAW: dict[str, PcmFormat] = {
    **dict.fromkeys(("ulaw", "mulaw", "pcmu", "g711u", "g711ulaw", "g711mulaw", "pcmmulaw", "pcmulaw", "basic"), _G711),
    **dict.fromkeys(("alaw", "pcma", "g711a", "g711alaw", "pcmalaw"), replace(_G711, coding="alaw")),
    **dict.fromkeys(("s16be", "pcms16be", "l16", "pcm16be", "s16b", "int16be"), PcmFormat(big_endian=True)),
    **dict.fromkeys(("f32le", "pcmf32le", "pcmf32", "float32", "f32", "float", "pcmfloat", "float32le", "pcmfloat32"), PcmFormat(bits=32, coding="float")),
    **dict.fromkeys(("f32be", "pcmf32be", "float32be"), PcmFormat(bits=32, coding="float", big_endian=True)),
    **dict.fromkeys(("f64le", "pcmf64le", "pcmf64", "float64", "f64"), PcmFormat(bits=64, coding="float")),
    **dict.fromkeys(("s24le", "pcms24le", "pcm24", "s24", "pcm24le", "int24", "pcms24"), PcmFormat(bits=24)),
    **dict.fromkeys(("s24be", "pcms24be", "l24", "pcm24be"), PcmFormat(bits=24, big_endian=True)),
    **dict.fromkeys(("s32le", "pcms32le", "pcm32", "s32", "pcm32le", "int32", "pcms32"), PcmFormat(bits=32)),
    **dict.fromkeys(("s32be", "pcms32be", "pcm32be"), PcmFormat(bits=32, big_endian=True)),
    **dict.fromkeys(("u8", "pcm8", "pcmu8", "uint8", "l8"), PcmFormat(bits=8, coding="uint")),
    **dict.fromkeys(("s8", "pcms8", "int8"), PcmFormat(bits=8)),
}  # fmt: skip
_ANY = frozenset({
    "", "wav", "wave", "vndwave", "pcm", "pcm16", "pcm16le", "pcms16le", "pcms16", "s16le", "s16", "raw", "linear16", "lpcm", "int16", "int16le", "signed16", "signed16le", "audio",
    "octetstream", "sound",
})  # fmt: skip
_FILES = frozenset({
    "mp3", "mpeg", "mpga", "mpeg3", "mp2", "flac", "opus", "ogg", "oga", "vorbis", "oggopus", "oggvorbis", "aac", "aacp", "adts", "m4a", "mp4",
    "m4b", "alac", "webm", "weba", "mka", "aiff", "aif", "aifc", "caf", "amr", "amrnb", "amrwb", "au", "snd", "w64", "rf64", "wma", "3gp", "3gpp",
    "ac3", "speex", "spx",
})  # fmt: skip
# `raw-24khz-16bit-mono-pcm`, `audio-48khz-192kbitrate-mono-mp3`, `raw-8khz-8bit-mono-mulaw`
_AZURE = re.compile(r"(?:raw|riff|audio|ogg|webm|amr)-(\d+k?hz)-(?:(\d+)bit-|\d+kbitrate-)*(mono|stereo)-(\w+)")
_PARAMETER = re.compile(r";\s*(\w+)\s*=\s*\"?([\w.-]+)")


def named(word: str) -> NamedFormat:
    """What a word in `format`, or a MIME type, says of the bytes."""
    head, _, _ = word.strip().lower().partition(";")
    parameters = {k.lower(): v.lower() for k, v in _PARAMETER.findall(word)}
    head = head.strip().removeprefix("audio/").removeprefix("x-").removeprefix(".").replace("µ", "u").replace("μ", "u")
    rate_hz, channels = _number(parameters.get("rate")), _number(parameters.get("channels"))
    if found := re.fullmatch(
        r"([a-z0-9_]*?[a-z][a-z0-9]*?)[_-](\d{4,6}|\d{1,3}k(?:hz)?)([_-]\d+)*", head
    ):  # `mp3_44100_128`
        head, rate_hz = found[1], rate_hz or rate_of(found[2])
    elif found := _AZURE.fullmatch(head):
        rate_hz, channels = rate_hz or rate_of(found[1]), channels or channels_of(found[3])
        head = {"8": "pcm8", "24": "pcm24"}.get(found[2] or "", found[4]) if found[4] == "pcm" else found[4]
    plain = re.sub(r"[\s_.-]+", "", head)
    end = parameters.get("endianness", "")
    if plain == "l16" and (parameters.get("codec") == "pcm" or end.startswith("little")):  # Google's, which is s16le
        plain = "pcm"
    elif end.startswith("big") and plain in _ANY:
        plain = "s16be"
    if pcm := _RAW.get(plain):
        return NamedFormat(kind="raw", pcm=pcm, rate_hz=rate_hz, channels=channels)
    kind: Literal["any", "file", "unknown"] = "any" if plain in _ANY else "file" if plain in _FILES else "unknown"
    return NamedFormat(kind=kind, rate_hz=rate_hz, channels=channels)


def rate_of(value: object) -> int | None:
    """A sample rate as servers write it (16000, 16000.0, "16000", "16 kHz"), in Hz; None if it is none."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d{1,7}(?:\.\d{1,6})?)\s*(k)?\s*(hz)?\s*", value, re.IGNORECASE)
        value = float(found[1]) * (1_000 if found[2] else 1) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1_000 <= value <= 768_000:
        return None
    return round(value)


def channels_of(value: object) -> int | None:
    """A number of channels (2, 2.0, "2", "stereo"); None if it is none."""
    words = {"mono": 1, "stereo": 2}
    n = words.get(value.strip().lower(), _number(value)) if isinstance(value, str) else value
    return round(n) if isinstance(n, int | float) and not isinstance(n, bool) and 1 <= n <= 8 and n == int(n) else None


_INT16 = {end: np.dtype(f"{end}i2") for end in "<>"}  # read once: the word costs more than the samples of 10 ms


def to_int16(data: bytes, fmt: PcmFormat) -> Samples:
    """Whole frames of bytes as int16 mono samples; channels are averaged."""
    end = ">" if fmt.big_endian else "<"
    if fmt.coding in ("ulaw", "alaw"):
        x = _TABLES[fmt.coding][np.frombuffer(data, np.uint8)]
    elif fmt.coding == "float":
        wide = np.frombuffer(data, f"{end}f{fmt.bits // 8}").astype(np.float64)
        wide = np.nan_to_num(wide, nan=0.0, posinf=1.0, neginf=-1.0)
        x = np.clip(np.round(wide * 32768.0), -32768, 32767).astype(np.int16)
    elif fmt.bits == 16:
        x = np.frombuffer(data, _INT16[end]).astype(np.int16, copy=False)
    elif fmt.bits == 8:
        shift = 128 if fmt.coding == "uint" else 0
        x = ((np.frombuffer(data, np.uint8 if shift else np.int8).astype(np.int16) - shift) * 256).astype(np.int16)
    else:
        step = fmt.bits // 8
        top = slice(0, 2) if fmt.big_endian else slice(step - 2, step)
        x = np.ascontiguousarray(np.frombuffer(data, np.uint8).reshape(-1, step)[:, top]).view(f"{end}i2").ravel()
        x = x.astype(np.int16, copy=False)
    if fmt.channels > 1:
        x = x.reshape(-1, fmt.channels).mean(axis=1).round().astype(np.int16)
    return x


def _number(word: str | None) -> int | None:
    return int(word) if word and word.isdecimal() and len(word) < 8 else None


def _ulaw() -> Samples:
    code = ~np.arange(256, dtype=np.int64) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _alaw() -> Samples:
    code = np.arange(256, dtype=np.int64) ^ 0x55
    low, step = (code & 0x0F) << 4, code >> 4 & 7
    size = np.where(step == 0, low + 8, low + 0x108 << np.maximum(step - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


_TABLES: dict[str, Samples] = {"ulaw": _ulaw(), "alaw": _alaw()}
