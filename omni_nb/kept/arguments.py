"""What people give to a history: replies or their ids, times, and things of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from omni_nb.messages import _
from omni_nb.reply.reply import Reply


def ids(which: Iterable[Any]) -> list[str]:
    """Of replies, their ids, and whatever holds some of them: a list, a history.

    Raises:
        TypeError: Something else.
    """
    found: list[str] = []
    for each in which:
        if hasattr(each, "to_rows"):
            found += [row["id"] for row in each.to_rows()]
        elif isinstance(each, list | tuple | set | frozenset):
            found += ids(each)
        elif isinstance(each, str | Reply):
            found.append(each.id if isinstance(each, Reply) else each)
        else:
            raise TypeError(_("name replies, or their ids, got {name}", name=type(each).__name__))
    return list(dict.fromkeys(found))


def taken(name: str, value: Any, kind: type, words: str) -> None:
    """See that an argument is of its kind, or None.

    Raises:
        TypeError: It is not.
    """
    if value is not None and not isinstance(value, kind):
        raise TypeError(_("{name} must be {words}, got {kind}", name=name, words=words, kind=type(value).__name__))


def moment(when: str | date | None) -> str | None:
    """As `Reply.created` is written.

    Raises:
        ValueError: It is no time.
    """
    if isinstance(when, datetime):
        return when.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(when, date):
        return when.isoformat()
    if when is not None and not re.fullmatch(
        r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?)?)?)?(\+00:00)?", str(when)
    ):
        raise ValueError(_("a time is a date, a datetime or words like {example}, got {got}", example="'2026-11-30T18:00'", got=repr(when)))  # fmt: skip
    return None if when is None else str(when)
