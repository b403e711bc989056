"""Votes of any number of listeners, joined: files of kernels, what pages handed back, as files or as pasted text."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

from omni_nb import paths
from omni_nb.compare.listening import vote_file
from omni_nb.compare.listening.ballot import SUFFIX, Counted, counted, listener_name, not_ours, of_another_test
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.vote_file import KIND, Record, VoteFile
from omni_nb.compare.listening.votes import Vote
from omni_nb.escape import short
from omni_nb.messages import _

Source = str | os.PathLike[str] | bytes | Mapping[str, Any]
"""A path, a folder of such files, a pattern (`answers/*.json`), the text that a page gave to copy, or its JSON."""


@dataclass(frozen=True, slots=True)
class _Given:
    """One source, opened."""

    name: str
    data: bytes


def merge(design: TestDesign, sources: Iterable[Source]) -> Counted:
    """The votes of all of them.

    A file that comes twice counts once; of a later file of the same sitting the votes that are new are added, and of a vote
    that was changed the later one counts. Two people of the same name are told apart by their sittings.

    Args:
        design: The test.
        sources: Files, folders, text.

    Raises:
        OmniError: A source is of another test (`votes_of_another_test`), holds no votes (`no_votes`), or cannot be read.
            Nothing was counted then.
    """
    notes: list[str] = []
    kernels: list[Counted] = []
    pages: list[tuple[str, VoteFile]] = []
    for given in _once((one for source in sources for one in _opened(source)), notes):
        found = _read(given, design)
        if any("vote" in record or "undo" in record for record in found.records):
            kernels.append(counted(given.data, design, given.name))
        else:
            pages.append((given.name, found))
    sittings = {vote.listener: [""] for one in kernels for vote in one.votes}
    votes: dict[tuple[str, str, str, int], Vote] = {}
    for one in [*kernels, *(_of_page(found, design, name, sittings) for name, found in pages)]:
        notes.extend([*one.notes, *_add(one.votes, votes)])
    return Counted(votes=tuple(votes.values()), notes=tuple(notes))


def _once(some: Iterable[_Given], notes: list[str]) -> Iterator[_Given]:
    before: dict[bytes, str] = {}
    for given in some:
        if given.data in before:
            notes.append(
                _("{name} is the same as {before}: it is counted once", name=given.name, before=before[given.data])
            )
        else:
            before[given.data] = given.name
            yield given


def test_of(sources: Iterable[Source]) -> str:
    """The id of the test that the first of these files names; empty where none does."""
    for given in (one for source in sources for one in _opened(source)):
        try:
            if test := vote_file.read(given.data).test:
                return test
        except ValueError as err:
            raise not_ours(given.name, str(err)) from None
    return ""


def _opened(source: Source) -> Iterator[_Given]:
    if isinstance(source, Mapping):
        yield _Given("the JSON given", json.dumps(source).encode())
    elif isinstance(source, bytes):
        yield _Given(_("the text given"), source)
    elif isinstance(source, str) and ("{" in source or "\n" in source):
        yield _Given(_("the text given"), source.encode("utf-8", "surrogatepass"))
    elif isinstance(source, str | os.PathLike):
        yield from _files(source)
    elif isinstance(source, Iterable):  # a list of them
        for one in source:
            yield from _opened(one)
    else:
        raise TypeError(_("votes must be a path, a folder, text or JSON, got {name}", name=type(source).__name__))


def _files(source: str | os.PathLike[str]) -> Iterator[_Given]:
    path = paths.local_path(source)
    if not path.exists() and (meant := sorted(glob(str(path)))):  # answers/*.json
        for one in meant:
            yield from _files(one)
        return
    if not path.is_dir():
        yield _Given(path.name, paths.read_bytes(path))
        return
    there = [*path.rglob(f"*{SUFFIX}"), *(p for p in path.glob("*.json") if _looks_like_votes(p))]
    for file in sorted(there):
        yield _Given(file.name, paths.read_bytes(file))
    if not there:
        raise not_ours(str(path), _("this folder contains no *{suffix} and no JSON of a listening test", suffix=SUFFIX))


def _looks_like_votes(path: Path) -> bool:
    """In a folder may be anything; what was named is read whatever it looks like."""
    return KIND.encode() in paths.read_bytes(path)[:2000]


def _read(given: _Given, design: TestDesign) -> VoteFile:
    try:
        found = vote_file.read(given.data, design.id)
    except ValueError as err:
        raise not_ours(given.name, str(err)) from None
    if found.test and found.test != design.id:
        raise of_another_test(given.name)
    return found


def _of_page(found: VoteFile, design: TestDesign, name: str, sittings: dict[str, list[str]]) -> Counted:
    notes = [f"{name}: {note}" for note in found.notes]
    listener = listener_name(found.listener.strip() or "a listener without a name")
    known = sittings.setdefault(listener, [])
    if found.session not in known:
        known.append(found.session)
    if sitting := known.index(found.session):
        listener = f"{listener} ({sitting + 1})"
        notes.append(
            _(
                "{name}: another listener has that name; this one is counted as {listener}",
                name=name,
                listener=repr(listener),
            )
        )
    votes: list[Vote] = []
    for record in found.records:
        try:
            vote = _vote(record, design, listener)
        except (ValueError, TypeError, KeyError) as err:
            notes.append(
                _("{name}: a vote cannot be read ({err}) and was skipped", name=name, err=short(str(err), 120))
            )
            continue
        if why := design.why_foreign(vote):
            notes.append(_("{name}: a vote was skipped: {why}", name=name, why=why))
        else:
            votes.append(vote)
    return Counted(votes=tuple(votes), notes=tuple(notes))


def _vote(record: Record, design: TestDesign, listener: str) -> Vote:
    """A page knows ids; here they get their names again."""
    items, plain = design.item_of, dict(record)
    differ = {t.id: t.words_differ for t in design.trials}
    for side in ("left", "right", "item"):
        if plain.get(side) is not None:
            plain[side] = items[plain[side]]
    known = {"listener": listener, "test": design.test, "words_differ": differ.get(str(plain.get("trial")))}
    return Vote.from_dict({**plain, **known})


def _add(new: Iterable[Vote], votes: dict[tuple[str, str, str, int], Vote]) -> Iterator[str]:
    """A vote that is there already is counted once; of one that was changed, the later."""
    same: dict[str, int] = {}
    changed: dict[str, int] = {}
    for vote in new:
        old = votes.get(vote.key)
        if old is None or _when(vote) > _when(old):
            votes[vote.key] = vote
        if old is not None:
            (same if old == vote else changed).setdefault(vote.listener, 0)
            (same if old == vote else changed)[vote.listener] += 1
    for who, n in changed.items():
        yield _(
            "{n} vote of {who} is given twice and differs; the later one counts|{n} votes of {who} are given twice and differ; the later ones count",
            n=n,
            who=repr(who),
        )
    for who, n in same.items():
        yield _(
            "{n} vote of {who} is given twice and counted once|{n} votes of {who} are given twice and counted once",
            n=n,
            who=repr(who),
        )


def _when(vote: Vote) -> float:
    return vote.at.timestamp() if vote.at is not None else 0.0
