r"""A model's Markdown for keeping in a notebook: nothing in it runs or loads, whoever renders it.

nbconvert keeps `<script>` from `text/markdown`, and its parser does not agree with others on what is code. So every
`<` is escaped but inside fences that we write ourselves, pictures become links, and links are absolute or words.
Formulas are written with dollars, which GitHub and nbconvert know (GitHub knows no `\(…\)`), and money is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from omni_nb.show import parsing
from omni_nb.show.blocks import Block, Blocks
from omni_nb.show.formulas import UNTAMED, Formula, pieces
from omni_nb.show.links import may_be_followed

# What stands before the first word of a line in lists and quotes. No `\s`: it takes line ends, and 20,000 of them took 18 s.
_MARGIN = r"^([ \t>*+\-\d.)]*)"
_CODE_WITH_TAG = re.compile(r"(?<!`)(`+)(?!`)([^`\n]*<[^`\n]*)(?<!`)\1(?!`)")
_FENCE_MARK = re.compile(_MARGIN + r"(`{3,}|~{3,})", re.MULTILINE)
_TARGET = re.compile(r"\]\((\s*)([^\s)]*)")
_DEFINITION = re.compile(_MARGIN + r"\[([^\[\]\n]{0,999})\]:(?=\s*(\S*))", re.MULTILINE)
_DEFINITION_END = re.compile(r"(?<!\\)\]:(?=\s*(\S*))")


def inert(text: str) -> str:
    """The same text as Markdown that can run and load nothing."""
    blocks = Blocks()
    done = [part for block in [*blocks.feed(text), blocks.rest] for part in _parts(block)]
    return "\n".join(part for part in done if part.strip(" \t\n"))


def _parts(block: Block) -> Iterator[str]:
    if block.code is not None:
        yield _own_fence(block.code[1], block.code[0])
        return
    lines = block.source.split("\n")
    at = 0
    inner: list[tuple[int, int]] = []
    for token in parsing.tokens(block.source):
        if token.type in ("fence", "code_block") and token.map:
            if token.level == 0:
                yield _prose(lines, at, token.map[0], inner)
                yield _own_fence(token.content, token.info)
                at = token.map[1]
            else:
                inner.append((token.map[0], token.map[1]))
    yield _prose(lines, at, len(lines), inner)


def _own_fence(code: str, info: Any) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    # Always with a language: an opening fence with one can never be taken for the end of another.
    language = re.sub(r"[^\w+#.-]", "", (info.split() or [""])[0]) or "text"
    return f"\n{fence}{language}\n{code.rstrip(chr(10))}\n{fence}\n"


def _prose(lines: list[str], start: int, end: int, code: list[tuple[int, int]]) -> str:
    """Make lines outside of fences safe; code in a list keeps its dollars."""
    out, at = [], start
    for first, last in [*(c for c in code if start <= c[0] < end), (end, end)]:
        if at < first:
            out.append(_inert_words(_with_dollars("\n".join(lines[at:first]))))
        if first < last:
            inner = "\n".join(lines[first:last])
            # code that nobody closes is words to pandoc, and TeX in them is TeX
            as_words = UNTAMED.search(inner) and not _FENCE_MARK.match(lines[last - 1])
            out.append(_inert_words(_with_dollars(inner) if as_words else inner))
        at = last
    return "\n".join(out)


def _with_dollars(text: str) -> str:
    """Formulas as every reader of Markdown knows them; dollars that are none are marked as such, where they could be taken for one."""
    if "$" not in text and "\\" not in text:
        return text
    found = list(pieces(text))
    several = sum(words.count("$") for kind, words, _ in found if kind == "words") > 1
    several = several or any(kind == "formula" for kind, _, _ in found)
    bars = any("|" in words for kind, words, _ in found if kind == "words")
    out = []
    for kind, words, formula in found:
        if formula is not None:
            out.append(_formula(formula, in_table=bars))
        elif kind == "words":
            words = _TEX.sub(_no_tex, words)
            out.append(re.sub(r"(\\.)|\$", lambda m: m[1] or "\\$", words, flags=re.DOTALL) if several else words)
        else:
            out.append(words)
    return "".join(out)


# To pandoc, which makes the PDF of a notebook, `\input{/etc/passwd}` in words is TeX; to MathJax, what stands between
# dollars that we take for money.
_TEX = re.compile(
    rf"(?P<untamed>{UNTAMED.pattern})|(?P<mark>\\[^A-Za-z])|(?P<tick>`)|(?P<command>\\(?=[A-Za-z]))", re.DOTALL
)


def _no_tex(found: re.Match[str]) -> str:
    if found["untamed"]:
        return f"`{found[0]}`"
    if found["tick"]:  # one that begins no code: it must not end ours either
        return "\\`"
    return "\\\\" if found["command"] else found[0]


def _formula(formula: Formula, *, in_table: bool) -> str:
    tex = re.sub(r"\](?=[(\[:])", "]{}", formula.tex.replace("`", "'").replace("<", "\\lt "))
    tex = tex.replace("![", "!{}[")
    if not formula.tame:
        return f"`{' '.join(tex.split())}`"
    if not formula.display:
        if in_table and "{array}" not in tex:  # GitHub cuts a row at every bar
            tex = tex.replace("\\|", "\\Vert{}").replace("|", "\\vert{}")
        return f"${tex.strip()}$"
    # a line that begins with one of these would begin a quote, a list or a heading for those who know no formulas
    tex = re.sub(r"^([ \t]*)>", r"\1\\gt ", tex, flags=re.MULTILINE)
    tex = re.sub(r"^([ \t]*)(?=[-+*=#])", r"\1{}", tex, flags=re.MULTILINE)
    return f"$${tex}$$" if formula.opener == "$$" else f"$${tex.strip()}$$"


def _inert_words(text: str) -> str:
    # Inside backticks an entity would be shown as such: code that holds a tag goes without them.
    text = _CODE_WITH_TAG.sub(r"\2", text)
    # A fence inside a list or quote, or one that others would see and we do not, ends up as prose.
    if "<" in text:
        text = _FENCE_MARK.sub(r"\1", text)
    text = text.replace("<", "&lt;")
    text = re.sub(r"!(?=\[)", "", text)
    text = re.sub(r"`\{(?=[ \t]*=)", r"`\\{", text)
    text = _TARGET.sub(lambda m: m[0] if may_be_followed(m[2]) else f"]\\({m[1]}{m[2]}", text)
    text = _DEFINITION.sub(lambda m: m[0] if may_be_followed(m[3]) else f"{m[1]}\\[{m[2]}\\]:", text)
    return _DEFINITION_END.sub(lambda m: m[0] if may_be_followed(m[1]) else "\\]:", text)
