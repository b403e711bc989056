"""What a stream of bytes is, from its first ones: a sound file of some kind, or bare samples.

A server that sends an mp3 without saying so is heard as noise if its bytes are taken for samples, so
they are looked at before anything is played. Four bytes and more tell a file; the two of an MPEG frame
occur in sound too, so there the next frame has to stand where the first one says. It decodes nothing.
"""

from __future__ import annotations

import codecs
import re
import struct

# `.` is any byte. The longest decides how much is waited for.
_HEADS: tuple[tuple[str, bytes], ...] = (
    ("wav", b"RIFF....WAVE"), ("rf64", b"RF64....WAVE"), ("rf64", b"BW64....WAVE"), ("rifx", b"RIFX....WAVE"),
    ("w64", b"riff\x2e\x91\xcf\x11"), ("ogg", b"OggS\0"), ("flac", b"fLaC"), ("mp3", b"ID3\2"), ("mp3", b"ID3\3"), ("mp3", b"ID3\4"),
    ("m4a", b"\0\0\0.ftyp"), ("webm", b"\x1aE\xdf\xa3"), ("aiff", b"FORM....AIFF"), ("aiff", b"FORM....AIFC"), ("caf", b"caff\0"),
    ("au", b".snd\0\0\0"), ("amr", b"#!AMR"), ("wma", b"0&\xb2u\x8ef\xcf\x11"), ("voc", b"Creative Voice"),
    # No sound at all, and noise if it were played:
    ("png", b"\x89PNG\r\n"), ("jpeg", b"\xff\xd8\xff\xe0"), ("jpeg", b"\xff\xd8\xff\xe1"), ("gif", b"GIF8"), ("webp", b"RIFF....WEBP"),
    ("avi", b"RIFF....AVI "), ("pdf", b"%PDF-"), ("zip", b"PK\3\4"), ("gzip", b"\x1f\x8b\x08\0"), ("gzip", b"\x1f\x8b\x08\x08"),
)  # fmt: skip
_LITERAL_DOT = {"au"}
_TEXT_BYTES = 32  # samples that all happen to be words: once in ten million
_SAMPLES = {1: (8, 16, 24, 32), 3: (32, 64), 6: (8,), 7: (8,)}  # codes of a wav that are samples, by their bits

# Where a new file of the kind begins, so surely that the middle of one is not taken for it.
STARTS: dict[str, re.Pattern[bytes]] = {
    "wav": re.compile(rb"RIFF.{4}WAVE", re.DOTALL),
    "flac": re.compile(rb"fLaC[\x00\x80]\x00\x00\x22"),
    "ogg": re.compile(rb"OggS\x00[\x02\x03\x06\x07]\x00{8}"),
    "mp3": re.compile(  # a tag, or a first frame that holds a count
        rb"ID3[\x02-\x04][\x00\x01][\x00-\xf0][\x00-\x7f]{4}"
        rb"|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]..(?:\x00{9}|\x00{17}|\x00{32})(?:Xing|Info)\x00\x00\x00[\x00-\x0f]",
        re.DOTALL,
    ),
    "m4a": re.compile(rb"\x00\x00\x00[\x08-\x7f]ftyp[ -~]{4}"),
    "webm": re.compile(rb"\x1aE\xdf\xa3.{1,12}B\x86\x81", re.DOTALL),
    "aiff": re.compile(rb"FORM.{4}AIF[FC]", re.DOTALL),
    "caf": re.compile(rb"caff\x00\x01\x00\x00desc"),
    "au": re.compile(rb"\.snd\x00\x00\x00.{5}\x00\x00\x00[\x01-\x1b]", re.DOTALL),
}
LONGEST_START = 48


def container(head: bytes, *, whole: bool = False) -> str | None:
    """The kind of file that these first bytes begin; `""` for bare samples; None if more is needed to tell.

    Args:
        head: The first bytes.
        whole: Nothing comes after them.
    """
    if not head:
        return "" if whole else None
    for kind, magic in _HEADS:
        if _fits(head, magic, kind):
            if len(head) < len(magic) and not whole:
                return None
            if len(head) >= len(magic):
                return kind
    if _is_text(head):
        return "text" if len(head) >= _TEXT_BYTES or (whole and len(head) >= 8) else "" if whole else None
    return _frames(head, whole=whole) if head[0] == 0xFF else ""


def _is_text(head: bytes) -> bool:
    """As far as it goes: letters, spaces and line ends, in UTF-8; a character may be cut at the end."""
    try:
        words = codecs.getincrementaldecoder("utf-8")().decode(head[:256])
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\t\r\n" for c in words)


def wav_codec(head: bytes, *, whole: bool = False) -> int | None:
    """The format code of a wav, 0 where it holds samples as they are; None if more is needed to tell."""
    at = 12
    while at + 8 <= len(head):
        name, size = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"data" or size > 1 << 20:
            return 0
        if name == b"fmt ":
            if len(head) < at + 8 + max(min(size, 40), 16):
                break
            return _codec(head[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)
    return 0 if whole or len(head) > 1 << 16 else None


def is_samples(code: int, bits: int) -> bool:
    """A wav with this format code holds samples that need no decoder."""
    return bits in _SAMPLES.get(code, ())


def _codec(fmt: bytes) -> int:
    code, *_, bits = struct.unpack_from("<HHIIHH", fmt)
    if code == 0xFFFE and len(fmt) >= 26:
        code = struct.unpack_from("<H", fmt, 24)[0]
    return 0 if is_samples(code, bits) else int(code)


def _fits(head: bytes, magic: bytes, kind: str) -> bool:
    """As far as both go, they are the same."""
    return all((m == 0x2E and kind not in _LITERAL_DOT) or m == h for h, m in zip(head, magic, strict=False))


def _frames(head: bytes, *, whole: bool) -> str | None:
    """MPEG or ADTS frames: two of the same kind, one behind the other."""
    if len(head) < 6:
        return "" if whole or (len(head) > 1 and not _could_be_frame(head)) else None
    length = frame_bytes(head)
    if not length:
        return ""
    if len(head) < length + 6:
        return None if not whole else _kind(head) if len(head) == length else ""
    after = head[length : length + 6]
    return _kind(head) if frame_bytes(after) and _same(head, after) else ""


def _could_be_frame(head: bytes) -> bool:
    return head[1] & 0xE0 == 0xE0


def _kind(head: bytes) -> str:
    return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"


def _same(a: bytes, b: bytes) -> bool:
    """Version, layer and rate do not change within a file."""
    return a[1] & 0xFE == b[1] & 0xFE and a[2] & 0x0C == b[2] & 0x0C


_KBITS = {
    (3, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (3, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (3, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # (version, layer) by their bits
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def frame_bytes(head: bytes) -> int:
    """The length of the MPEG or ADTS frame that begins here, or 0 if none does. Six bytes are needed."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if head[1] & 0xF6 == 0xF0:
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        return length if length > 7 and head[2] >> 2 & 15 < 13 else 0
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 0 or not 0 < bits < 15 or rate == 3:
        return 0
    bit_rate = _KBITS[(3, layer) if version == 3 else (2, max(layer, 2))][bits - 1] * 1_000
    rate_hz, padding = _RATES[version][rate], head[2] >> 1 & 1
    if layer == 3:
        return (12 * bit_rate // rate_hz + padding) * 4
    return (72 if version != 3 and layer == 1 else 144) * bit_rate // rate_hz + padding
