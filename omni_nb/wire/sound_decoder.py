"""The sound of a reply: pieces of base64, with or without a word for what they are, to samples.

The word is believed where the bytes do not say it better. Bare samples are played as they come, files
when they are whole. What is neither is not played at all: it is named in a note and kept.
"""

from __future__ import annotations

import re

from omni_nb import quantities
from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.notes import Note, NoteCode
from omni_nb.sound.clip import Clip
from omni_nb.sound.formats import REPLY_RATE_HZ, NamedFormat, PcmFormat, Samples, channels_of, named, rate_of
from omni_nb.sound.joined import JoinedFiles
from omni_nb.sound.pcm import Base64Decoder, PcmDecoder
from omni_nb.sound.sniffing import container, wav_codec

Run = tuple[int, Samples]
_DATA_URL = re.compile(r"data:([^,]{0,200}),")
_BLOCK = 1 << 16  # the PCM decoder moves what it holds; in blocks, many headers in one piece cost no square
_MOST_NOTES = 8


class SoundDecoder:
    """Incremental; every cut of the same bytes gives the same samples.

    Args:
        rate_hz: Of bare samples whose rate nobody tells.
        asked: The format that was asked for: what comes without a word is that, or what its bytes say.

    Attributes:
        notes: What was odd; only grows.
        undecoded: Bytes that could not be made sound.
        held_bytes: Of a file that is not whole yet.
    """

    def __init__(self, *, rate_hz: int = REPLY_RATE_HZ, asked: str = "") -> None:
        self.notes: list[Note] = []
        self._rate_hz, self._asked = rate_hz, named(asked)
        self._undecoded = bytearray()
        self._open("")

    def _open(self, word: str) -> None:
        """For a stream of another format."""
        self._word, self._named = word, named(word) if word else self._asked
        self._base64 = Base64Decoder()
        self._pcm: PcmDecoder | None = None
        self._files: JoinedFiles | None = None
        self._kind = ""
        self._dead = False
        self._head = b""
        self._url = ""
        self._begun = False
        self._pcm_notes = 0
        self._said: tuple[object, object] = (None, None)

    @property
    def undecoded(self) -> bytes:
        """What came and could not be made sound."""
        return bytes(self._undecoded)

    @property
    def unfinished(self) -> bytes:
        """The file that has begun and is decoded when it is whole."""
        return self._files.held if self._files else b""

    @property
    def held_bytes(self) -> int:
        """What waits for its decoding."""
        return (self._files.size_bytes if self._files else 0) + len(self._undecoded)

    def feed(self, data: str, word: str = "", rate: object = None, channels: object = None) -> list[Run]:
        """Runs of `(rate_hz, samples)`.

        Args:
            data: Base64, or a data URL, cut anywhere.
            word: The `format` of the piece; nothing keeps the former one.
            rate: The sample rate, as the server writes it.
            channels: The same of channels.
        """
        out: list[Run] = []
        if word and word != self._word:
            if not self._begun:
                self._word, self._named = word, named(word)
            elif (self._word or self._files is None) and self._means_other(word):
                out += self.flush()
                self._open(word)
        if rate is not None or channels is not None:
            self._say(rate, channels)
        self._begun = True
        self._bytes(self._base64.feed(self._without_url(data)), out)
        return out

    def flush(self) -> list[Run]:
        """What was held back, and the file that nothing ended."""
        out: list[Run] = []
        if self._url:
            self._bytes(self._base64.feed(self._url), out)
            self._url = ""
        self._bytes(self._base64.flush(), out)
        if self._head:
            self._choose(out, whole=True)
        if self._pcm is not None:
            out += self._pcm.flush()
            self._take_notes()
        if self._files is not None and (last := self._files.flush()):
            self._read(last, out)
        if self._base64.dropped:
            self._note(
                "sound",
                _("{dropped} character(s) of the sound were not base64 and were skipped", dropped=self._base64.dropped),
            )
        self._base64.dropped = 0
        return out

    def _note(self, code: NoteCode, text: str) -> None:
        """Remember it, once."""
        if text not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(Note(code, text))

    def _means_other(self, word: str) -> bool:
        now, then = self._named, named(word)
        return (now.kind, now.pcm) != (then.kind, then.pcm)

    def _without_url(self, data: str) -> str:
        """The base64 in it. The head of a data URL may be cut, too, and may name the format."""
        if len(data) >= 5 and not self._url and not data.startswith("data:"):
            return data
        data, self._url = self._url + data, ""
        if "data:"[: len(data)] != data[:5]:
            return data
        found = _DATA_URL.match(data)
        if not found:
            if len(data) < 256:
                self._url = data
                return ""
            return data
        mime = found[1].removesuffix(";base64")
        if mime and not self._word and self._pcm is None and self._files is None:
            self._word, self._named = mime, named(mime)
        return data[found.end() :]

    def _say(self, rate: object, channels: object) -> None:
        if (rate, channels) == self._said:
            return
        self._said = (rate, channels)
        self._named = NamedFormat(
            kind=self._named.kind, pcm=self._named.pcm,
            rate_hz=rate_of(rate) or self._named.rate_hz, channels=channels_of(channels) or self._named.channels,
        )  # fmt: skip
        if self._pcm is not None and not self._pcm.headers:
            self._pcm.format = self._format()

    def _format(self) -> PcmFormat:
        base = self._named.pcm or PcmFormat(rate_hz=self._rate_hz)
        return PcmFormat(
            rate_hz=self._named.rate_hz or base.rate_hz, channels=self._named.channels or base.channels,
            bits=base.bits, coding=base.coding, big_endian=base.big_endian,
        )  # fmt: skip

    def _bytes(self, data: bytes, out: list[Run]) -> None:
        if not data:
            return
        if self._pcm is not None:
            if len(data) <= _BLOCK:
                out += self._pcm.feed(data)
            else:
                for at in range(0, len(data), _BLOCK):
                    out += self._pcm.feed(data[at : at + _BLOCK])
            if len(self._pcm.notes) > self._pcm_notes:
                self._take_notes()
        elif self._files is not None:
            for file in self._files.feed(data):
                self._read(file, out)
        elif self._dead:
            self._undecoded += data
        else:
            self._head += data
            self._choose(out, whole=False)

    def _choose(self, out: list[Run], *, whole: bool) -> None:
        """What it is, as soon as the first bytes tell."""
        kind = container(self._head, whole=whole)
        if kind == "wav":
            codec = wav_codec(self._head, whole=whole)
            kind = None if codec is None else "wav" if codec else ""
        if kind is None:
            return
        head, self._head = self._head, b""
        if kind or self._named.kind == "file":
            self._kind = kind or self._word or "unknown"
            self._files = JoinedFiles(kind)
        elif self._named.kind == "unknown":
            self._dead = True
            self._note(
                "sound_undecoded",
                _(
                    "the sound has the format {word}, which is unknown: it is not played, its bytes are in reply.undecoded",
                    word=repr(self._word[:40]),
                ),
            )
        else:
            self._pcm = PcmDecoder()
            self._pcm.format = self._format()
        self._bytes(head, out)

    def _read(self, file: bytes, out: list[Run]) -> None:
        try:
            clip = Clip.read(file)
        except OmniError as err:
            self._note(
                "sound_undecoded",
                _(
                    "a chunk of sound ({kind}, {size}) could not be decoded and is missing; its bytes are in reply.undecoded ({cause} {repair})",
                    kind=self._kind,
                    size=quantities.exact_size(len(file)),
                    cause=err.cause,
                    repair=err.repair,
                ),
            )
            self._undecoded += file
            return
        if len(clip):
            out.append((clip.sample_rate, clip.samples))

    def _take_notes(self) -> None:
        assert self._pcm is not None
        for text in self._pcm.notes[self._pcm_notes :]:
            self._note("sound", text)
        self._pcm_notes = len(self._pcm.notes)
