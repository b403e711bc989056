"""Where models write Markdown otherwise than CommonMark reads it: bold in Chinese, line breaks in tables.

`**注意：**这里` is bold to everybody who writes it. CommonMark asks for a space between a mark of punctuation and a
letter, which Chinese and Japanese do not have, and shows the asterisks. And a cell of a table has no way to begin
another line but `<br>`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def add_rules(parser: Any) -> None:
    """Add both rules to a markdown-it parser."""
    emphasis = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "emphasis")
    parser.inline.ruler.at("emphasis", _beside_han(emphasis))
    parser.inline.ruler.before("autolink", "break", _break)


def _break(state: Any, silent: bool) -> bool:
    found = _BREAK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _beside_han(emphasis: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """Beside a Chinese or Japanese letter or mark, asterisks open and close as if it were a letter or a space, whichever helps."""

    def rule(state: Any, silent: bool) -> bool:
        start, known = state.pos, len(state.delimiters)
        if not emphasis(state, silent):
            return False
        before, after = state.src[start - 1 : start] if start else "", state.src[state.pos : state.pos + 1]
        if state.src[start] == "*" and (_han(before) or _han(after)):
            for delimiter in state.delimiters[known:]:
                delimiter.open = delimiter.open or _flanks(after, before)
                delimiter.close = delimiter.close or _flanks(before, after)
        return True

    return rule


def _flanks(inner: str, outer: str) -> bool:
    """Whether marks between the two belong to the inner one."""
    if not inner.strip():
        return False
    return _han(inner) or not _punctuation(inner) or not outer.strip() or _punctuation(outer) or _han(outer)


def _han(c: str) -> bool:
    """A letter or mark of Chinese, Japanese or Korean; also the quotes that Chinese shares with others."""
    return bool(c) and (unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—·")


def _punctuation(c: str) -> bool:
    return bool(c) and unicodedata.category(c)[0] in "PS"
