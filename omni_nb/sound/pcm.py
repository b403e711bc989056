"""Bytes to samples, as they come.

Two `feed()`/`flush()` decoders. Wherever a stream is cut, the samples are the same: what
cannot be decoded yet is held back, never guessed. They know nothing of JSON or vendors.
"""

from __future__ import annotations

import binascii
import re
import struct

from omni_nb import quantities
from omni_nb.messages import _
from omni_nb.sound.formats import REPLY_RATE_HZ, PcmFormat, to_int16
from omni_nb.sound.formats import Samples as Samples
from omni_nb.sound.sniffing import is_samples

_HEX = re.compile("(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{64,}")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]+")
_URL_SAFE = str.maketrans("-_", "+/")


class Base64Decoder:
    """Incremental base64 that may be cut anywhere and padded anywhere.

    Joining the pieces and decoding once is wrong: `b64decode("QUFBQQ==QkJCQg==")` is
    `b"AAAA"`, the rest is dropped silently, and OpenRouter pads in the middle.
    """

    def __init__(self) -> None:
        self._held = ""
        self._hex: bool | None = None
        self.dropped = 0
        """Characters that were not base64, or an incomplete last one."""

    def feed(self, piece: str) -> bytes:
        """Decode what can be decoded; keep 0 to 3 characters for the next call.

        A stream whose first piece is 64 and more of `0-9a-f` is hexadecimal, as MiniMax sends it: in base64 that
        does not occur by chance.
        """
        if self._hex is None and piece:
            self._hex = _HEX.fullmatch(piece) is not None
        text = self._held + piece
        if self._hex:
            self._held = text[len(text) & ~1 :]
            try:
                return bytes.fromhex(text[: len(text) & ~1])
            except ValueError:
                self.dropped += len(text)
                return b""
        whole = len(text) & ~3
        try:
            out = binascii.a2b_base64(text[:whole], strict_mode=True)
        except (binascii.Error, ValueError):
            return self._feed_slowly(text)
        tail = text[whole:]
        if tail and _NOT_BASE64.search(tail):
            return self._feed_slowly(text)
        self._held = tail
        return out

    def flush(self) -> bytes:
        """Decode an unpadded tail. A single left-over character holds no byte and is dropped."""
        out = self._group(self._held.rstrip("="))
        self._held = ""
        return out

    def _feed_slowly(self, text: str) -> bytes:
        clean = _NOT_BASE64.sub("", text.translate(_URL_SAFE))
        self.dropped += len(re.sub(r"\s+", "", text)) - len(clean)
        *groups, last = clean.split("=")
        out = b"".join(self._group(g) for g in groups)
        whole = len(last) & ~3
        self._held = last[whole:]
        return out + binascii.a2b_base64(last[:whole])

    def _group(self, group: str) -> bytes:
        if len(group) % 4 == 1:  # six bits: no byte in it
            self.dropped += 1
            group = group[:-1]
        return binascii.a2b_base64(group + "=" * (-len(group) % 4))


_UNKNOWN_SIZE = 0x7FFF_F000  # 0, 0xFFFFFFFF and ffmpeg's 0x7FFFF000 all mean "not known yet"
_RIFF = re.compile(rb"RIFF.{4}WAVE", re.DOTALL)
_TOKEN = re.compile(rb"RIFF.{4}WAVE|LIST.{4}(?:INFO|adtl)", re.DOTALL)
_CHUNK_IDS = (b"LIST", b"fact", b"JUNK", b"id3 ", b"ID3 ", b"bext", b"PEAK", b"cue ", b"smpl", b"FLLR", b"PAD ")


