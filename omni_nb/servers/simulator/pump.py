"""A reply on its way to a client: events at their pace, lines that break on request. It knows nothing of what they say."""

from __future__ import annotations

import asyncio
import base64
import math
import re
from collections.abc import Iterator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from omni_nb.servers.simulator.framing import Timed

_SOUND = re.compile(rb'"data":"([A-Za-z0-9+/=]{8,})"')
_BATCH_BYTES = 64 << 10  # without a pace, so much is made before it is written: a reader who is slow costs no more
BREAKS = frozenset({"stream-error", "stall", "cut-mid-sample", "cut-mid-json", "end-mid-json"})
_STREAM_ERROR = b'data: {"error":{"message":"<500> InternalError.Algo: An internal error has occured.","type":"internal_error","param":null,"code":"internal_error"}}\n\n'


class _Cut(Exception):
    """Break the line here, without the end of the body."""


class Pumped(Response):
    """A stream of events at their pace, which may break on request. It ends when the client leaves.

    Args:
        steps: Events with their times, made one by one as they are written. One without a byte breaks the line there.
        breaks: What happens at event number `half`.
        finely: Small events go out in writes of seven bytes.
    """

    media_type = "text/event-stream"

    def __init__(
        self, steps: Iterator[Timed] | list[Timed], pace: float, stopping: asyncio.Event, *, breaks: frozenset[str] = frozenset(),
        half: int = -1, finely: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(headers={"Cache-Control": "no-cache"})
        del self.headers["content-length"]
        self._steps, self._pace, self._stopping = iter(steps), pace, stopping
        self._breaks, self._half, self._finely = breaks, half, finely

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write it. Without the last message the server closes the line: that is a cut."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        ends = asyncio.Event()
        watch = [
            asyncio.create_task(_until_gone(receive, ends)),
            asyncio.create_task(_until_set(self._stopping, ends)),
        ]
        try:
            await self._pump(send, ends)
            await send({"type": "http.response.body", "body": b""})
        except _Cut:
            pass
        finally:
            for task in watch:
                task.cancel()

    async def _pump(self, send: Send, ends: asyncio.Event) -> None:
        i, clock = 0, asyncio.get_running_loop().time
        begun_s = clock()
        while batch := await asyncio.to_thread(self._take):
            for at_s, data in batch:
                # by the clock, and not from event to event: a hundred waits of a millisecond too much were half a second
                if self._pace and (wait_s := begun_s + at_s * self._pace - clock()) > 0:
                    await _sleep(wait_s, ends)
                if ends.is_set():
                    raise _Cut
                if not data:
                    raise _Cut
                if self._breaks and i >= self._half and await self._break(data, send, ends):
                    return
                await self._write(data, send)
                i += 1

    def _take(self) -> list[tuple[float, bytes]]:
        """The next event, or without a pace as many as make a good write."""
        batch: list[tuple[float, bytes]] = []
        size = 0
        for at_s, event in self._steps:
            data = event.encode() if isinstance(event, str) else event
            batch.append((at_s, data))
            size += len(data)
            if self._pace or size >= _BATCH_BYTES:
                break
        return batch

    async def _break(self, data: bytes, send: Send, ends: asyncio.Event) -> bool:
        """Do what the fault says; True ends the body properly, False goes on to the next event."""
        if "stream-error" in self._breaks:
            await self._write(_STREAM_ERROR, send)
            return True
        if "stall" in self._breaks:
            await _sleep(math.inf, ends)
            raise _Cut
        if "cut-mid-sample" in self._breaks:  # an odd number of bytes, and then nothing
            found = _SOUND.search(data)
            if found is None:
                return False
            pcm = base64.b64decode(found.group(1))
            await self._write(data.replace(found.group(1), base64.b64encode(pcm[: len(pcm) // 2 | 1])), send)
            raise _Cut
        await self._write(data[: len(data) // 2], send)
        if "cut-mid-json" in self._breaks:
            raise _Cut
        return True

    async def _write(self, data: bytes, send: Send) -> None:
        fine = self._finely and len(data) < 2_000
        for piece in (data[i : i + 7] for i in range(0, len(data), 7)) if fine else (data,):
            await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _until_gone(receive: Receive, ends: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    ends.set()


async def _until_set(event: asyncio.Event, ends: asyncio.Event) -> None:
    await event.wait()
    ends.set()


async def _sleep(seconds: float, ends: asyncio.Event) -> None:
    """That long, or until the reply is of no use any more."""
    try:
        await asyncio.wait_for(ends.wait(), None if math.isinf(seconds) else seconds)
    except TimeoutError:
        return
