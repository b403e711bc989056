"""A cassette as a file: which recordings stand in it, found without reading it whole. It writes nothing.

A file may be a gigabyte, may have been cut, edited by hand, or saved by an editor of Windows. So it is gone through
line by line once, and of each recording only its question is kept, with its place. What is damaged costs its own
recording and no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from omni_nb import paths
from omni_nb.errors import CassetteError
from omni_nb.escape import short, visible
from omni_nb.messages import Message, _, listed
from omni_nb.servers.cassette.question import key_of, last_words
from omni_nb.wire.dialects.dialect import Json

VERSION = 1
_FIRST_NAME = re.compile(rb'\s*\{\s*"(\w+)"\s*:')
_NAMES = (b"cassette", b"ask", b"end", b"models")
MOST_LINE = 64 << 20
_MOST_TOLD = 5
_GIST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One recording in the file: what was asked, and where it stands.

    Attributes:
        key, form: Of the question; see `Question`.
        session: The one in which it was recorded; later ones are worth more.
        number: In which order it was sent, in that session.
        offset, line: Where it begins: bytes, and lines from 1 on.
        gist: The beginning of its words.
        model, sound: That was asked, and whether for sound.
        status: Of the refusal with which the server answered; None for an answer.
    """

    key: str
    form: str
    session: int
    number: int
    offset: int
    line: int
    gist: str
    model: str
    sound: bool
    status: int | None = None


@dataclass(slots=True, kw_only=True)
class Contents:
    """What stands in a file.

    Attributes:
        places: In the order of their sessions, and in those in the order in which they were sent.
        heads: One for each session: the server that was recorded.
        models: What the server listed, each time it was asked: ids, or the error.
        damage: What was passed over, in sentences.
    """

    places: list[Place] = field(default_factory=list)
    heads: list[Json] = field(default_factory=list)
    models: list[Json] = field(default_factory=list)
    damage: list[Message] = field(default_factory=list)


def scan(path: Path) -> Contents:
    """Go through a file.

    Raises:
        FileMissing, MediaError: It cannot be opened.
        CassetteError: It is no cassette, or one of a later version.
    """
    found = _Reader(path)
    with paths.opened(path) as file:
        for number, offset, line in _lines(file, found.out.damage):
            found.take(number, offset, line)
    found.finish()
    return found.out


