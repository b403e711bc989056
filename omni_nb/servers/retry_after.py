"""How long a server asks to wait: `Retry-After` in seconds or as a date, and `retry-after-ms`. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_S = 86_400.0


def seconds_to_wait(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds from now, 0 for a moment that is over; None where nothing readable is said.

    Args:
        headers: Of the answer; names in small letters.
        now: Used where the server does not send its own `Date`.
    """
    for name, divisor in (("retry-after-ms", 1_000.0), ("retry-after", 1.0), ("x-retry-after", 1.0)):
        if (value := (headers.get(name) or "").strip()) and (found := _number(value, divisor)) is not None:
            return found
    until = _date(headers.get("retry-after"))
    if until is None:
        return None
    since = _date(headers.get("date")) or now  # by the server's own clock, so that a wrong one here does not count
    return min(max((until - since).total_seconds(), 0.0), _LONGEST_S)


def _number(value: str, divisor: float) -> float | None:
    try:
        seconds = float(value.lower().removesuffix("s")) / divisor
    except ValueError:
        return None
    return None if math.isnan(seconds) else min(max(seconds, 0.0), _LONGEST_S)


def _date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
