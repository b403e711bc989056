"""What a stream of text can take: its code page, its width, and whether anybody still reads it.

A Windows console of code page 1252, `LANG=C` or a pipe know a few hundred characters; printing others raises,
and would cost the reply. Here each is written by what comes nearest. Knows no reply.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TextIO

_NEAREST = {
    "→": "->", "⚠": "!", "·": "-", "…": "...", "—": "--", "–": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "‹": "<", "›": ">",
    "×": "x", "✓": "ok", "€": "EUR", "¥": "CNY ", "≈": "~", "≤": "<=", "≥": ">=", "−": "-", "\u00a0": " ",
    **dict(zip("▁▂▃▄▅▆▇█", "_.-:=+*#", strict=True)),
}  # fmt: skip


_failed: list[OSError] = []


class Console:
    """A text stream that can be written any text; nothing raises when its reader has left or its disk is full.

    Attributes:
        gone: Why nothing can be written to it any more, or None.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.gone: OSError | None = None

    def write(self, text: str) -> None:
        """Write text as well as the stream can show it; nothing more once its reader has left (`| head`)."""
        if self._stream is None or self.gone is not None:  # there is none under pythonw
            return
        try:
            self._stream.write(fitting(text, self._stream))
            self._stream.flush()
        except OSError as err:
            self.gone = err
            if not isinstance(err, BrokenPipeError) and self._stream is sys.stdout:
                _failed.append(err)  # Python forgets it: the next flush does not raise
        except ValueError as err:  # it was closed
            self.gone = OSError(str(err))

    def line(self, text: str = "") -> None:
        """Write text and a line break."""
        self.write(text + "\n")


def fitting(text: str, stream: TextIO | None) -> str:
    """The text with what the stream's encoding lacks replaced by what comes nearest, else by a mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if _fits(text, encoding):
        return text
    mark = "\ufffd" if _fits("\ufffd", encoding) else "?"
    return "".join(c if _fits(c, encoding) else _first(c, encoding, mark) for c in text)


def takes(text: str, stream: TextIO | None) -> bool:
    """Whether the stream can show the text as it is."""
    return _fits(text, getattr(stream, "encoding", None) or "utf-8")


def width(most: int) -> int:
    """Columns of the terminal that may be filled; `most` where there is none."""
    return max(8, min(most, shutil.get_terminal_size((most + 1, 24)).columns - 1))


def settle() -> OSError | None:
    """Flush before the process ends, so that a reader who has left causes no complaint.

    Returns:
        Why something could not be written (a full disk), or None.
    """
    failed = _failed.pop() if _failed else None
    _failed.clear()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError) as err:
            if isinstance(err, OSError) and not isinstance(err, BrokenPipeError):
                failed = err
            # Python flushes once more at its end, and would complain then
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return failed


def _first(char: str, encoding: str, mark: str) -> str:
    near = _NEAREST.get(char, mark)
    return near if _fits(near, encoding) else mark


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return text.isascii()
    return True
