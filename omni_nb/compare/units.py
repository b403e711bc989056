"""Text as the words that are heard: what counts as one, and what does not count at all.

The normalisation, in full, so that a rate says what it says:

- **Counted** are letters with their accents, digits, and signs that are read out: currencies, `% ‰ & @ + = × ÷ ± °`,
  a minus before a number, the `#` of `C#`.
- **Not counted**: case (casefold, so ß is ss and İ is i), width and forms (NFKC: `Ａ`, `ｱ`, `ﬁ`, `𝐀`, `㎏`), all other
  marks, quotation marks, brackets, dashes, emoji, unseen characters, variation selectors, the short vowels of Arabic
  and the points of Hebrew (they are written or not), the tatweel, and Markdown: stars, hashes, bars, the target of a
  link, the fence of code.
- **Where words are divided is not heard**: `well-known`, `well known` and `wellknown` are the same, and so are lines.
  Between two digits it is: `1 2` is not `12`.
- **Numbers are as they are written**: `25`, `二十五` and `twenty-five` differ, and so do `1,000` and `1000`, `½` and
  `1/2`. How a number is read depends on what it means (a year, a price, a telephone number), which no table knows.
  The digits of all scripts are the same digits.
- An apostrophe inside of a word is a letter (`we're` is not `were`), however it is drawn; at its edge it is a mark.
- Traditional and simplified Chinese, `é` and `e`, `colour` and `color` stay different.

A **unit** is a word where words are divided by spaces, and one character, with its marks, where they are not (Chinese,
Japanese, Thai, Lao, Khmer, Burmese, Tibetan …) or where spaces are put as one likes (Korean). In mixed text each has
its own: 今天用 iPhone 拍照 has six units. Of text in one script this is the character or word error rate of the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_SPACELESS = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u3029\u3031-\u3035\u303b\u303c\u3040-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\ua980-\ua9ff"
    "\uaa60-\uaadf\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_READ = frozenset("%‰&@+=×÷±°")
_APOSTROPHES = frozenset("'’‘‛ʼʻʹ＇`´′")
_HYPHENS = frozenset("-‐‑–−")
_OPTIONAL = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")  # written, or not, as one likes
_VOICED = "\uff9e\uff9f"  # the half-width voicing marks: letters to Unicode, parts of the kana before them to a reader
_MOST_MARKS = 30  # of one character, as in Unicode's stream-safe format: to put 40,000 in order takes 4 s, and 4 times that for twice
_NOT_READ = re.compile(
    r"(?<=\])\((?:https?://|mailto:|www\.|[/#])[^()\s]*\)|^[ ]{0,3}(?:```+|~~~+)[^\n`]*$", re.MULTILINE
)

# Over the classes below: a word or number, a character, a sign, the # of C#.
_UNIT = re.compile(
    r"(?:(?<![ldmc'-])-(?=\.?d))?(?:(?<![ldmc.])\.(?=d))?"
    r"[ld](?:[ldm]|(?<=[ldm])'(?=[ld])|(?<=d)[.,:/-](?=d))*"
    r"|cm*|s|(?<=[ldm])#"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


_Folded = tuple[str, str, Sequence[int], Sequence[int]]


class Unit(NamedTuple):
    """One word or character: as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int

    @property
    def is_character(self) -> bool:
        """It is of a script that does not divide words by spaces."""
        return bool(_SPACELESS.match(self.text))


def units(text: str) -> list[Unit]:
    """The units of a text, in their order. Takes any text, at about 2 µs a character, 5 where marks are combined."""
    text = _NOT_READ.sub(lambda found: " " * len(found[0]), text)
    single = {c: _folded(c) for c in set(text)}
    simple = all(len(letters) == 1 and not _extends(c) for c, letters in single.items())
    plain, classes, starts, ends = _one_by_one(text, single) if simple else _any(text)
    if "," not in plain:
        spans = (match.span() for match in _UNIT.finditer(classes))
        return [Unit(plain[a:b], starts[a], ends[b - 1]) for a, b in spans]
    return [
        Unit(plain[a:b], starts[a], ends[b - 1])
        for match in _UNIT.finditer(classes)
        for a, b in _pieces(plain, match.start(), match.end())
    ]


