"""What is handed out to be done, and what comes back: plain values, so that a run may be done anywhere."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from omni_nb.errors import ConnectionFailed, OmniError, RateLimited, ServerError, ServerFailed, StreamBroken, TimedOut
from omni_nb.kept import record
from omni_nb.kept.entry import Entry, entry_of
from omni_nb.kept.striking import Strike
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply
from omni_nb.session.sending import Earlier
from omni_nb.sweep.worst import cost_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One run, to be done once.

    Attributes:
        key: The run's.
        request: What is asked.
        tokens: The most that it takes, for a limit on tokens a minute; 0 where that is not known.
        earlier: What its earlier tries came to.
    """

    key: str
    request: Request
    tokens: int = 0
    earlier: Earlier = field(default_factory=Earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it.

    Attributes:
        key: The run's.
        entry: The reply, also a cut one; None where nothing came.
        ok: It is whole.
        cost: What it cost, in the catalog's currency; None: not known.
        error: As `kept.record.plain_error` tells it; None where it is whole.
        code: Of the error; empty where it is whole.
        sent: It went to the server, or may have.
        passing: Trying again may help.
        again: What the next try needs, where it was refused for haste, or for something that can be left out.
    """

    key: str
    entry: Entry | None = None
    ok: bool = False
    cost: float | None = None
    error: dict[str, Any] | None = None
    code: str = ""
    sent: bool = True
    passing: bool = False
    again: Earlier | None = None


class Runner(Protocol):
    """Does work, wherever. The engine holds the purse and hands it no more than it can pay for.

    Each work is sent to the server once at most, whatever the server says: the engine pays for each further try.

    Attributes:
        most: How much it can have in hand at once.
    """

    most: int

    def submit(self, work: Work) -> Future[Outcome]:
        """Begin it. The future never raises for what a server does; it may for a worker that died."""
        ...

    def cancel(self) -> None:
        """End all that is under way, soon: each future still gets its outcome."""
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...


def outcome_of_reply(key: str, reply: Reply, request: Request, strike: Strike = str) -> Outcome:
    """Of an answer that came, whole or cut."""
    error = reply.error
    return Outcome(
        key=key, entry=entry_of(reply, strike), ok=reply.complete, cost=cost_of(reply, request), error=record.plain_error(error),
        code=error.code if error is not None else "", passing=error is not None and _passes(error),
    )  # fmt: skip


def outcome_of_error(
    key: str, error: Exception, *, sent: bool = True, begun: bool = False, again: Earlier | None = None
) -> Outcome:
    """Of a run of which nothing came.

    A refusal costs nothing; a line that was cut before the answer came may have cost all of it.

    Args:
        key: The run's.
        error: Why.
        sent: It went to the server, or may have.
        begun: The server had begun to answer.
        again: As in `Outcome`.
    """
    known = error if isinstance(error, OmniError) else OmniError(_words(error), code="internal")
    unknown = isinstance(known, StreamBroken | TimedOut) or known.code in _PERHAPS_ANSWERED
    unknown = unknown or begun or (isinstance(known, ServerError) and known.status in _GATEWAY_GAVE_UP)
    return Outcome(
        key=key, cost=None if sent and unknown else 0.0, error=record.plain_error(known), code=known.code, sent=sent,
        passing=again is not None or _passes(known), again=again,
    )  # fmt: skip


_PERHAPS_ANSWERED = ("connection_closed", "connection_lost", "internal", "worker_died")
"""It cannot be told whether the server had begun an answer."""
_GATEWAY_GAVE_UP = (408, 499, 502, 504, 520, 522, 524, 598, 599)
"""Who stands in front of the service waited no longer: what stands behind may have answered, and charge for it."""


def _passes(error: OmniError) -> bool:
    if error.code == "stopped":
        return False
    return error.code == "worker_died" or isinstance(
        error, ServerFailed | ConnectionFailed | TimedOut | StreamBroken | RateLimited
    )


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else f"unexpected {type(error).__name__}: {error}"
