"""The line of a magic, cut into words: backslashes are letters, as in a Windows path, and quotes hold spaces together.

`shlex` takes every backslash away, and every quote, so that a question lost what it quoted. What
`shlex.join` writes is read here as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from omni_nb.messages import _

_QUOTED = re.compile(r"""'([^']*)'(?=['"\s]|$)|"((?:[^"\\]|\\.)*)"(?=['"\s]|$)""", re.DOTALL)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_MOST_COMMAS = 20  # in one name; each is a look at the disk
_OPEN = re.compile(r"--?[\w-]+=$|$")


class Word(str):
    """A word as a program takes it.

    Attributes:
        start, end: Where it stands in the line.
        quoted: It was written in quotes.
    """

    start: int
    end: int
    quoted: bool


def split(line: str) -> list[Word]:
    r"""The words of a line.

    Quotes count where a word begins, behind the `=` of an option, and behind other quotes; an apostrophe inside a
    word is one. `\"` is a quote inside of quotes, `\ ` is a space, and every other backslash itself.

    Raises:
        ValueError: The value of an option begins with a quote that is not closed.
    """
    words: list[Word] = []
    at = 0
    while found := re.compile(r"\S").search(line, at):
        at = found.start()
        word, end, quoted = _word(line, at)
        if not quoted and word.split("=", 1)[-1][:1] in ("'", '"') and _is_value(word, words):
            raise ValueError(_("no closing quotation mark: {line}", line=line[at : at + 40]))
        made = Word(word)
        made.start, made.end, made.quoted = at, end, quoted
        words.append(made)
        at = end
    return words


def files(value: str, *, exists: Callable[[str], bool]) -> list[str]:
    """The files and URLs of a list with commas between them, one of which may hold commas itself.

    A comma and a space (in quotes) always part; without a space a comma belongs to a file of that name, to the URL
    before it where what follows is neither a URL nor a file, and to a data URL's head.

    Args:
        value: `a.png,b.png`, `https://server/w_200,h_100/a.png,b.png`, `"a,b.png, c.png"`.
        exists: Whether there is a file of that name.
    """
    out: list[str] = []
    for run in re.split(r",\s+", value):
        pieces = run.split(",")
        at = 0
        while at < len(pieces):
            end = _end_of_file(pieces, at, exists)
            out.append(",".join(pieces[at:end]))
            at = end
    return out


def _end_of_file(pieces: list[str], at: int, exists: Callable[[str], bool]) -> int:
    first = pieces[at]
    end = at + 1
    if first[:5].lower() == "data:":  # data:image/png;base64,iVBOR…
        return min(at + 2, len(pieces))
    if _URL.match(first):
        for n, piece in enumerate(pieces[end:], end):
            if piece and (_URL.match(piece) or exists(piece)):
                break
            end = n + 1 if piece else end  # `,,` stands in the middle of a URL, not behind it
        return end
    if exists(first):
        return end
    whole = (n for n in range(min(len(pieces), at + _MOST_COMMAS), end, -1) if exists(",".join(pieces[at:n])))
    return next(whole, end)


def question(line: str, words: list[Word]) -> str:
    """The words of a question, as they were written; without the quotes around the whole."""
    if len(words) == 1 and words[0].quoted:
        return str(words[0])
    runs: list[list[Word]] = []
    for word in words:
        if runs and not line[runs[-1][-1].end : word.start].strip():
            runs[-1].append(word)
        else:
            runs.append([word])
    return " ".join(line[run[0].start : run[-1].end] for run in runs)


def _word(line: str, at: int) -> tuple[str, int, bool]:
    out, quoted = "", False
    while at < len(line) and not line[at].isspace():
        piece = _QUOTED.match(line, at) if quoted or _OPEN.fullmatch(out) else None
        if piece:
            out += piece[1] if piece[1] is not None else piece[2].replace('\\"', '"')
            at, quoted = piece.end(), True
        elif line[at] == "\\" and line[at + 1 : at + 2] == " ":
            out, at, quoted = f"{out} ", at + 2, False
        else:
            out, at, quoted = out + line[at], at + 1, False
    return out, at, quoted


def _is_value(word: str, before: list[Word]) -> bool:
    return word.startswith("-") or bool(before and re.fullmatch(r"--?[A-Za-z][\w-]*", before[-1]))