def joined(some: Iterable[Unit]) -> str:
    """What is heard of units: their letters, without where words are divided, but between digits."""
    out: list[str] = []
    for unit in some:
        if out and out[-1][-1:].isdigit() and unit.text[:1].isdigit():
            out.append(" ")
        out.append(unit.text)
    return "".join(out)


def mostly_characters(some: Sequence[Unit]) -> bool:
    """More than half of the units are characters."""
    return 2 * sum(u.is_character for u in some) > len(some)


def _one_by_one(text: str, single: Mapping[str, Sequence[tuple[str, str]]]) -> _Folded:
    """Where each character is one letter: most texts, and ten times as fast."""
    plain = text.translate({ord(c): letters[0][0] for c, letters in single.items()})
    classes = text.translate({ord(c): letters[0][1] for c, letters in single.items()})
    return plain, classes, range(len(text)), range(1, len(text) + 1)


def _any(text: str) -> _Folded:
    """The letters that are compared and their classes, and for each where its character stands in the text."""
    letters: list[str] = []
    classes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, cluster in _clusters(text):
        for letter, kind in _folded(cluster):
            letters.append(letter)
            classes.append(kind)
            starts.append(start)
            ends.append(start + len(cluster))
    return "".join(letters), "".join(classes), starts, ends


def _pieces(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """`1,2,3` is a list of numbers, `1,000,000` is one."""
    word = plain[start:end]
    if word.count(",") < 2 or _THOUSANDS.fullmatch(word):
        return [(start, end)]
    cuts = [start - 1, *(start + i for i, c in enumerate(word) if c == ","), end]
    return [(a + 1, b) for a, b in pairwise(cuts)]


def _clusters(text: str) -> Iterable[tuple[int, str]]:
    """Each character with the marks behind it, and where it begins."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _extends(text[at]) or at - start > _MOST_MARKS:
            yield start, text[start:at]
            start = at


@lru_cache(maxsize=16_384)
def _extends(c: str) -> bool:
    return (
        c in _VOICED
        or unicodedata.category(c)[0] == "M"
        or "\u1160" <= c <= "\u11ff"  # vowels and finals of a Korean syllable
        or "\ud7b0" <= c <= "\ud7fb"
    )


@lru_cache(maxsize=16_384)
def _folded(cluster: str) -> tuple[tuple[str, str], ...]:
    """The letters that a character is compared by, each with its class; nothing for what cannot be seen."""
    base = cluster[:1]
    if base in _APOSTROPHES:
        return (("'", "'"),)
    if base in _HYPHENS or unicodedata.normalize("NFKC", base) == "-":
        return (("-", "-"),)
    if base in "，™℠":  # the comma of lists, which no number has; what NFKC makes letters of
        return ((" ", " "),)
    if unicodedata.category(base) == "No":  # ½, ², ①: NFKC makes 11⁄2 of 1½ and 102 of 10²
        return ((base, "d"),)
    plain = unicodedata.normalize("NFKC", _OPTIONAL.sub("", cluster).replace("İ", "i"))
    plain = unicodedata.normalize("NFKC", plain.casefold())
    return tuple((str(unicodedata.decimal(c, c)), kind) for c in plain if (kind := _class(c)))


def _class(c: str) -> str:
    category = unicodedata.category(c)
    if category[0] == "M":
        return "" if category == "Me" or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100" else "m"
    if category == "Nd":
        return "d"
    if _SPACELESS.match(c) and (category[0] in "LN" or c >= "\U00020000"):  # newer than Python's tables
        return "c"
    if category == "Cf" or c == "\u0640":
        return ""
    if category[0] in "LN":
        return "l"
    if category == "Sc" or c in _READ:
        return "s"
    return c if c in ".,:/#" else " "
