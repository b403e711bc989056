"""One request under way: send, learn, retry, decode, fold, end. It shows nothing.

The work is on the worker's thread; `wait`, `stop` and `reply` are for any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from omni_nb.errors import (
    ConnectionFailed,
    NetworkMisconfigured,
    OmniError,
    RateLimited,
    RequestRefused,
    ServerError,
    ServerFailed,
    StreamBroken,
    TimedOut,
)
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Origin, Reply, ReplyFold
from omni_nb.servers.explain import server_error
from omni_nb.session.worker import WORKER
from omni_nb.wire import detection
from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.dialect import Dialect, Json
from omni_nb.wire.encode import Settings, Turn, encode
from omni_nb.wire.events import AudioDelta, Ended, Event, Finish, Note, ReasoningDelta, TextDelta, Trouble
from omni_nb.wire.sse import SseDecoder

_CONTENT = (TextDelta, ReasoningDelta, AudioDelta)
_LARGE_BODY_BYTES = 1_000_000  # an upload of 20 MB was once sent for 20 minutes, because it was retried
_LONGEST_WAIT_S = 60.0
_HOW: dict[str, Literal["cut", "incomplete", "stopped"]] = {
    "cut": "cut",
    "stalled": "cut",
    "incomplete": "incomplete",
    "stopped": "stopped",
}


class Connects(Protocol):
    """What sends: `servers.sdk.Connection`, or a test's double."""

    def post(self, body: Json) -> AsyncIterator[bytes]:
        """The body's bytes as they come."""
        ...


