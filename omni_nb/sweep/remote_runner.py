"""Work done by workers elsewhere. The limiter is here, in front of all of them: what one hears of haste holds back all."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from concurrent.futures import Future
from typing import Any, Protocol

from omni_nb.errors import OmniError, RateLimited
from omni_nb.kept import record
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter
from omni_nb.session.retries import wait_before_retry
from omni_nb.sweep.parcel import MediaMissing, Parcel, packed
from omni_nb.sweep.pool_workers import stopped
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Outcome, Work, outcome_of_error

_PERHAPS_SENT = "internal"  # a worker failed in a way that says nothing of whether it had asked


class Workers(Protocol):
    """Some workers; used on the event loop's thread."""

    async def carry(self, work: Any) -> Any:
        """Have it asked once: an `Outcome`.

        Raises:
            WorkerLost: A worker died with it.
            OmniError: It was not sent: they cannot ask at all.
        """

    def stop(self) -> None:
        """End what is under way, where that can be said; what it comes to is still told."""

    async def close(self) -> None:
        """Nothing more will come."""


class RemoteRunner:
    """As `Runner`.

    Args:
        workers: They.
        site: Whom they ask.
        limiter: Of all of them.
        most: How much there may be in hand.
    """

    def __init__(self, workers: Workers, site: Site, limiter: Limiter, *, most: int) -> None:
        self._workers, self._site, self._limiter, self.most = workers, site, limiter, most
        self._waiting: set[asyncio.Task[Any]] = set()
        self._sending: dict[
            str, asyncio.Lock
        ] = {}  # media that are on their way: not once for each run that needs them

    def submit(self, work: Work) -> Future[Outcome]:
        """As `Runner.submit`."""
        return EVENT_LOOP.submit(self._done(work))

    def cancel(self) -> None:
        """As `Runner.cancel`."""
        EVENT_LOOP.call(self._cancel)

    def close(self) -> None:
        """As `Runner.close`."""
        EVENT_LOOP.submit(self._workers.close()).result()

    # From here on: on the event loop's thread.

    def _cancel(self) -> None:
        self._workers.stop()
        for task in self._waiting:
            task.cancel()

    async def _done(self, work: Work) -> Outcome:
        parcel, media = packed(work, self._site)
        try:
            return await self._in_turn(parcel, media, work.earlier.failed)
        except asyncio.CancelledError:
            return outcome_of_error(work.key, stopped(), sent=False)
        except OmniError as err:  # no worker can ask, or the server let nobody through for minutes
            return outcome_of_error(work.key, err, sent=err.code == _PERHAPS_SENT)

    async def _in_turn(self, parcel: Parcel, media: dict[str, bytes], failed: int) -> Outcome:
        """When the limiter lets it. What is refused for haste comes back at once: the engine pays for another try."""
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            async with self._limiter.slot(tokens=parcel.work.tokens) as slot:
                self._waiting.discard(task)
                outcome = await self._carried(parcel, media)
                error = record.error_of(outcome.error)
                if isinstance(error, RateLimited):
                    wait_s = wait_before_retry(error, failed, random.random())
                    if wait_s is None or not slot.refuse(wait_s, error):
                        outcome = dataclasses.replace(outcome, again=None)
                    raise _Refused(outcome)
                return outcome
        except _Refused as refused:
            return refused.outcome
        finally:
            self._waiting.discard(task)

    async def _carried(self, parcel: Parcel, media: dict[str, bytes]) -> Outcome:
        outcome: Outcome
        try:
            outcome = await self._workers.carry(parcel)
        except MediaMissing as missing:
            async with self._sending.setdefault(missing.hashes[0], asyncio.Lock()):
                try:  # another run may have had it sent to the same worker
                    outcome = await self._workers.carry(parcel)
                except MediaMissing:
                    outcome = await self._workers.carry(dataclasses.replace(parcel, media=media))
        return outcome


class _Refused(Exception):
    """Leaves the slot as one that did not go well."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
