"""The seam between client and server: JSON goes out, bytes come in, each with the time at which it came.

What is behind it (the SDK over a network, the simulator, a recording) is nobody's business above. Time is taken
here, where the bytes arrive, and not when they have been decoded: it is the server's pace, not ours, and a
recording can tell its own.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, Callable
from typing import Protocol, TypeAlias

from omni_nb.wire.dialects.dialect import Json

Arrival: TypeAlias = tuple[float, bytes]
"""Seconds since the request was sent, and what came then; no bytes: the end of the body."""


class Transport(Protocol):
    """Sends requests to one server."""

    @property
    def base_url(self) -> str:
        """Where it goes, up to and with `/v1`: what a program of the user's own would have to be given."""
        ...

    def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """Send a chat completion; yields the answer as it comes, and its end, also where the line breaks.

        Args:
            body: The request's JSON.
            timeout_s: Longest time without a byte, in seconds.

        Raises:
            OmniError: Refused or unreachable (before the first bytes), or cut (after them).
        """
        ...

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """What the server lists.

        Raises:
            OmniError: Refused, unreachable, or no list.
        """
        ...

    async def close(self) -> None:
        """Let the connections go."""
        ...


class LazyTransport:
    """One that is made when it is first needed, and anew for another event loop: connections belong to one.

    A process that was forked has another; and what makes connections takes long to import.
    """

    def __init__(self, base_url: str, make: Callable[[], Transport]) -> None:
        self.base_url = base_url
        self._make = make
        self._made: tuple[asyncio.AbstractEventLoop, Transport] | None = None
        self._letting_go: weakref.finalize[..., LazyTransport] | None = None

    def _transport(self) -> Transport:
        loop = asyncio.get_running_loop()
        if self._made is None or self._made[0] is not loop:
            if self._letting_go is not None:
                self._letting_go.detach()  # its loop is gone, and its sockets are the other process's
            made = self._make()
            self._made = loop, made
            self._letting_go = weakref.finalize(self, _let_go, loop, made)
            self._letting_go.atexit = False
        return self._made[1]

    def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """As in `Transport`. To be called on the loop."""
        return self._transport().send(body, timeout_s=timeout_s)

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """As in `Transport`."""
        return await self._transport().model_ids(timeout_s=timeout_s)

    async def close(self) -> None:
        """As in `Transport`; it may be used again."""
        made, self._made = self._made, None
        if made is not None and made[0] is asyncio.get_running_loop():
            await made[1].close()


def _let_go(loop: asyncio.AbstractEventLoop, made: Transport) -> None:
    """Called by the collector of unused objects, on any thread."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(lambda: loop.create_task(made.close()))
