"""Files of votes: text to records and back, whatever happened to the text on its way. It opens no file.

Two kinds. A kernel appends lines (`ballot`), the names of what was compared in them. A page hands back one JSON with
ids in it, which came by mail, by messenger or from a clipboard. Both begin with the same names, have one record a line,
and a check in each record, so that of a file that was cut everything before the cut is read, and a record that was
changed is told from one that was not. The check finds accidents and edits; it is no signature.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from omni_nb.escape import short
from omni_nb.messages import _

KIND = "listening votes"
VERSION = 1
Record = dict[str, Any]

_QUOTES = str.maketrans("“”„«»\u00a0", '""""" ')
_REPLY_MARK = re.compile(r"^[>\s]*>\s?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFile:
    """What was found in a file.

    Attributes:
        test: The id of its test; empty where the head is lost.
        listener: Who voted; empty where the head is lost.
        session: A page's own id of one sitting; empty in files of a kernel.
        records: What was written in it, in order: those whose check is right.
        notes: What was passed over, and why, in sentences.
    """

    test: str
    listener: str
    session: str
    records: tuple[Record, ...]
    notes: tuple[str, ...]


def check_of(record: Mapping[str, Any], test: str) -> str:
    """The check of a record: CRC-32 of its JSON with sorted names, behind the id of its test. Eight hexadecimal digits."""
    plain = {name: value for name, value in record.items() if name != "check"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{zlib.crc32(f'{test}:{text}'.encode(errors='backslashreplace')):08x}"


def line_of(record: Mapping[str, Any], test: str) -> bytes:
    """One line of a kernel's file, with its check and its end."""
    return json.dumps({**record, "check": check_of(record, test)}).encode() + b"\n"


def head_of(test: str, kind: str, listener: str) -> Record:
    """The first record of a kernel's file."""
    return {"omni_nb": KIND, "version": VERSION, "test": test, "kind": kind, "listener": listener, "n": 0}


def read(data: bytes, test: str = "") -> VoteFile:
    """The records of a file of either kind.

    Args:
        data: The file.
        test: The id of the test that it should be of, for a file whose head is lost.

    Raises:
        ValueError: It is no file of votes; says what it looks like.
    """
    text = _text(data)
    whole = _page(text) or _page(_mended(text))
    if whole is not None:
        rows = [(f"vote {n}", row) for n, row in enumerate(whole.get("votes") or (), 1)]
        return _found(whole, rows, [], test)
    return _line_by_line(text, test)


def _text(data: bytes) -> str:
    """Editors of Windows write UTF-16, and put a mark before UTF-8."""
    if data[:2] == b"PK":
        raise ValueError(_("this is a zip archive or an office document: unpack it, and give the JSON in it"))
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"listener,trial,test,"):
        raise ValueError(_("this is a spreadsheet: give the files it was made from, or votes exported as .jsonl"))
    if not data.strip(b"\0 \t\r\n"):
        raise ValueError(_("the file is empty: there are no votes in it"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _page(text: str) -> dict[str, Any] | None:
    """A page's JSON, also in the middle of a letter."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1], strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("votes"), list) else None


def _mended(text: str) -> str:
    """Without what mail programs do to it: marks of a reply, curly quotes."""
    return _REPLY_MARK.sub("", text).translate(_QUOTES)


def _line_by_line(text: str, test: str) -> VoteFile:
    """A kernel's file, or a page's JSON that was cut."""
    head: dict[str, Any] = {}
    rows: list[tuple[str, Any]] = []
    notes: list[str] = []
    lines = _mended(text).splitlines()
    last = max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)
    for number, line in enumerate(lines, 1):
        row = _row(line)
        if row is None and (line := line.strip().strip("\0")) not in ("", "]", "]}", "}"):
            cut = number == last and not text.endswith("\n")
            why = (
                _("is cut off: writing was interrupted there")
                if cut
                else _("cannot be read ({line})", line=repr(short(line, 40)))
            )
            notes.append(_("line {number} {why}; it was skipped", number=number, why=why))
        elif row is not None and "omni_nb" in row and not head:
            head = row
        elif row is not None:
            rows.append((f"line {number}", row))
    if "votes" in head or (last == 1 and not text.endswith("\n")):
        notes.append(_("it is cut off: its end is missing"))
    if not head.get("test") and not any("check" in row for _, row in rows):
        raise ValueError(_("this is not a file of votes: it begins with {text}", text=repr(short(text.strip(), 60))))
    return _found(head, rows, notes, test)


def _row(line: str) -> dict[str, Any] | None:
    plain = line.strip().strip("\0").rstrip(",")
    for tail in ("", "]}", "}"):  # the first line of a page's JSON that was cut, its last one
        for given in (plain + tail, plain.removesuffix("]}")):
            try:
                row = json.loads(given, strict=False)
            except (ValueError, RecursionError):
                continue
            return row if isinstance(row, dict) else None
    return None


def _found(head: Mapping[str, Any], rows: list[tuple[str, Any]], notes: list[str], test: str) -> VoteFile:
    if head and head.get("omni_nb") != KIND:
        raise ValueError(
            _("this is not a file of votes: it says that it is {kind}", kind=short(repr(head.get("omni_nb"))))
        )
    version = head.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise ValueError(
            _(
                "these votes are of a later version ({version}): update omni_nb to read them",
                version=short(repr(version)),
            )
        )
    said = {name: value if isinstance(value := head.get(name), str) else "" for name in ("test", "listener", "session")}
    if not head:
        notes.append(_("its first line is missing, which says whose votes these are"))
    own = said["test"] or test
    records = tuple(_checked(rows, own, notes))
    notes.extend(_missing(records, passed_over=len(notes)))
    return VoteFile(**said, records=records, notes=tuple(notes))


def _checked(rows: list[tuple[str, Any]], test: str, notes: list[str]) -> Iterator[Record]:
    for place, row in rows:
        if not isinstance(row, dict):
            notes.append(_("{place} is not a record; it was skipped", place=place))
            continue
        right = next((as_was for as_was in _unwrapped(row) if as_was.get("check") == check_of(as_was, test)), None)
        if right is None:
            notes.append(
                _("{place} was changed after it was written (its checksum does not match); it was skipped", place=place)
            )
        else:
            yield {name: value for name, value in right.items() if name != "check"}


def _unwrapped(row: Record) -> Iterator[Record]:
    """As it stands, and with the line ends that a mail program has put between words, or into one, taken out."""
    yield row
    yield {
        name: re.sub(r"\s*\n\s*", " " if name == "comment" else "", value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def _missing(records: tuple[Record, ...], passed_over: int) -> Iterator[str]:
    """A kernel numbers its records: a line that was taken out leaves a gap."""
    numbers = {n for r in records if isinstance(n := r.get("n"), int)}
    lost = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    if len(lost) > passed_over:
        some = ", ".join(map(str, lost[:5])) + (" …" if len(lost) > 5 else "")
        yield _(
            "{n} of {all} records is missing from it (number {some})|{n} of {all} records are missing from it (numbers {some})",
            n=len(lost),
            all=max(numbers),
            some=some,
        )
