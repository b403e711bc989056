"""Files that arrive in slices, over the same connection as everything else of a widget.

ipywidgets' upload sends a file as one message, and the server closes the connection at 10 MiB without
a word. Here a slice is at most a mebibyte, carries the CRC-32 of the file up to its end, and is
acknowledged; after a dropped connection the page asks how far we are and goes on from there.
It looks into no file and writes none.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from omni_nb import quantities
from omni_nb.messages import _

MOST_BYTES = 2 << 30


@dataclass(slots=True)
class Arriving:
    """A file that is arriving.

    Attributes:
        name: Its last component, without anything that is not printed.
        size: Bytes that were announced.
        received: Bytes that are here.
    """

    name: str
    size: int
    data: bytearray = field(default_factory=bytearray)
    crc: int = 0

    @property
    def received(self) -> int:
        """Bytes that are here."""
        return len(self.data)

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.received == self.size


class Inbox:
    """Files under way, by the id that the page gave them."""

    def __init__(self) -> None:
        self._files: dict[str, Arriving] = {}

    def announce(self, id: str, name: str, size: int) -> Arriving:
        """Make room for a file that is about to come.

        Raises:
            ValueError: More than 2 GB, or no size at all.
        """
        if not isinstance(size, int) or size < 0:
            raise ValueError(_("a file cannot be sent whose size in bytes is {size}", size=repr(size)))
        if size > MOST_BYTES:
            raise ValueError(
                _(
                    "{size} is more than a notebook should hold ({size2}); give a path or a URL",
                    size=quantities.exact_size(size),
                    size2=quantities.exact_size(MOST_BYTES),
                )
            )
        found = self._files[id] = Arriving(plain_name(name), size)
        return found

    def take(self, id: str, at: int, crc: int, data: bytes | memoryview) -> int | None:
        """Take a slice; `crc` is that of the file from its beginning to the slice's end.

        Returns:
            How many bytes are here, so that the page goes on from there; None for a file that nobody knows.
            One that came twice, too early or damaged is passed over.
        """
        file = self._files.get(id)
        if file is None:
            return None
        if at == file.received and at + len(data) <= file.size:
            running = zlib.crc32(data, file.crc)
            if running == crc:
                file.data += data
                file.crc = running
        return file.received

    def received(self, id: str) -> int | None:
        """How many bytes are here, or None for a file that nobody knows."""
        file = self._files.get(id)
        return None if file is None else file.received

    def collect(self, id: str) -> Arriving | None:
        """Take out a file if it is whole; None if it is not."""
        file = self._files.get(id)
        return self._files.pop(id) if file is not None and file.whole else None

    def forget(self, id: str) -> None:
        """Drop a file that is not wanted any more."""
        self._files.pop(id, None)


def plain_name(name: str) -> str:
    """The last component of a name: folders, control characters and marks of direction are left out."""
    last = re.split(r"[/\\]", str(name))[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:120] or "file"
