"""Thinking that a server left in the answer: `<think>…</think>` at its start, cut anywhere.

Only the start counts: a tag further on is something that the model writes about. Templates of Qwen and
DeepSeek write the opening tag themselves, so that only the closing one comes; whether it does is known
when the words before it have been said.
"""

from __future__ import annotations

import re

_OPEN = ("<think>", "<thinking>", "<thought>")
_CLOSE = re.compile(r"</(think|thinking|thought)>", re.IGNORECASE)
_LONGEST_CLOSE = len("</thinking>")
_LONE = re.compile(r"(?<![`'\"“‘])</think(ing)?>[ \t]*(\n|$)", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)


class ThinkTags:
    """Pieces of an answer to `(thinking, words)`."""

    def __init__(self) -> None:
        self._state = "start"
        self._held = ""

    def feed(self, piece: str) -> tuple[str, str]:
        """What of the piece is thinking, and what is the answer."""
        if self._state == "answer":
            return "", piece
        text, self._held = self._held + piece, ""
        if self._state == "start":
            bare = text.lstrip()
            lower = bare[:12].lower()
            if found := next((t for t in _OPEN if lower.startswith(t)), None):
                self._state, text = "thinking", bare[len(found) :]
            elif any(t.startswith(lower) for t in _OPEN):
                self._held = text
                return "", ""
            else:
                self._state = "answer"
                return "", text
        return self._think(text)

    def flush(self) -> tuple[str, str]:
        """What was held back."""
        text, self._held = self._held, ""
        return (text, "") if self._state == "thinking" else ("", text)

    def _think(self, text: str) -> tuple[str, str]:
        if self._state == "after":
            return "", self._after(text)
        if found := _CLOSE.search(text):
            self._state = "after"
            return text[: found.start()], self._after(text[found.end() :])
        at = text.rfind("<", max(len(text) - _LONGEST_CLOSE, 0))
        if at >= 0 and any(t.startswith(text[at:].lower()) for t in ("</think>", "</thinking>", "</thought>")):
            text, self._held = text[:at], text[at:]
        return text, ""

    def _after(self, text: str) -> str:
        """Empty lines between the thinking and the answer belong to neither."""
        words = text.lstrip()
        if words:
            self._state = "answer"
        return words


class LoneClose:
    """Sees a `</think>` at the end of a line, outside of code, that nothing opened."""

    def __init__(self) -> None:
        self._line: list[str] = []
        self._fences = 0
        self._over = False

    def feed(self, piece: str) -> bool:
        """The words so far, this piece included, hold one now."""
        if "\n" not in piece or self._over:
            self._line.append(piece)
            return False
        *whole, last = "".join([*self._line, piece]).split("\n")
        self._line = [last]
        for line in whole:
            self._fences += bool(_FENCE.match(line))
            if self._fences % 2 == 0 and "</think" in line and _LONE.search(line):
                self._over, self._line = True, []
        return self._over


def split_at_close(text: str) -> tuple[str, str]:
    """`(thinking, answer)` of words that hold a lone `</think>`; all of them are the answer if they do not."""
    found = _LONE.search(text)
    return (text[: found.start()].strip(), text[found.end() :].lstrip()) if found else ("", text)
