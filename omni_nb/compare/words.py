"""The same words? What came, against what was asked to be read: a rate, and where they differ in both texts.

What is compared is the service's own text of what it says. The sound may differ from it.
What counts as a word, and what is not counted at all, is said in `omni_nb.compare.units`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from omni_nb.compare.alignment import Change, Step, align, require_jiwer
from omni_nb.compare.units import Unit, joined, mostly_characters, units
from omni_nb.errors import MissingExtra
from omni_nb.messages import Message, _, say
from omni_nb.notes import Note
from omni_nb.reply.reply import Reply

Span = tuple[int, int]
_MOST_SHOWN = 24  # characters of a text in a sentence
_MOST_GLUED = 4  # words that somebody else may write as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One place where the words differ.

    Attributes:
        kind: `replaced`; `missing`: asked and not come; `added`: come and not asked.
        asked: Where in the text that was asked, from and to; of what was added, the place where it would stand.
        came: Where in the text that came; of what is missing, likewise.
    """

    kind: Literal["replaced", "missing", "added"]
    asked: Span
    came: Span


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """A stretch of a text and what became of it. All runs of a text, joined, are the text."""

    text: str
    kind: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMatch:
    """What came against what was asked.

    Attributes:
        asked: The text that was to be read.
        came: The service's text of what it said.
        unit: What most of the text is counted in: `character` (Chinese and the like) or `word`.
        n_asked: Units of `asked`.
        errors: Units that are replaced, missing or added.
        edits: Where, in order.
    """

    asked: str
    came: str
    unit: Literal["character", "word"]
    n_asked: int
    errors: int
    edits: tuple[Edit, ...]

    @property
    def same(self) -> bool:
        """The same is heard, as far as the text says."""
        return not self.edits

    @property
    def rate(self) -> float | None:
        """Errors per unit asked: the word or character error rate. Over 1 where much was added.

        None: nothing was asked and something came, so that there is nothing to count against.
        """
        if not self.errors:
            return 0.0
        return self.errors / self.n_asked if self.n_asked else None

    @property
    def marked_asked(self) -> tuple[MarkedRun, ...]:
        """What was asked, in runs: `same`, `replaced`, `missing`."""
        return _runs(self.asked, [(e.asked, e.kind) for e in self.edits])

    @property
    def marked_came(self) -> tuple[MarkedRun, ...]:
        """What came, in runs: `same`, `replaced`, `added`."""
        return _runs(self.came, [(e.came, e.kind) for e in self.edits])

    def _repr_html_(self) -> str:
        from omni_nb.show.marked import match_html

        return match_html(self)

    @property
    def sentence(self) -> Message:
        """How many words differ, of how many, and where the first of them is."""
        if self.same:
            return _("the same words")
        if self.rate is None:
            return _("no text was given to read: {came}", came=first_difference(self.asked, self.came))
        n, percent = self.n_asked, f"{self.rate:.0%}" if self.rate >= 0.01 else _("under 1%")
        of = _("{n} word|{n} words", n=n) if self.unit == "word" else _("{n} character|{n} characters", n=n)
        many = _("{errors} of {of} differ", errors=self.errors, of=of)
        if self.errors > self.n_asked:
            many = _("{errors} changes to {of}", errors=self.errors, of=of)
        where = first_difference(self.asked, self.came)
        return _("{many} ({percent}), first: {first}", many=many, percent=percent, first=where)

    def __str__(self) -> str:
        return say(self.sentence)


def match_words(asked: str, came: str) -> WordMatch:
    """Compare what came with what was asked. Takes any two texts; long ones cost at most about half a second.

    Raises:
        MissingExtra: jiwer is not installed, and the words differ; `same_words` needs it not.
    """
    one, other = units(asked), units(came)
    n_asked, some = len(one), one or other
    steps: list[Step] = []
    if joined(one) != joined(other):
        one, other, steps = _aligned(one, other)
    return WordMatch(
        asked=asked,
        came=came,
        unit="character" if mostly_characters(some) else "word",
        n_asked=n_asked,
        errors=sum(step.errors for step in steps),
        edits=tuple(_edit(step, one, other) for step in steps),
    )


def match_reply(asked: str, reply: Reply) -> WordMatch | None:
    """What a reply says against what was asked. None: its sound came without its words, so nobody knows.

    Raises:
        MissingExtra: As for `match_words`.
    """
    return None if _wordless(reply) else match_words(asked, reply.text)


def same_words(asked: str, came: str) -> bool:
    """The same is heard. Needs no jiwer."""
    return joined(units(asked)) == joined(units(came))


def first_difference(asked: str, came: str) -> str:
    """Where the words first part, in words; empty where they are the same. Needs no jiwer."""
    one, other = _letters(units(asked)), _letters(units(came))
    if [c for c, _ in one] == [c for c, _ in other]:
        return ""
    pairs = zip(one, other, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a[0] != b[0]), min(len(one), len(other)))
    wanted, got = _around(asked, one, at), _around(came, other, at)
    if not wanted:
        return _("{got} after the end", got=got)
    return _("{got} instead of {wanted}", got=got, wanted=wanted) if got else _("ends before {wanted}", wanted=wanted)


