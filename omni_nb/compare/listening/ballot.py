"""A ballot: one listener's votes on disk, each there the moment it is cast. A killed kernel loses none.

The file only grows: a vote is a line, and so is taking it back. Whoever reads it takes the first line of a vote as the
vote, so two kernels that write at once agree on what counts without asking each other. A last line that a kill has cut
stays where it is, and the next one begins below it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omni_nb.compare.listening import vote_file
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.vote_file import Record
from omni_nb.compare.listening.votes import Vote
from omni_nb.errors import OmniError
from omni_nb.escape import short, visible
from omni_nb.messages import _

SUFFIX = ".votes.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What counts of a file.

    Attributes:
        votes: In the order in which they were cast, without those that were taken back.
        notes: What was passed over, and why.
    """

    votes: tuple[Vote, ...] = ()
    notes: tuple[str, ...] = ()


def listener_name(name: object) -> str:
    """A listener's name as it is kept: one line, one way of writing each letter.

    Raises:
        ValueError: It is empty, too long, or no words.
    """
    if not isinstance(name, str):
        raise ValueError(_("a listener needs a name, such as 'Mei', got {name}", name=type(name).__name__))
    plain = " ".join(visible(unicodedata.normalize("NFC", name)).split())
    if not plain or len(plain) > 80:
        raise ValueError(
            _(
                "a listener's name must have 1 to 80 characters, this one has {count}: {plain}",
                count=len(plain),
                plain=repr(short(plain)),
            )
        )
    return plain


def file_name(listener: str) -> str:
    """A file's name of plain characters, another for each listener, whatever the name is."""
    plain = re.sub(r"[^a-z0-9]+", "-", listener.lower())[:32].strip("-")
    if plain != listener:
        plain += "~" + hashlib.sha256(listener.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"by-{plain}{SUFFIX}"  # "by-": a file of Windows cannot be called con or nul


class Ballot:
    """The votes of one listener in one test, in a folder.

    Args:
        folder: It is made when the first vote is cast.
        design: The test.
        listener: Whose.
        before_first: Called before the first vote is written: votes without what was asked say nothing.
    """

    def __init__(
        self, folder: Path, design: TestDesign, listener: str, *, before_first: Callable[[], object] = lambda: None
    ) -> None:
        self._design, self.listener, self._before_first = design, listener_name(listener), before_first
        self.path = folder / file_name(self.listener)

    def read(self) -> Counted:
        """What counts so far, also of what another kernel wrote.

        Raises:
            OmniError: The file is there and cannot be read, or it is of another test.
        """
        data = self._data()
        return counted(data, self._design, self.path.name) if data else Counted()

    def cast(self, vote: Vote) -> Counted:
        """Write a vote; when this returns it is on disk. What counts now: another kernel may have been first.

        Raises:
            OmniError: It could not be written: nothing counts that is not on disk.
        """
        return self._append({"vote": vote.to_dict()})

    def undo(self) -> Counted:
        """Take back the last vote that counts, if there is one."""
        if not (votes := self.read().votes):
            return Counted()
        return self._append({"undo": list(votes[-1].key[2:])})

    def _append(self, record: Record) -> Counted:
        test = self._design.id
        if not self.path.exists():
            self._before_first()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _alone(handle)
                there = os.stat(handle).st_size
                data = self._data() if there else b""
                if not data:
                    line = vote_file.line_of(vote_file.head_of(test, self._design.test, self.listener), test)
                    os.write(handle, line)
                number = max(1, data.count(b"\n") + (not data.endswith(b"\n")))
                line = vote_file.line_of({"n": number, **record}, test)
                if data and not data.endswith(b"\n"):
                    line = b"\n" + line
                _write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as err:
            raise _unwritten(self.path, err) from None
        return self.read()

    def _data(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as err:
            raise OmniError(
                _("the votes in {path} cannot be read: {strerror}", path=self.path, strerror=err.strerror or err),
                code="votes_unreadable",
                repair=_("Check who can read that file; it was not changed."),
            ) from None


def counted(data: bytes, design: TestDesign, name: str) -> Counted:
    """The votes of a kernel's file.

    Raises:
        OmniError: It is of another test, or no file of votes.
    """
    try:
        found = vote_file.read(data, design.id)
    except ValueError as err:
        raise not_ours(name, str(err)) from None
    if found.test and found.test != design.id:
        raise of_another_test(name)
    votes: dict[tuple[str, str, str, int], Vote] = {}
    notes = [f"{name}: {note}" for note in found.notes]
    for record in found.records:
        notes.extend(f"{name}: {why}" for why in _take(record, votes, design))
    return Counted(votes=tuple(votes.values()), notes=tuple(notes))


def _take(record: Record, votes: dict[tuple[str, str, str, int], Vote], design: TestDesign) -> Sequence[str]:
    """One record after the other. Returns what is to be said."""
    if isinstance(taken_back := record.get("undo"), list):
        last = next((key for key in reversed(votes) if list(key[2:]) == taken_back), None)
        if last is not None:
            del votes[last]
        return ()
    if not isinstance(plain := record.get("vote"), dict):
        return ()  # of a later version
    try:
        vote = Vote.from_dict(plain)
    except (ValueError, TypeError) as err:
        return (_("a vote cannot be read ({err}) and was skipped", err=err),)
    if why := design.why_foreign(vote):
        return (_("a vote was skipped: {why}", why=why),)
    if votes.setdefault(vote.key, vote) != vote:
        return (_("a trial was answered twice, in two windows; the first vote counts"),)
    return ()


def _alone(handle: int) -> None:
    """Until it is closed: two that begin a file together would number its lines twice ("2 of 24 records are missing")."""
    if sys.platform != "win32":
        import fcntl

        with contextlib.suppress(OSError):  # some network file systems have no locks: then a note may be wrong, no vote
            fcntl.flock(handle, fcntl.LOCK_EX)


def _write(handle: int, line: bytes) -> None:
    """A full disk may take a part of it."""
    view: Any = memoryview(line)
    while view:
        view = view[os.write(handle, view) :]


def of_another_test(name: str) -> OmniError:
    """What is said to a file of another test."""
    return OmniError(
        _("{name} holds votes of another test: other samples, or another kind of question", name=visible(name)),
        code="votes_of_another_test",
        repair=_("Give it to the test it was made for; nothing in it was counted."),
    )


def not_ours(name: str, why: str) -> OmniError:
    """What is said to a file without votes."""
    return OmniError(
        f"{visible(name)}: {why}",
        code="no_votes",
        repair=_("Give the JSON that the listening test exported, or a file that ends in .votes.jsonl."),
    )


def _unwritten(path: Path, err: OSError) -> OmniError:
    return OmniError(
        _(
            "the vote could not be written to {path}: {strerror}; it does not count, all earlier ones do",
            path=path,
            strerror=err.strerror or err,
        ),
        code="vote_not_kept",
        repair=_("Free some space or choose another folder, then vote again."),
    )
