r"""Formulas in a model's Markdown: what is one, and the rules that keep Markdown out of it. Nothing is typeset here.

`$x$`, `$$x$$`, `\(x\)`, `\[x\]` and `\begin{align}…\end{align}`. A dollar is money unless it is written like a
formula: nothing but TeX between two of them, no space inside of either, no digit behind the second. mdit-py-plugins
was tried: its dollars take `$HOME/$USER` for a formula, its brackets know no `\[…\]` inside of a paragraph, and
both let a list or a heading of Markdown begin inside of a formula, where a line begins with `-` or `=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

BAR = "\ufdd0"  # stands for `|` inside of a formula while a table is cut at its bars; no text may hold it
_MOST = 4_000  # characters; a longer one is words
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|gather|multline|flalign|eqnarray|[pbBvV]?matrix|smallmatrix|cases|array|split|aligned|gathered)\*?)\}"
)
_BODY = {
    "$": re.compile(r"\$((?:[^$\\]|\\.){1,4000}+)\$", re.DOTALL),
    "$$": re.compile(r"\$\$((?:[^$\\]|\\.|\$(?!\$)){1,4000}+)\$\$(?!\$)", re.DOTALL),
    "\\(": re.compile(r"\\\(((?:[^\\]|\\[^)]){1,4000}+)\\\)", re.DOTALL),
    "\\[": re.compile(r"\\\[((?:[^\\]|\\[^\]]){1,4000}+)\\\]", re.DOTALL),
}
_CLOSERS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_DOLLARS = re.compile(r"\$+")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_CODE = re.compile(r"(?<!`)(`+)(?!`)")
# `$5, which is 10$`, `$5（约35元）和$`: an amount and words
_AMOUNT = re.compile(r"\d[\d.,]*(?:[kKmMbB]?\s+[A-Za-z]{2,}|[^\x00-\x7f])")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]+")
# Commands that change the page beyond the formula, lead away from it, or define what others mean.
UNTAMED = re.compile(
    r"\\(?:href|url|require|class|cssId|style|data|html\w*|[gex]?def|(?:future)?let|global|(?:re)?newcommand|providecommand"
    r"|(?:re)?newenvironment|DeclareMathOperator|DeclarePairedDelimiter\w*|includegraphics|unicode|bbox|toggle|mathtip"
    r"|texttip|action|input|include|subfile|import|write|immediate|openin|openout|read|special|directlua|lstinputlisting"
    r"|verbatiminput|usepackage|catcode|mmlToken|csname|label|(?:eq)?ref|char|loop)(?![A-Za-z])"
)
_HEADING_OR_FENCE = re.compile(r"#{1,6}(?:[ \t]|$)|`{3}|~{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    r"""A formula in a text.

    Attributes:
        start, end: Where it stands, with its delimiters.
        opener: `$`, `$$`, `\(`, `\[`, or `\begin`.
        tex: What stands between them; an environment whole.
    """

    start: int
    end: int
    opener: str
    tex: str

    @property
    def display(self) -> bool:
        """Whether it is shown on a line of its own."""
        return self.opener not in ("$", "\\(")

    @property
    def tame(self) -> bool:
        """Whether a page may typeset it: it holds no link and defines no command."""
        return not UNTAMED.search(self.tex)


def formula_at(text: str, at: int) -> Formula | None:
    """The formula that begins at this place, or None where words stand there."""
    if text.startswith("\\begin", at):
        return _environment(text, at)
    if text[at] == "$":
        run = len(_DOLLARS.match(text, at).group())  # type: ignore[union-attr]
        opener = "$" * run
    else:
        opener = text[at : at + 2]
    closer = _CLOSERS.get(opener)
    # looked for first, because that costs nothing: 10,000 `\\(` would each go through 4,000 characters
    far = closer is None or text.find(closer, at + len(opener), at + _MOST + 4) < 0
    body = None if far else _BODY[opener].match(text, at)
    if body is None or not body[1].strip() or _BLANK_LINE.search(body[1]):
        return None
    if opener == "$" and _is_money(text, at, body.end(), body[1]):
        return None
    return Formula(start=at, end=body.end(), opener=opener, tex=body[1])


def _environment(text: str, at: int) -> Formula | None:
    begin = _ENVIRONMENT.match(text, at)
    if begin is None:
        return None
    closing = f"\\end{{{begin[1]}}}"
    end = text.find(closing, begin.end(), begin.end() + _MOST)
    if end < 0 or _BLANK_LINE.search(text, begin.end(), end):
        return None
    end += len(closing)
    return Formula(start=at, end=end, opener="\\begin", tex=text[at:end])


def _is_money(text: str, at: int, end: int, tex: str) -> bool:
    before, after = text[at - 1 : at] if at else "", text[end : end + 1]
    if before.isascii() and (before.isalnum() or before == "_"):  # US$5
        return True
    if tex[0].isspace() or tex[-1].isspace() or (after.isascii() and after.isdigit()) or after == "$":
        return True
    # `$n$th` is a formula, $HOME/$USER and $HOME$PATH are not
    letter = after.isascii() and (after.isalpha() or after == "_")
    if letter and (_VARIABLE.fullmatch(tex) or not (tex[-1].isalnum() or tex[-1] in ")}'")):
        return True
    return "\\" not in tex and bool(_AMOUNT.match(tex))


BaseWidget = tuple[Literal["words", "code", "formula"], str, Formula | None]


def pieces(text: str) -> Iterator[BaseWidget]:
    """The text as words, code between backticks, and formulas, in their order."""
    at = start = 0
    for mark in re.finditer(r"[\\$`]", text):
        if mark.start() < at:
            continue
        at = mark.start()
        found: Formula | None = None
        if text[at] == "`":
            end = _code_end(text, at)
        else:
            found = formula_at(text, at)
            end = found.end if found else at
        if end == at:  # words: an escape is two characters, a run of dollars or backticks is one thing
            run = re.compile(r"\\.|`+|\$+|.", re.DOTALL).match(text, at)
            at = run.end() if run else at + 1
            continue
        if start < at:
            yield "words", text[start:at], None
        yield ("formula" if found else "code"), text[at:end], found
        at = start = end
    if start < len(text):
        yield "words", text[start:], None


def _code_end(text: str, at: int) -> int:
    run = len(re.match(r"`+", text[at : at + 200]).group())  # type: ignore[union-attr]
    for close in _CODE.finditer(text, at + run, at + run + _MOST):
        if len(close[1]) == run:
            return close.end()
    return at


# -- rules for markdown-it ----------------------------------------------------------------------


def add_rules(parser: Any) -> None:
    """Add rules to a markdown-it parser that make formulas tokens of type `formula`, so that no Markdown is read in them."""
    parser.core.ruler.after("normalize", "formula_bars", _hide_bars)
    parser.core.ruler.push("formula_bars_back", _show_bars)
    parser.block.ruler.before("lheading", "formula_lines", _formula_lines)
    parser.inline.ruler.before("escape", "formula", _formula)


def _formula(state: Any, silent: bool) -> bool:
    if state.src[state.pos] not in "\\$":
        return False
    found = formula_at(state.src, state.pos)
    if found is None:
        run = _DOLLARS.match(state.src, state.pos)
        if run is None or len(run.group()) == 1:
            return False
        if not silent:
            state.pending += run.group()
        state.pos = run.end()
        return True
    if not silent:
        token = state.push("formula", "span", 0)
        token.content = state.src[found.start : found.end]
        token.meta = {"formula": found}
    state.pos = found.end
    return True


def _formula_lines(state: Any, start: int, end: int, silent: bool) -> bool:
    """A paragraph with a formula over several lines: no list, heading or rule begins inside of it."""
    if silent or not any(o in state.src for o in ("$$", "\\[", "\\(", "\\begin{")):
        return False
    rules = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    closer, spans, line = "", False, start
    while line < end and not state.isEmpty(line):
        if line > start:
            if state.sCount[line] < state.blkIndent:
                break
            text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
            if closer and _HEADING_OR_FENCE.match(text):
                break
            if (
                not closer
                and state.sCount[line] - state.blkIndent <= 3
                and any(r(state, line, end, True) for r in rules)
            ):
                break
        spans = spans or bool(closer)
        closer = _pending(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]], closer)
        line += 1
    state.parentType = parent
    if closer or not spans:
        return False
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.map, token.children = [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _pending(line: str, closer: str) -> str:
    """What a formula that is open at the end of this line still waits for, or nothing."""
    at = 0
    while True:
        if closer:
            at = line.find(closer, at)
            if at < 0:
                return closer
            at, closer = at + len(closer), ""
        found = re.compile(r"\\\[|\\\(|\$\$|\\begin\{(\w+\*?)\}|\\.|`+").search(line, at)
        if found is None:
            return ""
        mark, at = found.group(), found.end()
        if mark[0] == "`":
            at = max(at, _code_end(line, found.start()))
        elif found[1]:
            closer = f"\\end{{{found[1]}}}" if _ENVIRONMENT.match(mark) else ""
        else:
            closer = _CLOSERS.get(mark, "")


def _hide_bars(state: Any) -> None:
    text = state.src.replace(BAR, "\ufffd")
    if "|" in text and ("$" in text or "\\" in text):
        text = "\n".join(map(_without_bars, text.split("\n")))
    state.src = text


def _without_bars(line: str) -> str:
    if "|" not in line or not ("$" in line or "\\(" in line):
        return line
    return "".join(s.replace("|", BAR) if kind == "formula" else s for kind, s, _ in pieces(line))


def _show_bars(state: Any) -> None:
    if BAR not in state.src:
        return
    for token in state.tokens:
        for t in (token, *(token.children or ())):
            t.content = t.content.replace(BAR, "|")
            if "formula" in t.meta:
                t.meta = {"formula": formula_at(t.content, 0)}
