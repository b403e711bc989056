"""How the blocks of an answer lie in a page that is not ours: directions, sizes, widths. It changes no words.

Everything is said beside the element, for a saved output has no style sheet, and only in the words that Lab lets
through in a notebook that it does not trust (`text-align` knows no `start` there).
"""

from __future__ import annotations

import unicodedata
from typing import Any

# Headings of an answer, not of the page. Lab's own are up to twice the size of the words.
_HEADINGS = {"h1": "1.4em", "h2": "1.25em", "h3": "1.1em", "h4": "1em", "h5": "1em", "h6": "1em"}
_ONE_WORD = 40  # letters of a cell that stay in one line: a name is not broken at its hyphens
_HAN_EM = 8  # Chinese can be broken anywhere: a narrow column would have one character in each line


def lay_out(state: Any) -> None:
    """A rule for markdown-it's core: styles and directions for the tokens of a block."""
    for at, token in enumerate(state.tokens):
        style = []
        if token.level == 0 and token.nesting == 1 and token.type != "table_open":
            token.attrSet("dir", "auto")
        if token.type == "heading_open":
            style.append(f"font-size:{_HEADINGS[token.tag]};line-height:1.3;margin:14px 0 6px")
        if token.type in ("heading_open", "paragraph_open"):
            inside = state.tokens[at + 1].children
            if _from_the_right(inside):  # Lab aligns paragraphs to the left, whatever their direction
                style.append("text-align:right")
            if all(c.type == "softbreak" or (c.type == "formula" and c.meta["formula"].display) for c in inside):
                style.append("margin:6px 0")  # a formula in a row of its own has margins
        elif token.type in ("th_open", "td_open"):
            style.append(_cell(token, state.tokens[at + 1]))
            token.attrSet("dir", "auto")
        if style:
            token.attrSet("style", ";".join(style))


def _cell(cell: Any, inline: Any) -> str:
    side = cell.attrGet("style") or f"text-align:{'right' if _from_the_right(inline.children) else 'left'}"
    words = inline.content
    wide = sum(c >= "\u2e80" for c in words[:200])
    if len(words) + wide <= _ONE_WORD and wide <= _HAN_EM and not any(c.isspace() for c in words):
        return f"{side};white-space:nowrap"
    return f"{side};min-width:{min(wide, _HAN_EM)}em" if wide else side


def _from_the_right(tokens: list[Any]) -> bool:
    """As `dir="auto"` decides: the first letter that has a direction; formulas have their own."""
    words = "".join(t.content for t in tokens if t.type in ("text", "code_inline"))[:400]
    kinds = (unicodedata.bidirectional(c) for c in words)
    return next((k for k in kinds if k in ("L", "R", "AL")), "L") != "L"
