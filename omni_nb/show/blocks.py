"""A Markdown text that grows, cut into blocks that can be rendered on their own, each once.

Where it is cut depends on the text alone, never on how it came: so the blocks of a stream, one behind the other, are
the blocks of the whole, and what is seen live is what stays. The cost is the length: a line is looked at once, a
block has an upper size, and a longer list, table, program or paragraph goes on in another block. What cannot be
seen is made visible here. It parses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from omni_nb.escape import visible

_MOST = 8_000  # characters of a block; markdown-it takes 3 ms for 1,000
_MOST_CODE = 60_000  # code is not parsed
_FENCE = re.compile(r"( {0,3})(?:(`{3,99})(?!`)[^`]*$|(~{3,99})(?!~))")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"( {0,3})([-+*]|(\d{1,9})[.)])( {1,4}(?! )|[ \t]|$)")
_BREAK = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_WORD = re.compile(r"\s(?=[^\W\d])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of Markdown that can be rendered without its neighbours.

    Attributes:
        source: The Markdown.
        code: The language and the content, where the block is nothing but a code fence; otherwise None.
        number: The number of its first item, where it continues a numbered list; otherwise None.
    """

    source: str
    code: tuple[str, str] | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Fence:
    indent: int
    mark: str
    language: str

    def closes(self, line: str) -> bool:
        inner = line.strip(" \t")
        return len(line) - len(line.lstrip(" ")) < 4 and len(inner) >= len(self.mark) and not inner.strip(self.mark[0])


@dataclass(frozen=True, slots=True)
class _List:
    """The outermost list of a block: where its marks stand, where their words do, and the number that comes next."""

    indent: int
    mark: str
    offset: int
    next: int


