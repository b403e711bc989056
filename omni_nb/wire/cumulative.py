"""Servers whose every piece is the whole text so far: what of a piece is new.

It is decided at the beginning alone: as long as each piece begins with all of the one before and is longer, pieces are
held back; the first that is not makes the stream an ordinary one, for good, and nothing was lost.
"""

from __future__ import annotations

_STEPS = 3
_LONG = 8  # characters; then two steps are enough


class Cumulative:
    """Pieces of one place to what is new in them.

    Attributes:
        found: The server is of that kind.
    """

    def __init__(self) -> None:
        self.found = False
        self._first = self._last = ""
        self._held: list[str] = []
        self._ordinary = False

    def feed(self, piece: str) -> str:
        """What of the piece is new, and what was held back and is now known to be."""
        if self._ordinary or not piece:
            return piece
        if not self._first:
            self._first = self._last = piece
            return piece
        if self.found:
            return self._behind(piece.rstrip("\ufffd"))  # half of a character, whole in the next piece
        if not piece.startswith(self._last) or len(piece) == len(self._first):
            self._ordinary = True
            return self.flush() + piece
        self._held.append(piece)
        certain = len(self._held) >= _STEPS or (len(self._held) == _STEPS - 1 and len(self._last) >= _LONG)
        if certain and not _repeats(self._first, piece):
            self.found, self._held, self._last = True, [], self._first
            return self._behind(piece)
        self._last = piece
        return ""

    def flush(self) -> str:
        """What was held back, at the end or when the stream is an ordinary one."""
        held, self._held = "".join(self._held), []
        return held

    def _behind(self, piece: str) -> str:
        if self._last.startswith(piece):
            return ""
        if not piece.startswith(self._last):  # it stopped to be of that kind
            self._last += piece
            return piece
        new, self._last = piece[len(self._last) :], piece
        return new


def _repeats(first: str, piece: str) -> bool:
    """It is made of nothing but the first: `ha`, `haha`, `hahaha` is laughter, each piece of it new."""
    return (first * (len(piece) // len(first) + 1)).startswith(piece)