@dataclass(slots=True)
class Speaks:
    """The dialect of a server, shared by all of its requests; `fixed` was named by the user."""

    dialect: Dialect
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that is needed to send one."""

    prompt: Prompt
    settings: Settings
    origin: Origin
    history: Sequence[Turn] = ()
    max_retries: int = 2
    size_bytes: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Tools:
    """What a run needs of the outside, so that tests can bring their own."""

    connect: Callable[[], Connects]
    speaks: Speaks
    on_end: Callable[[Reply], None] = lambda reply: None
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = field(default=random.random)
    scrub: Callable[[str], str] = field(default=str)  # strikes the key out, should a server repeat it


class Run:
    """One request under way.

    Attributes:
        fold: What has come so far; safe to read from another thread.
        done: Set when it has ended.
        refused: Why nothing came at all, or None. Raised by whoever asked.
    """

    def __init__(self, request: Request, tools: Tools, *, with_events: bool = False) -> None:
        self._request, self._tools = request, tools
        self.fold = ReplyFold(request.origin)
        self.fold.notes.extend(request.notes)
        self.done = threading.Event()
        self.refused: OmniError | None = None
        self._events: queue.SimpleQueue[list[Event] | None] | None = queue.SimpleQueue() if with_events else None
        self._begun_s = tools.clock()
        self._chunks = False
        self._content = False
        self._finish_last = False
        self._reply: Reply | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop_asked = False
        WORKER.submit(self._main())

    def wait(self, tick: Callable[[], None] = lambda: None, *, every_s: float = 0.05) -> None:
        """Block until the end, calling `tick` meanwhile. A KeyboardInterrupt passes through."""
        while not self.done.wait(every_s):
            tick()

    def stop(self) -> None:
        """Cancel the request and wait for its end, which takes milliseconds. What came is kept."""
        self.cancel()
        self.done.wait(5.0)

    def cancel(self) -> None:
        """Ask for the end without waiting for it. From any thread, at any time."""
        self._stop_asked = True
        WORKER.call(self._cancel_task)

    def reply(self) -> Reply:
        """The reply; after the end the same value each time."""
        return self._reply or self.fold.reply()

    def batches(self) -> queue.SimpleQueue[list[Event] | None]:
        """Events in lists, one list per read; None is the end."""
        assert self._events is not None
        return self._events

    # From here on: on the worker's thread.

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _main(self) -> None:
        # Not by cancelling the future of `submit`: one that is cancelled before its first step never
        # gets here, and nobody would be told of the end.
        self._task = asyncio.current_task()
        try:
            if self._stop_asked:
                raise asyncio.CancelledError
            await self._attempts()
        except asyncio.CancelledError:
            error = StreamBroken(
                "stopped by the user", code="stopped", repair="What came is kept.", repair_zh="已收到的内容已保留。"
            )
            self._fail(error)
        except OmniError as err:
            self._fail(err)
        except Exception as err:  # a mistake of ours must not leave a caller waiting for ever
            self._fail(OmniError(f"unexpected {type(err).__name__}: {err}", code="internal"))
        await self._close()

    async def _close(self) -> None:
        try:
            self._reply = self.fold.reply()
            if self._content:
                with contextlib.suppress(Exception):  # keeping is a service; it never costs the reply
                    await asyncio.to_thread(self._tools.on_end, self._reply)
        finally:
            if self._events is not None:
                self._events.put(None)
            self.done.set()

    def _fail(self, error: OmniError) -> None:
        self.fold.error = error
        if not self._content and error.code != "stopped":
            self.refused = error
        self._emit([Ended(self._now(), _HOW.get(error.code, "error"), error.cause)])

    async def _attempts(self) -> None:
        """Retries before the first chunk only, and one more try in the dialect that a refusal taught."""
        retries = (
            self._request.max_retries
            if self._request.size_bytes < _LARGE_BODY_BYTES
            else min(self._request.max_retries, 1)
        )
        failed, learnt = 0, False
        while True:
            try:
                return await self._once()
            except OmniError as err:
                if self._content:
                    raise
                lesson = None if learnt or self._tools.speaks.fixed else self._lesson(err)
                if lesson is not None:
                    learnt = True
                    self._note(f"the server speaks {lesson.title or lesson.name}: sent again in that dialect")
                    self._tools.speaks.dialect = lesson
                    continue
                wait_s = _wait_before_retry(err, failed, self._tools.chance())
                if self._chunks or failed >= retries or wait_s is None or wait_s > _LONGEST_WAIT_S:
                    raise
                failed += 1
                self._note(f"{err.cause.splitlines()[0]} — trying again in {wait_s:.1f} s ({failed} of {retries})")
                await self._tools.sleep(wait_s)

    def _lesson(self, err: OmniError) -> Dialect | None:
        if isinstance(err, RequestRefused):
            return detection.from_refusal(err.service_message, self._tools.speaks.dialect)
        return None

    async def _once(self) -> None:
        r = self._request
        body = encode(r.prompt, r.settings, self._tools.speaks.dialect, r.history)
        sse, decoder, connection = SseDecoder(), ChunkDecoder(), self._tools.connect()
        self._begun_s, self._finish_last = self._tools.clock(), False
        failure: OmniError | None = None
        try:
            async with contextlib.aclosing(connection.post(body)) as pieces:  # type: ignore[type-var]
                async for data in pieces:
                    self._take([e for c in sse.feed(data) for e in self._decode(c, decoder)])
                    if sse.done:
                        break
        except OmniError as err:
            failure = err
        self._take([e for c in sse.flush() for e in self._decode(c, decoder)])
        self._take(decoder.flush(self._now()))
        self._end(sse, failure)

    def _decode(self, chunk: Json, decoder: ChunkDecoder) -> list[Event]:
        self._chunks = True
        if not self._content and not self._tools.speaks.fixed:
            found = detection.from_chunk(chunk, self._tools.speaks.dialect)
            if found is not None:
                self._note(f"the server speaks {found.title or found.name}; the next request will be written so")
                self._tools.speaks.dialect = found
        return decoder.feed(chunk, self._now())

    def _take(self, events: list[Event]) -> None:
        for event in events:
            kind = type(event)
            if kind in _CONTENT:
                self._content, self._finish_last = True, False
            elif kind is Finish:
                self._finish_last = True
            elif isinstance(event, Trouble):
                self._emit(events[: events.index(event) + 1])
                raise server_error(
                    self._tools.scrub(event.message),
                    status=event.status,
                    service_code=event.service_code,
                    request_id=event.request_id,
                )
        self._emit(events)

    def _emit(self, events: list[Event]) -> None:
        if not events:
            return
        for event in events:
            self.fold.feed(event)
        if self._events is not None:
            self._events.put(events)

    def _end(self, sse: SseDecoder, failure: OmniError | None) -> None:
        # a line that breaks behind [DONE] is nobody's loss; an in-stream error always counts
        if failure is not None and (not sse.done or isinstance(failure, ServerError)):
            raise failure
        if sse.broken:
            raise _incomplete(f"part of it was not readable as JSON: {sse.broken[0][:60]!r}")
        if not sse.done and not self._finish_last:
            raise _incomplete("the server ended it without saying that it was finished")
        if self._request.settings.sound and not self.fold.audio_s:
            self._note("sound was asked for and none came: this server answers in text only")
        self._emit([Ended(self._now(), "done" if sse.done else "finished")])

    def _note(self, text: str) -> None:
        self._emit([Note(self._now(), text)])

    def _now(self) -> float:
        return self._tools.clock() - self._begun_s


def _incomplete(why: str) -> StreamBroken:
    return StreamBroken(
        f"the reply is incomplete: {why}",
        code="incomplete",
        repair="What came is kept. Ask again for the whole.",
        repair_zh="已收到的内容已保留，请重试以获取完整回复。",
    )


def _wait_before_retry(err: OmniError, failed: int, chance: float) -> float | None:
    """Seconds to wait, or None where another try cannot help."""
    if isinstance(err, NetworkMisconfigured):
        return None
    if isinstance(err, RateLimited):
        if err.service_code == "insufficient_quota":
            return None
        if err.retry_after_s is not None:
            return err.retry_after_s
    elif not (
        isinstance(err, ConnectionFailed | TimedOut | ServerFailed)
        or (isinstance(err, StreamBroken) and err.code == "cut")
    ):
        return None
    if isinstance(err, ServerError) and err.status == 501:
        return None
    return float(0.5 * 2**failed * (0.75 + 0.5 * chance))
