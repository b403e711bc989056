"""The one door for a server's words: what comes through it may stand in an error, a note, a reply, a file, on a screen.

A server may repeat the key in any field, and may send escapes that fill a clipboard. Whoever makes an
event or an error of something that a server wrote sends it through here, whatever the field. How words
are then shown (HTML, Markdown, terminal) is `escape`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from omni_nb.escape import visible

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONGEST_MESSAGE, _LONGEST_NAME = 2_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerWords:
    """What is struck out of a server's words.

    Attributes:
        strike: Takes secrets out of a text.
        open_end: How many characters at the end of a text could be the beginning of a secret.
        strike_pieces: Takes pieces of secrets out of a text, too: for what is kept raw, where a secret may be cut anywhere.
    """

    strike: Callable[[str], str] = str
    open_end: Callable[[str], int] = lambda text: 0
    strike_pieces: Callable[[str], str] = str

    def message(self, value: object) -> str:
        """Words for people, of any number of lines; shortened where they are endless."""
        return _shortened(visible(self.strike(str(value))).strip(), _LONGEST_MESSAGE)

    def name(self, value: object) -> str:
        """An id, a code, a reason: one short line; nothing for what is neither a string nor a number."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return _shortened(" ".join(visible(self.strike(str(value)[: 10 * _LONGEST_NAME])).split()), _LONGEST_NAME)

    def running(self) -> RunningWords:
        """The door for words that come in pieces."""
        return RunningWords(self)


class RunningWords:
    """Words in pieces: every character of the model's stays, but controls, and a secret wherever it is cut."""

    def __init__(self, words: ServerWords) -> None:
        self._words = words
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be said now."""
        text = self._held + piece
        n = self._words.open_end(text)
        text, self._held = (text[:-n], text[-n:]) if n else (text, "")
        return _CONTROLS.sub("\ufffd", self._words.strike(text))

    def flush(self) -> str:
        """What was held back."""
        text, self._held = self._held, ""
        return _CONTROLS.sub("\ufffd", self._words.strike(text))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"
