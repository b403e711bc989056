"""How many requests may be under way at once, and how many a minute; a refusal for haste is heard by all of them.

It lives on the event loop's thread. One limiter for everything that shares a server's limits.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from omni_nb.errors import OmniError
from omni_nb.messages import _

AT_ONCE = 8
"""Requests under way together where nobody says how many."""
_MINUTE_S = 60.0
LONGEST_WAIT_S = 60.0
"""A server that asks for more is not waited for: whoever asked is told."""
_PATIENCE_S = 120.0  # two minutes of quota, in which not one request got through


class Slot:
    """One request's leave to be under way."""

    def __init__(self, limiter: Limiter, at_s: float) -> None:
        self._limiter, self._at_s = limiter, at_s

    def refuse(self, wait_s: float, why: OmniError | None = None) -> bool:
        """The server said "too fast": nobody asks for so long, and then fewer at once.

        Returns:
            Whether to try again. Not where it would be too long, or nothing has got through for two minutes: then those
            who wait for their turn fail, too, each with `why`.
        """
        return self._limiter.back_off(wait_s, since_s=self._at_s, why=why)


class Limiter:
    """Lets requests through in the order in which they came.

    Args:
        at_once: The most that are under way together. Halved when the server says "too fast" (once for all the
            requests that were under way), and one more again after as many successes.
        per_minute: The most that are sent in any 60 seconds; None for no such limit.
        tokens_per_minute: The most tokens of those that are sent in any 60 seconds, by what each can take at most. One that
            weighs more than that by itself goes when nothing else counts.
        clock: Seconds, for tests.
        sleep: Waits, for tests.
    """

    def __init__(
        self, *, at_once: int = AT_ONCE, per_minute: int | None = None, tokens_per_minute: int | None = None,
        clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        for name, value in (("at_once", at_once), ("per_minute", per_minute), ("tokens_per_minute", tokens_per_minute)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(
                    _("{name} must be a whole number, 1 or more, got {value}", name=name, value=repr(value))
                )
        self._most, self._per_minute, self._tokens_per_minute = at_once, per_minute, tokens_per_minute
        self._clock, self._sleep = clock, sleep
        self._now_most = at_once
        self._under_way = 0
        self._good = 0
        self._sent: deque[tuple[float, int]] = deque()  # when, and how many tokens
        self._tokens = 0
        self._silent_until_s = self._halved_s = self._gave_up_s = float("-inf")
        self._refused_s: float | None = None  # the first refusal since something got through
        self._why: OmniError | None = None
        self._turnstile = asyncio.Lock()  # fair: who came first goes first
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def slot(self, *, tokens: int = 0) -> AsyncIterator[Slot]:
        """Wait for leave; it is given back at the end.

        Args:
            tokens: What it takes at most.

        Raises:
            OmniError: It was given up meanwhile: see `Slot.refuse`.
        """
        came_s = self._clock()
        async with self._turnstile:
            while (wait_s := self._wait_s(tokens)) != 0 or self._gave_up_s >= came_s:
                if self._why is not None and self._gave_up_s >= came_s:
                    raise self._why
                if wait_s is None:
                    self._freed.clear()
                    await self._freed.wait()
                else:
                    await self._sleep(wait_s)
            slot = Slot(self, self._clock())
            self._sent.append((self._clock(), tokens))
            self._tokens += tokens
            self._under_way += 1
        try:
            yield slot
            self._went_well()
        finally:
            self._under_way -= 1
            self._freed.set()

    def back_off(self, wait_s: float, *, since_s: float, why: OmniError | None = None) -> bool:
        """Be silent for so long, from now; `since_s`: when the request that was refused had been sent; see `Slot.refuse`."""
        now = self._clock()
        self._refused_s = now if self._refused_s is None else self._refused_s
        if since_s > self._halved_s:  # those that were sent before are refused for the same haste
            self._now_most = max(1, self._now_most // 2)
            self._halved_s, self._good = now, 0
        nothing_through = self._under_way <= 1 and now + wait_s - self._refused_s > _PATIENCE_S
        if why is not None and (wait_s > LONGEST_WAIT_S or nothing_through):
            self._gave_up_s, self._why, self._refused_s = now, why, None
            return False
        self._silent_until_s = max(self._silent_until_s, now + wait_s)
        return True

    def _wait_s(self, tokens: int) -> float | None:
        """Seconds until one may be sent; 0: now; None: when one that is under way has ended."""
        now = self._clock()
        if now < self._silent_until_s:
            return self._silent_until_s - now
        if self._under_way >= self._now_most:
            return None
        while self._sent and now - self._sent[0][0] >= _MINUTE_S:
            self._tokens -= self._sent.popleft()[1]
        many = self._per_minute is not None and len(self._sent) >= self._per_minute
        much = self._tokens_per_minute is not None and self._tokens and self._tokens + tokens > self._tokens_per_minute
        return max(self._sent[0][0] + _MINUTE_S - now, 1e-3) if many or much else 0

    def _went_well(self) -> None:
        self._refused_s = None
        self._good += 1
        if self._good >= self._now_most and self._now_most < self._most:
            self._now_most, self._good = self._now_most + 1, 0
