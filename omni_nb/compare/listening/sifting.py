"""Which votes count, and why the others do not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from omni_nb.compare.listening.votes import Test, Vote, known_test
from omni_nb.messages import _

Reason = Literal["practice", "duplicate", "replaced", "not_heard", "words_differ"]
"""Why a vote does not count: for practice; the same vote twice; voted anew later; a sample was not heard before the
vote; the samples say different words."""


_NAMES = ("listener", "trial", "left", "right", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Votes of one test.

    Attributes:
        test: Which.
        votes: What counts, in the order given.
        excluded: How many do not, by reason; what did not occur is not in it.
    """

    test: Test
    votes: tuple[Vote, ...]
    excluded: Mapping[Reason, int] = field(default_factory=dict)


def votes_of(source: object) -> list[Vote]:
    """Votes from what holds them: votes, dicts as JSON has them, a pandas DataFrame with one vote a row.

    Or what has them as `.votes`, as what `merging.merge` returns.

    In a DataFrame an empty cell (`None`, `NaN`) is what is not known, and a whole number may be a float.

    Raises:
        ValueError: One of them is no vote; says which, and why.
        TypeError: It holds no votes at all.
    """
    if hasattr(source, "columns") and hasattr(source, "to_dict"):
        rows = source.to_dict("records")
    else:
        rows = getattr(source, "votes", source)
    if isinstance(rows, str | bytes | Mapping | Vote) or not isinstance(rows, Iterable):
        raise TypeError(_("a list of votes, or a DataFrame of them, is needed, got {name}", name=type(source).__name__))
    found = []
    for number, row in enumerate(rows):
        try:
            found.append(row if isinstance(row, Vote) else Vote.from_dict(_plain(row)))
        except (ValueError, TypeError) as error:
            raise ValueError(_("vote number {number} is not valid: {error}", number=number, error=error)) from None
    return found


def sift(votes: object, *, test: str | None = None, words_may_differ: bool = False) -> Sifted:
    """The votes of one test that count.

    Of votes with the same `key` one counts: a copy (a file read twice) is dropped, of different ones the later
    counts, by `at`, else by order.

    Args:
        votes: What `votes_of` takes.
        test: Which test; not needed where there is one only.
        words_may_differ: Whether votes count whose samples say different words.

    Raises:
        ValueError: There are votes of several tests and none was named; or one of them is no vote.
        TypeError: There are no votes in it at all.
    """
    given = votes_of(votes)
    wanted = _the_test(given, test)
    excluded: dict[Reason, int] = {}

    def drop(reason: Reason) -> None:
        excluded[reason] = excluded.get(reason, 0) + 1

    last: dict[tuple[str, str, str, int], Vote] = {}
    for vote in given:
        if vote.test != wanted:
            continue
        if vote.practice:
            drop("practice")
        elif (before := last.get(vote.key)) is None:
            last[vote.key] = vote
        elif before == vote:
            drop("duplicate")
        else:
            drop("replaced")
            earlier = before.at is not None and vote.at is not None and vote.at < before.at
            last[vote.key] = before if earlier else vote
    kept = []
    for vote in last.values():
        if vote.not_heard:
            drop("not_heard")
        elif vote.words_differ and not words_may_differ:
            drop("words_differ")
        else:
            kept.append(vote)
    return Sifted(test=wanted, votes=tuple(kept), excluded=excluded)


def _the_test(votes: list[Vote], test: str | None) -> Test:
    if test is not None:
        return known_test(test)
    found = sorted({vote.test for vote in votes})
    if len(found) > 1:
        raise ValueError(
            _(
                "these are votes of {found}: choose one, such as test={found_2}",
                found=" and ".join(found),
                found_2=repr(found[0]),
            )
        )
    return known_test(found[0]) if found else "ab"


def _plain(row: Any) -> Any:
    """A row of a DataFrame or of a CSV file: no empty cells, whole numbers as such, names that are numbers as words."""
    if not isinstance(row, Mapping):
        return row
    plain = {name: value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value for name, value in row.items()}  # fmt: skip
    plain = {n: v for n, v in plain.items() if not (v is None or type(v).__name__ in ("NaTType", "NAType") or (isinstance(v, float) and math.isnan(v)))}  # fmt: skip
    for name in ("score", "showing", *_NAMES):
        if isinstance(plain.get(name), float) and plain[name].is_integer():
            plain[name] = int(plain[name])
    for name in _NAMES:
        if type(plain.get(name)) is int:
            plain[name] = str(plain[name])
    if isinstance(plain.get("heard"), str):  # "left, right", or as a list prints itself
        plain["heard"] = re.findall(r"\w+", plain["heard"])
    return plain
