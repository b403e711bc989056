"""Sound files one behind the other in a stream of bytes, each to be decoded when the next begins.

A server sends one file cut into pieces, or makes every piece a file of its own. A beginning is looked
for at every byte and not where a piece begins, so it does not matter how the stream was cut.
"""

from __future__ import annotations

from omni_nb.sound.sniffing import LONGEST_START, STARTS


class JoinedFiles:
    """Bytes of files of one kind to whole files.

    Attributes:
        size_bytes: What is held of the file that has begun.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._start = STARTS.get(kind)
        self._held = bytearray()
        self._seen = 0

    @property
    def held(self) -> bytes:
        """The file that has begun and not ended, as far as it came."""
        return bytes(self._held)

    @property
    def size_bytes(self) -> int:
        """Bytes of the file that has begun and not ended."""
        return len(self._held)

    def feed(self, data: bytes) -> list[bytes]:
        """Files that are whole now, because another begins."""
        self._held += data
        out: list[bytes] = []
        while self._start is not None and (found := self._start.search(self._held, max(self._seen - LONGEST_START, 1))):
            if not _is_whole(self._kind, self._held[: found.start()]):
                self._seen = found.end() + LONGEST_START
                continue
            out.append(bytes(self._held[: found.start()]))
            del self._held[: found.start()]
            self._seen = 0
        self._seen = max(self._seen, len(self._held))
        return out

    def flush(self) -> bytes:
        """The last file, which nothing ends."""
        out = bytes(self._held)
        self._held.clear()
        self._seen = 0
        return out


def _is_whole(kind: str, file: bytearray) -> bool:
    """What stands before a beginning is a file, and not its own head."""
    if kind == "ogg":  # several tracks are announced before the first of them begins
        return any(b"OggS\0" + bytes([flags]) in file for flags in (0, 1, 4, 5))
    if kind == "mp3" and file[:3] == b"ID3" and len(file) >= 10:
        a, b, c, d = file[6:10]
        return len(file) > 10 + (a << 21 | b << 14 | c << 7 | d) + 10
    return True