def words_notes(asked: str, reply: Reply) -> tuple[Note, ...]:
    """What is to be said of a reading: nothing, that its words differ, or that it came without words.

    Without jiwer the first difference is told, and not how many there are.
    """
    if _wordless(reply):
        what = _("the server sent the sound without its text, so it could not be compared with the given text")
        return (Note("words_unknown", what),)
    first = first_difference(asked, reply.text)
    if not first:
        return ()
    try:
        told = match_words(asked, reply.text).sentence
    except MissingExtra:
        told = _("first: {first}", first=first)
    return (Note("words_differ", _("the words read differ from the given text: {told}", told=told)),)


def _wordless(reply: Reply) -> bool:
    return reply.audio is not None and not reply.text.strip()


def nearness(asked: str, came: str) -> float:
    """How far words are from those asked, to choose the nearest of several: 0 the same.

    Errors; without jiwer only where the first one is: the later the nearer. Never one of them the one way and one the
    other: some differences can be counted without jiwer, and two errors are more than nothing in common, which is 1.
    """
    try:
        require_jiwer()
    except MissingExtra:
        one, other = joined(units(asked)), joined(units(came))
        if one == other:
            return 0.0
        agreed = next(
            (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        return 1 - agreed / max(len(one), len(other))
    return float(match_words(asked, came).errors)


def _letters(some: list[Unit]) -> list[tuple[str, Unit]]:
    """What `joined` makes of them, each letter with its unit."""
    spaced = joined(some)
    placed = [(c, unit) for unit in some for c in unit.text]
    if len(spaced) == len(placed):
        return placed
    out: list[tuple[str, Unit]] = []
    rest = iter(placed)
    for c in spaced:
        out.append((c, out[-1][1]) if c == " " else next(rest))
    return out


def _around(text: str, letters: list[tuple[str, Unit]], at: int) -> str:
    """The words at a place: some of them, or some characters, but no half word."""
    if at >= len(letters):
        return ""
    start = letters[at][1].start
    rest = " ".join(text[start : start + 80].split())
    if len(rest) <= _MOST_SHOWN:
        return f"“{rest}”"
    whole_words = rest[:_MOST_SHOWN].rpartition(" ")[0]
    return f"“{whole_words or rest[:_MOST_SHOWN]}…”"


def _aligned(one: list[Unit], other: list[Unit]) -> tuple[list[Unit], list[Unit], list[Step]]:
    """What differs, after words that are only divided in another way were put together on both sides."""
    whole = {u.text for u in (*one, *other)}
    one, other = _glued(one, whole), _glued(other, whole)
    steps = align([u.text for u in one], [u.text for u in other])
    return one, other, list(_heard(steps, one, other))


def _glued(some: list[Unit], whole: set[str]) -> list[Unit]:
    """With `well known` as one where `wellknown` is somewhere, too."""
    longest = max(map(len, whole), default=0)
    if longest == 1:
        return some
    out: list[Unit] = []
    at = 0
    while at < len(some):
        text, n, best = some[at].text, 1, 1
        while (
            n < _MOST_GLUED
            and at + n < len(some)
            and len(text) < longest
            and not (text[-1].isdigit() and some[at + n].text[0].isdigit())
        ):
            text += some[at + n].text
            n += 1
            if text in whole:
                best = n
        out.append(
            some[at] if best == 1 else Unit(joined(some[at : at + best]), some[at].start, some[at + best - 1].end)
        )
        at += best
    return out


def _heard(steps: list[Step], one: list[Unit], other: list[Unit]) -> Iterator[Step]:
    """The changes that are heard: not those where the same letters are only divided into other words."""
    for same, group in groupby(steps, key=lambda step: step.kind == "same"):
        changed = list(group)
        first, last = changed[0], changed[-1]
        if not same and joined(one[first.start : last.end]) != joined(other[first.other_start : last.other_end]):
            yield from changed


def _edit(step: Step, one: list[Unit], other: list[Unit]) -> Edit:
    assert step.kind != "same"
    return Edit(
        kind=step.kind,
        asked=_span(one, step.start, step.end),
        came=_span(other, step.other_start, step.other_end),
    )


def _span(some: list[Unit], start: int, end: int) -> Span:
    """Where units stand; of none, the place behind the one before."""
    if start == end:
        place = some[start - 1].end if start else 0
        return place, place
    return some[start].start, some[end - 1].end


def _runs(text: str, edits: list[tuple[Span, Change]]) -> tuple[MarkedRun, ...]:
    runs: list[MarkedRun] = []
    at = 0
    for (start, end), kind in edits:
        start = max(start, at)  # one character may be several words: ﷺ
        if end > start:
            runs += [MarkedRun(text[at:start], "same"), MarkedRun(text[start:end], kind)]
            at = end
    return tuple(run for run in (*runs, MarkedRun(text[at:], "same")) if run.text)
