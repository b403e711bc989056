"""`{placeholders}` in the words of a prompt: where they are, and what is none though it has braces.

Prompts hold JSON, TeX and programs, so braces mean nothing by themselves: only `{name}` of a name that is given is a
placeholder, with a format of Python's if wished (`{price:.2f}`, `{day:%d %B}`, `{name!r}`). `{{name}}` is the words
`{name}`. All other braces, single and double, stay as they are. It is not `str.format`: that reads attributes of
values (`{x.__class__}`), and a JSON object in the prompt is an error to it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# What a format may be: of numbers and words, or of dates. Widths are bounded: a thousand million spaces are no prompt.
_FORMAT = re.compile(
    r"(?:[^{}]?[<>=^])?[-+]?z?#?0?\d{0,3}[,_]?(?:\.\d{1,3})?[bcdeEfFgGnosxX%]?|[^{}]*%[-#]?[A-Za-z][^{}]*"
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_ANY = re.compile(r"(?<![A-Za-z0-9$\\^_{}])(\{++)([^\W\d]\w*+)(\}++)")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a value goes.

    Attributes:
        name: Of the value.
        conversion: `r`, `s`, `a` or nothing, as in Python's formats.
        format: Python's format, or nothing.
    """

    name: str
    conversion: str = ""
    format: str = ""

    def __str__(self) -> str:
        return "{" + self.name + (self.conversion and f"!{self.conversion}") + (self.format and f":{self.format}") + "}"


def pieces(text: str, names: Collection[str]) -> list[str | Placeholder]:
    """The text cut at its placeholders; braces that were doubled around a name are single now.

    Args:
        text: Words of a prompt.
        names: Those that are given. They may be anything: `first name`, `城市`, `0`.
    """
    out: list[str | Placeholder] = []
    at = 0
    for start, end, found in _found(text, names):
        out += [text[at:start], *found]
        at = end
    return [piece for piece in (*out, text[at:]) if piece != ""]


def missing(text: str, names: Collection[str]) -> list[str]:
    """Names in single braces that are not given, where they do not stand in code, in TeX or behind a `$`."""
    code = [found.span() for found in _CODE.finditer(text)]
    return [
        found[2]
        for found in _ANY.finditer(text)
        if found[2] not in names and min(len(found[1]), len(found[3])) % 2 and not _inside(found.start(), code)
    ]


def _found(text: str, names: Collection[str]) -> Iterator[tuple[int, int, list[str | Placeholder]]]:
    """(from, to, what stands there) of known names, and of unknown ones in double braces."""
    known = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True) if n)
    code = [found.span() for found in _CODE.finditer(text)]
    unknown = r"[^\W\d]\w*"
    form = r"(?:!([rsa]))?(?::([^{}\n]{1,60}))?"
    pattern = re.compile(rf"(?<!\{{)(\{{++)(?:({known or '(?!)'}){form}|({unknown}))(\}}++)")
    for match in pattern.finditer(text):
        opening, name, conversion, format_, _, closing = match.groups()
        depth = min(len(opening), len(closing))
        start, end = match.start() + len(opening) - depth, match.end() - len(closing) + depth
        literal = depth // 2
        if depth % 2 and name and _FORMAT.fullmatch(format_ or ""):
            here = Placeholder(name, conversion or "", format_ or "")
            yield start, end, ["{" * literal, here, "}" * literal]
        elif depth % 2 == 0 and (name or not _inside(start, code)):
            yield start, end, ["{" * literal + text[start + depth : end - depth] + "}" * literal]


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    before = bisect(spans, (at, math.inf)) - 1
    return before >= 0 and at < spans[before][1]
