"""The words of a Markdown text as they are read aloud: for captions. It shows nothing.

Marks are read away by the parser, not by their characters: `omni_nb`, `2*3`, C# and `a|b` stay. Code in a fence is
left out, nobody reads it aloud; a table is read row by row, a formula as its TeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from omni_nb.show import parsing
from omni_nb.show.blocks import Block, Blocks

_END = re.compile(r"[.!?;]+[\"'”’)]*\s+|[。！？；]+[”’）]*|\n")
# May be the beginning of what is no mark yet: `**bold` until it is closed.
_OPEN = re.compile(r"[*`~|\[$\\!]|(?<!\w)_")
# At the very end a mark may become another one by the next character: "`d. `" is code, "`d. ``" and "*d.*e" are none.
_GROWING = ("*", "_", "`", "~", "$")


def words_of(block: Block) -> str:
    """The words of a block that are read aloud."""
    if block.code is not None:
        return ""
    return "".join(_words(parsing.tokens(block.source)))


def _words(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from map(_word, token.children)
        elif token.type in ("td_close", "th_close"):
            yield ", "
        elif token.nesting == -1 and token.block:
            yield "\n"


def _word(token: Any) -> str:
    if token.type == "formula":
        return str(token.meta["formula"].tex).strip()
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return str(token.content) if token.type in ("text", "code_inline", "image", "text_special") else ""


class Spoken:
    """The spoken words of a growing text, each given out once, up to the last sentence that no mark can change any more."""

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._given = ""
        self._due = False  # a sentence has ended
        self._tail = ""  # its full stop and the space behind it come in two chunks

    def feed(self, more: str) -> str:
        """Take more of the text; returns the words that are certain now."""
        out = []
        for block in self._blocks.feed(more):
            out.append(words_of(block)[len(self._given) :])
            self._given = ""
        seen = self._tail + more
        self._due = self._due or any(end.end() > len(self._tail) for end in _END.finditer(seen))
        self._tail = seen[-8:]
        rest = self._blocks.rest
        if self._due and not rest.source.endswith(_GROWING) and (words := self._settled(words_of(rest))):
            out.append(words)
            self._due = False
        return "".join(out)

    def end(self) -> str:
        """The words that were held back, once nothing more comes."""
        given, self._given = self._given, ""
        return words_of(self._blocks.rest)[len(given) :]

    def _settled(self, words: str) -> str:
        """The sentences of a block that grows; its last line is not over, whatever the parser says."""
        if not words.startswith(self._given):
            return ""
        mark = _OPEN.search(words, len(self._given))
        ends = [
            end.end()
            for end in _END.finditer(words.rstrip("\n"), len(self._given), mark.start() if mark else len(words))
        ]
        more = words[len(self._given) : ends[-1]] if ends else ""
        self._given += more
        return more