class Blocks:
    """Cuts a growing Markdown text into blocks; `rest` is the one that still grows."""

    def __init__(self) -> None:
        self._held = ""  # a carriage return may be half of a line's end
        self._part = ""  # the line that has not ended
        self._begin()

    def _begin(self, *lines: str, number: int | None = None) -> None:
        self._lines: list[str] = list(lines)
        self._size = sum(map(len, lines))
        self._number = number
        self._empty, self._blank, self._ended = not lines, False, False
        self._list: _List | None = None
        self._maybe = False  # whether it goes on: a line at the margin ends a list, or is more of its paragraph
        self._unsure = False  # a fence came then, in the list or behind it: nothing is cut
        self._head: tuple[str, str] | None = None  # of a table
        self._fence: _Fence | None = None
        self._code: list[str] = []  # what stands in it

    def feed(self, more: str) -> list[Block]:
        """Take more of the text; returns the blocks that it finished."""
        text = self._held + more
        self._held = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        *whole, last = text.split("\n")
        done: list[Block] = []
        for line in whole:
            self._part += line
            done += self._wrapped()
            done += self._line(self._part)
            self._part = ""
        self._part += last
        done += self._cut() if self._begins_whatever_comes() else []
        done += self._wrapped()
        return [block for block in done if block.source.strip(" \t\n")]

    @property
    def rest(self) -> Block:
        """The last block, which may still grow."""
        if not self._fence or self._fence.closes(self._part):
            return self._block([*self._lines, self._part])
        # a long program at each refresh: nothing but joined
        code = "".join([*self._code, self._inside(self._part)])
        return Block(source="\n".join([*self._lines, self._part]), code=(self._fence.language, code))

    def _inside(self, line: str) -> str:
        return visible(_dedent(line, self._fence.indent if self._fence else 0)) + "\n"

    @property
    def in_code(self) -> bool:
        """Whether the last block is a code fence that has not been closed."""
        return self._fence is not None and not self._fence.closes(self._part)

    def _line(self, line: str) -> list[Block]:
        """Take a line that has ended."""
        done = self._cut() if self._begins(line) else []
        if self._size >= (_MOST_CODE if self._fence else _MOST):
            done += self._split(line)
        self._lines.append(line)
        self._size += len(line) + 1
        self._look(line)
        return done

    def _begins(self, line: str) -> bool:
        """Whether another block certainly begins with this line; in doubt nothing is cut."""
        if self._fence or self._empty or self._unsure or not line.strip(" \t"):
            return False
        if self._ended or self._opens(line):
            return True
        if line[0] in " \t":
            return False
        return bool(_HEADING.match(line) or (self._blank and not (self._list and _ITEM.match(line))))

    def _begins_whatever_comes(self) -> bool:
        """As `_begins`, for a line that has not ended: a paragraph is one long line, and the block above need not wait."""
        first = self._part[:1]
        ends = self._ended or (self._blank and first not in " \t" and not (self._list and first in "-+*0123456789"))
        return bool(self._part.strip(" \t")) and not (self._fence or self._empty or self._unsure) and ends

    def _opens(self, line: str) -> re.Match[str] | None:
        """Whether the line opens a code fence outside of any list."""
        fence = _FENCE.match(line)
        return fence if fence and (self._list is None or len(fence[1]) < self._list.offset) else None

    def _cut(self) -> list[Block]:
        block = self._block(self._lines)
        self._begin()
        return [block]

    def _look(self, line: str) -> None:
        """Remember what this line means for those behind it: fences, lists, tables."""
        if self._fence:
            if self._fence.closes(line):
                self._fence, self._ended = None, True
            else:
                self._code.append(self._inside(line))
            return
        first, above_blank, self._blank = self._empty, self._blank, not line.strip(" \t")
        self._empty = self._empty and self._blank
        if first and (fence := self._opens(line)):
            self._fence = _fence_of(fence, line)
        elif first and _HEADING.match(line):
            self._ended = True
        elif (item := _ITEM.match(line)) and not _BREAK.match(line):
            nested = self._list is not None and len(item[1]) >= self._list.offset
            sure = first or above_blank or (item[3] in (None, "1") and line[item.end() :].strip(" \t"))
            self._maybe = (nested or not sure) and (self._maybe or not self._list)
            self._item(item)
        elif self._list and not self._blank and len(line) - len(line.lstrip(" ")) < self._list.offset:
            self._maybe = True
        elif self._maybe and _FENCE.match(line):
            self._unsure = True
        if self._blank or above_blank:
            self._head = None
        elif not self._head and "-" in line and not line.strip(" \t|:-") and len(self._lines) > 1:
            self._head = (self._lines[-2], line) if "|" in self._lines[-2] else None

    def _item(self, item: re.Match[str]) -> None:
        indent, mark = len(item[1]), item[2][-1]
        if self._list and indent >= self._list.offset:
            return  # of a list in the list
        offset = indent + len(item[2]) + max(1, len(item[4]))
        same = self._list and self._list.mark == mark
        number = self._list.next if self._list and same else int(item[3] or 0)
        self._list = _List(indent, mark, offset, number + 1)

    # -- what is too long -------------------------------------------------------------------

    def _split(self, line: str) -> list[Block]:
        """End a block that is too long before this line, if it may be cut there."""
        if self._fence:
            fence = self._fence
            block = self._block([*self._lines, fence.mark])
            self._begin(" " * fence.indent + fence.mark + fence.language)
            self._fence = fence
            return [block]
        item = _ITEM.match(line) if self._list else None
        again = self._list if item and self._list and len(item[1]) < self._list.offset else None
        table = self._head if "|" in line else None
        at_margin = not self._list and line[:1].strip() != ""
        if not (again or table or at_margin or self._size >= 2 * _MOST):
            return []
        number = again.next if again and item and item[3] and again.mark == item[2][-1] else None
        block = self._block(self._lines)
        if table and len(table[0]) + len(table[1]) <= _MOST // 4:  # the head again, or it would be a table no more
            self._begin(*table)
            self._head = table
        else:
            self._begin(number=number)
            if again and number is not None:
                self._list = again
        return [block]

    def _wrapped(self) -> list[Block]:
        """Cut a line that does not end into blocks, each where a word begins."""
        done: list[Block] = []
        while len(self._part) > (most := _MOST_CODE if self._fence else _MOST):
            if self._code if self._fence else self._lines:
                done += self._split("") if self._fence else self._cut()
            place = None if self._fence else _WORD.search(self._part, most // 2, most)
            at = place.end() if place else most
            head, self._part = self._part[:at], self._part[at:]
            done += self._line(head)
            done += self._split("") if self._fence else self._cut()
        return done

    def _block(self, lines: list[str]) -> Block:
        first = next((n for n, line in enumerate(lines) if line.strip(" \t")), 0)
        code = None
        if lines and (opening := _FENCE.match(lines[first])):
            fence, inside = _fence_of(opening, lines[first]), lines[first + 1 :]
            end = next((n for n, line in enumerate(inside) if fence.closes(line)), len(inside))
            if not "".join(inside[end + 1 :]).strip():
                code = (
                    visible(fence.language),
                    visible("".join(f"{_dedent(line, fence.indent)}\n" for line in inside[:end])),
                )
        return Block(source=visible("\n".join(lines)), code=code, number=self._number)


def _fence_of(opening: re.Match[str], line: str) -> _Fence:
    mark = opening[2] or opening[3]
    words = line[len(opening[1]) + len(mark) :].split(maxsplit=1)
    return _Fence(len(opening[1]), mark, visible(words[0][:40]) if words else "")


def _dedent(line: str, indent: int) -> str:
    margin = len(line) - len(line.lstrip(" "))
    return line[min(indent, margin) :]