class _Reader:
    """Takes line after line, and remembers only questions."""

    def __init__(self, path: Path) -> None:
        self.out = Contents()
        self._name = path.name
        self._sessions: dict[str, int] = {}
        self._asked: tuple[int, int, Json] | None = None
        self._strange = 0
        self._ours = False

    def take(self, number: int, offset: int, line: bytes) -> None:
        if line.startswith(b'{"at"'):  # nearly all of them
            return
        found = _FIRST_NAME.match(line)
        name = found.group(1) if found else b""
        if name in (b"at", b"answer") or not line.strip() or line.lstrip().startswith(b"#"):
            return
        plain = parsed(line)
        self._ours = self._ours or name in _NAMES
        if name == b"cassette" and plain is not None:
            self._head(plain)
        elif name == b"ask" and plain is not None and isinstance(plain["ask"], dict):
            self._unfinished()
            self._asked = number, offset, plain
        elif name == b"end" and plain is not None:
            self._ended(plain.get("error"))
        elif name == b"models" and plain is not None:
            self.out.models.append(plain)
        else:
            self._damaged(number, _why_unread(line))

    def finish(self) -> None:
        self._unfinished()
        if self._strange and not self._ours:
            raise no_cassette(self._name)
        self.out.places.sort(key=lambda p: (p.session, p.number))

    def _head(self, plain: Json) -> None:
        version = plain["cassette"]
        if type(version) is not int:
            raise no_cassette(self._name)
        if version > VERSION:
            raise CassetteError(
                _(
                    "{name} is a cassette of a later version ({version}, made by {made_by}); this omni_nb reads up to {ours}",
                    name=self._name, version=version, made_by=visible(plain.get("made_by") or "?"), ours=VERSION,
                ),
                code="later_version",
                repair=_("pip install --upgrade omni_nb; nothing was changed."),
            )  # fmt: skip
        self._session(str(plain.get("session")))
        self.out.heads.append(plain)

    def _session(self, name: str) -> int:
        return self._sessions.setdefault(name, len(self._sessions))

    def _ended(self, failure: Any) -> None:
        if self._asked is None:
            return
        line, offset, plain = self._asked
        self._asked = None
        content = plain["ask"]
        session, _space, number = str(plain.get("take", "")).rpartition(" ")
        status = failure.get("status") if isinstance(failure, dict) else None
        self.out.places.append(
            Place(
                key=key_of(content), form=str(plain.get("form", "")), session=self._session(session), offset=offset, line=line,
                number=int(number) if number.isdecimal() else line, gist=last_words(content)[:_GIST], model=str(content.get("model")),
                sound=content.get("sound") is True, status=status if type(status) is int else None,
            )
        )  # fmt: skip

    def _unfinished(self) -> None:
        if self._asked is not None:
            line, _offset, plain = self._asked
            self._asked = None
            words = short(visible(last_words(plain["ask"])), 60)
            self.out.damage.append(
                _("line {line}: the recording of “{words}” has no end, and is left out", line=line, words=words)
            )

    def _damaged(self, number: int, why: Message) -> None:
        self._strange += 1
        if self._strange <= _MOST_TOLD:
            told = _("line {line}: {why}", line=number, why=why)
            if self._asked is not None:
                told = _("line {line}: {why}; its recording is left out", line=number, why=why)
            self.out.damage.append(told)
        self._asked = None


def _lines(file: BinaryIO, damage: list[Message]) -> Iterator[tuple[int, int, bytes]]:
    """Number, place and bytes of each line; never more than one of them at a time."""
    number = offset = 0
    while line := file.readline(MOST_LINE):
        size, number = len(line), number + 1
        if number == 1:
            if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise CassetteError(
                    _("this cassette was saved as UTF-16"),
                    code="no_cassette",
                    repair=_("Save it as UTF-8 in your editor."),
                )
            if line[:2] in (b"PK", b"\x1f\x8b"):
                raise CassetteError(
                    _("this file is packed (zip or gzip)"), code="no_cassette",
                    repair=_("Unpack it, and name the cassette in it; the folder of its sounds belongs beside it."),
                )  # fmt: skip
            line = line.removeprefix(b"\xef\xbb\xbf")  # by an editor of Windows
        while size % MOST_LINE == 0 and size and not line.endswith(b"\n") and (more := file.readline(MOST_LINE)):
            line, size = b"?", size + len(more)
            if more.endswith(b"\n"):
                break
        yield number, offset, line
        offset += size


def parsed(line: bytes) -> Json | None:
    """The object in a line, or None."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return plain if isinstance(plain, dict) else None


def _why_unread(line: bytes) -> Message:
    text = line.strip()
    if not text.strip(b"\0"):
        return _("it holds nothing but zeros")
    if text in (b"{", b"}", b"[", b"]", b"},", b"],") or not text.startswith(b"{"):
        return _("it is no JSON object by itself (each has to stand in one line)")
    return _("it is no whole JSON object")


def no_cassette(name: str) -> CassetteError:
    """What is said to a file that is something else."""
    return CassetteError(
        _("{name} is no cassette of omni_nb", name=visible(name)),
        code="no_cassette",
        repair=_("Give a file that was made with Omni(record=…)."),
    )


def told(name: str, damage: list[Message]) -> Message:
    """What is damaged, as one sentence."""
    return _(
        "{name} is damaged; the rest can be played. {damage}", name=visible(name), damage=listed(damage[:_MOST_TOLD])
    )
