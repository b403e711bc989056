"""Words of others, made ready for the place where they are shown: one door each for plain text, HTML and Markdown.

A server, a file and a person may write anything: `<script>`, a link that runs, an escape that fills the clipboard
or renames the window, a mark that turns the line round. Whoever shows words that are not its own sends them
through the door of that place, in every place. (A model's Markdown, which is to be *rendered*, goes through
`show.markdown`.) This module imports nothing of ours.
"""

from __future__ import annotations

import html as _html
import json
import re

# Controls and escapes (C0, C1), lone surrogates, line separators, and what is seen only by what it does to its
# neighbours: marks of direction, zero-width ones, tags. Joiners make emoji and Persian words, so they stay between
# such characters; in a Latin word they only make it look like another.
_JOINED = "\u0370-\u1fff\u20e3\u2190-\u33ff\ufb1d-\ufe0f\U00010000-\U000dffff"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\ud800-\udfff]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"[\\`*_\[\]~|$]")
_FIRST = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))(.)")  # what makes a heading, a list or a rule of a line
_LINKS = re.compile(
    r"(?i)(\b(?:https?|ftp|mailto|xmpp)(?=:)|\bwww(?=\.)|(?=@))([:.@])"
)  # what some parsers make a link of
_BLANK = re.compile(r"\n(?=[ \t]*\n)")
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def visible(text: object) -> str:
    """For a terminal, a log, a plain-text output: what cannot be seen is shown as `�`; new lines and tabs stay."""
    return _UNSEEN.sub("�", str(text).replace("\r\n", "\n"))


def html(text: object) -> str:
    """For HTML, between tags and inside of quoted attributes alike."""
    return unbroken(_html.escape(visible(text), quote=True))


def unbroken(html: str) -> str:
    """HTML that is also whole inside of Markdown, to which nbconvert writes it as it stands.

    A blank line ends HTML there: in an answer's code the lines behind it became headings and emphasis, and a picture
    that they name was loaded from its server. A newline that is written as a character reference is the same one.
    """
    return _BLANK.sub("&#10;", html)


def markdown(text: object) -> str:
    """For short words inside of Markdown (a name, an id, a note): one line in which nothing is a mark."""
    line = _SPACES.sub(" ", visible(text)).strip()
    line = _MARKS.sub(r"\\\g<0>", line)
    line = _FIRST.sub(r"\1\\\2", line)
    return _LINKS.sub(r"\1\\\2", line).translate(_TAGS)


def source(text: str, *, python: bool = False) -> str:
    """For the text of a program: a string literal in which what cannot be seen is written as an escape.

    A reader of the program sees then what it will send: a mark of direction makes source look like other source.
    JSON's literals are also JavaScript's; Python writes characters beyond the basic plane in its own way.
    """

    def escaped(found: re.Match[str]) -> str:
        code = ord(found.group())
        return f"\\U{code:08x}" if python and code > 0xFFFF else json.dumps(found.group())[1:-1]

    return _UNSEEN.sub(escaped, json.dumps(text, ensure_ascii=False))


def short(text: str, most: int = 90) -> str:
    """For a sentence: the beginning and the end of what is too long to be read."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-(most // 4) :]}"