class PcmDecoder:
    """A byte stream to int16 mono samples; RIFF headers are understood wherever they stand.

    Servers send raw PCM, one header, a header in every chunk, sizes 0 or 0xFFFFFFFF, and
    `LIST` tails. A header is looked for at every byte, not at chunk starts, so the result does
    not depend on where the stream was cut; the twelve bytes of a false one do not occur in sound.

    Attributes:
        format: What the last header said, or the raw default.
        headers: How many RIFF headers were seen.
        notes: What was odd, in words.
    """

    def __init__(self, *, rate_hz: int = REPLY_RATE_HZ) -> None:
        self.format = PcmFormat(rate_hz=rate_hz)
        self.headers = 0
        self.notes: list[str] = []
        self._held = b""
        self._left: int | None = None  # bytes to the end of a data chunk of known size
        self._skip = 0  # bytes of a chunk that is not sound
        self._in_header = False
        self._mute = False  # the header names a format that is no samples: never play it as noise

    def feed(self, data: bytes) -> list[tuple[int, Samples]]:
        """Runs of `(rate_hz, samples)`; nearly always none or one."""
        self._held += data
        out: list[tuple[int, Samples]] = []
        while self._step(out, final=False):
            pass
        return out

    def flush(self) -> list[tuple[int, Samples]]:
        """What was held back. Half a sample at the end is dropped, with a note."""
        out: list[tuple[int, Samples]] = []
        while self._step(out, final=True):
            pass
        if self._held:
            self.notes.append(
                _("dropped {size} at the end, less than one sample", size=quantities.exact_size(len(self._held)))
            )
            self._held = b""
        return out

    # One step consumes something from `_held` and says whether to go on.
    def _step(self, out: list[tuple[int, Samples]], *, final: bool) -> bool:
        if not self._held:
            return False
        if self._skip:
            cut = min(self._skip, len(self._held))
            self._held, self._skip = self._held[cut:], self._skip - cut
            return True
        if self._in_header:
            return self._read_header_chunk(final=final)
        if self._left == 0:
            return self._after_data(final=final)
        return self._read_sound(out, final=final)

    def _read_sound(self, out: list[tuple[int, Samples]], *, final: bool) -> bool:
        held = self._held
        found = _TOKEN.search(held) if (b"RIFF" in held or b"LIST" in held) else None
        end = found.start() if found else len(held) - (0 if final else _maybe_token(held))
        if self._left is not None and self._left <= end:
            end, found = self._left, None
        frame = self.format.frame_bytes
        usable = end - end % frame
        if usable and not self._mute:
            out.append((self.format.rate_hz, to_int16(held[:usable], self.format)))
        if self._left is not None:
            self._left -= end if (found or end == self._left) else usable
        if found:
            self._note_half(end - usable)
            self._held = held[end:]
            self._open_token()
            return True
        if self._left == 0:
            self._note_half(end - usable)
            self._held = held[end:]
            return True
        self._held = held[usable:]
        return False

    def _note_half(self, n: int) -> None:
        if n:
            self.notes.append(_("dropped {size} before a header, less than one sample", size=quantities.exact_size(n)))

    def _open_token(self) -> None:
        if _RIFF.match(self._held):
            self._held, self._in_header, self._left = self._held[12:], True, None
            self.headers += 1
        else:
            size = _padded(self._held)
            self._skip, self._left = (size if size < 1 << 20 else 12), None

    def _after_data(self, *, final: bool) -> bool:
        """Behind a data chunk of known size: another file, a tail, or simply more samples."""
        head = self._held[:4]
        if head in _CHUNK_IDS or head == b"RIFF":
            if len(self._held) < 12 and not final:
                return False
            if _RIFF.match(self._held):
                self._open_token()
                return True
            if head in _CHUNK_IDS and len(self._held) >= 8:
                self._skip = _padded(self._held)
                return True
        elif not final and len(head) < 4 and any(i.startswith(head) for i in (b"RIFF", *_CHUNK_IDS)):
            return False
        self._left = None  # e.g. a header in the first chunk only, with that chunk's size
        return True

    def _read_header_chunk(self, *, final: bool) -> bool:
        if len(self._held) < 8:
            return self._give_up_header() if final else False
        name, size = self._held[:4], struct.unpack_from("<I", self._held, 4)[0]
        if name == b"data":
            self._held, self._in_header = self._held[8:], False
            self._left = None if size == 0 or size >= _UNKNOWN_SIZE else size
            return True
        if name == b"fmt " and 16 <= size <= 64:
            if len(self._held) < 8 + size:
                return self._give_up_header() if final else False
            self._read_fmt(self._held[8 : 8 + size])
        if size > 1 << 20:
            self.notes.append(
                _(
                    "a RIFF chunk {name} claims {size}; it was read as sound",
                    name=repr(name),
                    size=quantities.exact_size(size),
                )
            )
            self._in_header = False
            return True
        self._skip = _padded(self._held)
        return True

    def _give_up_header(self) -> bool:
        self.notes.append(_("the stream ended inside a RIFF header"))
        self._held, self._in_header = b"", False
        return False

    def _read_fmt(self, fmt: bytes) -> None:
        code, channels, rate, _speed, _block, bits = struct.unpack_from("<HHIIHH", fmt)
        if code == 0xFFFE and len(fmt) >= 26:
            code = struct.unpack_from("<H", fmt, 24)[0]
        self._mute = not is_samples(code, bits) or not 1 <= channels <= 8 or not 1_000 <= rate <= 768_000
        if self._mute:
            self.notes.append(
                _(
                    "a RIFF header gives format {code}, {bits} bits, {channels} channels, {rate} Hz, which cannot be read: its sound was skipped",
                    code=code,
                    bits=bits,
                    channels=channels,
                    rate=rate,
                )
            )
            return
        coding = {1: "uint" if bits == 8 else "int", 3: "float", 6: "alaw", 7: "ulaw"}[code]
        self.format = PcmFormat(rate_hz=rate, channels=channels, bits=bits, coding=coding)  # type: ignore[arg-type]


def _padded(chunk: bytes) -> int:
    """Length of a RIFF chunk with its head; chunks are padded to even lengths."""
    size: int = struct.unpack_from("<I", chunk, 4)[0]
    return 8 + size + (size & 1)


def _maybe_token(held: bytes) -> int:
    """How many bytes at the end could be the start of a header that is not all here yet."""
    last = held[-11:]
    if b"R" not in last and b"L" not in last:  # nearly always
        return 0
    for n in range(len(last), 0, -1):
        tail = held[-n:]
        head = tail[:4]
        if (b"RIFF"[:n] == head[:4] or b"LIST"[:n] == head[:4]) and _fits(tail):
            return n
    return 0


def _fits(tail: bytes) -> bool:
    rest = tail[8:]
    names = (b"WAVE",) if tail[:1] == b"R" else (b"INFO", b"adtl")
    return any(name.startswith(rest) for name in names)
