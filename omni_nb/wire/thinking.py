"""Thinking that a server left in the answer: `<think>…</think>` and its like at its start, cut anywhere.

Only the start counts: a tag further on is something that the model writes about. Templates of Qwen and
DeepSeek write the opening tag themselves, so that only the closing one comes; whether it does is known
when the words before it have been said.
"""

from __future__ import annotations

import re
from typing import Literal

# What opens it, and what closes it, in lower case. Tags may have attributes; `Think` is `think`.
_TAGS = ("think", "thinking", "thought", "reasoning", "seed:think", "mm:think")
_MARKS = {
    "[think]": "[/think]", "◁think▷": "◁/think▷", "<|think|>": "<|/think|>", "<|start_thinking|>": "<|end_thinking|>",
    "<|begin_of_thought|>": "<|end_of_thought|>", "<|channel|>analysis<|message|>": "<|end|>",
}  # fmt: skip
_ANSWER_MARKS = (
    "<|start_response|>",
    "<|begin_of_solution|>",
    "<|start|>assistant<|channel|>final<|message|>",
    "<|channel|>final<|message|>",
)
_TAG = re.compile(r"<([a-z:]+)(?:\s[^<>]{0,80})?>")
_PART_OF_TAG = re.compile(r"<([a-z:]*)(\s[^<>]{0,80})?")
_LONGEST = 48
_LONE = re.compile(r"(?<![`'\"“‘])</think(ing)?>[ \t]*(\n|$)", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)


class ThinkTags:
    """Pieces of an answer to `(thinking, words)`."""

    def __init__(self) -> None:
        self._state: Literal["start", "thinking", "after", "answer"] = "start"
        self._close = re.compile("")
        self._close_mark = ""
        self._held = ""

    def feed(self, piece: str) -> tuple[str, str]:
        """What of the piece is thinking, and what is the answer."""
        if self._state == "answer":
            return "", piece
        text, self._held = self._held + piece, ""
        thought = ""
        while True:
            if self._state == "thinking":
                more, text = self._think(text)
                thought += more
                if self._state == "thinking":
                    return thought, ""
            bare = text.lstrip()
            if (end := self._opened(bare)) is not None:
                text = bare[end:]
            elif self._state == "after" and (
                mark := next((m for m in _ANSWER_MARKS if bare[:_LONGEST].lower().startswith(m)), "")
            ):
                text = bare[len(mark) :]
            elif self._may_open(bare[:200].lower()):
                self._held = text
                return thought, ""
            else:  # empty lines between the thinking and the answer belong to neither
                words = bare if self._state == "after" else text
                self._state = "answer"
                return thought, words

    def flush(self) -> tuple[str, str]:
        """What was held back."""
        text, self._held = self._held, ""
        return (text, "") if self._state == "thinking" else ("", text.lstrip() if self._state == "after" else text)

    def _opened(self, bare: str) -> int | None:
        """Where the thinking begins that these words open, if they do."""
        lower = bare[:200].lower()
        if (tag := _TAG.match(lower)) and tag[1] in _TAGS:
            self._close_mark, close, end = f"</{tag[1]}", rf"</{tag[1]}\s*>", tag.end()
        elif mark := next((m for m in _MARKS if lower.startswith(m)), ""):
            self._close_mark, close, end = _MARKS[mark], re.escape(_MARKS[mark]), len(mark)
        else:
            return None
        self._state, self._close = "thinking", re.compile(close, re.IGNORECASE)
        return end

    def _may_open(self, lower: str) -> bool:
        """They are the beginning of what opens thinking."""
        marks = (*_MARKS, *(_ANSWER_MARKS if self._state == "after" else ()))
        if not lower or any(mark.startswith(lower) for mark in marks):
            return True
        part = _PART_OF_TAG.fullmatch(lower)
        return part is not None and any(t == part[1] if part[2] else t.startswith(part[1]) for t in _TAGS)

    def _think(self, text: str) -> tuple[str, str]:
        """`(thinking, what stands behind it)`; what may be the beginning of its end is held back."""
        if found := self._close.search(text):
            self._state = "after"
            return text[: found.start()], text[found.end() :]
        at = text.rfind(self._close_mark[0], max(len(text) - _LONGEST, 0))
        tail = text[at:].lower().rstrip() if at >= 0 else ""
        if tail and self._close_mark.startswith(tail):
            text, self._held = text[:at], text[at:]
        return text, ""


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
