"""One request under way: send, learn, retry, decode, fold, end. It shows nothing.

The work is on the event loop's thread; `wait`, `stop` and `reply` are for any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import queue
import random
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from omni_nb import quantities
from omni_nb.errors import (
    OmniError,
    RequestRefused,
    ServerError,
    StreamBroken,
)
from omni_nb.notes import Note
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Origin, Reply, ReplyFold
from omni_nb.servers.refusals import server_error
from omni_nb.servers.transport import Transport
from omni_nb.session import outcome
from omni_nb.session.dialect_state import DialectState, Writing
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.outcome import Seen
from omni_nb.session.retries import wait_before_retry
from omni_nb.wire import detection
from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.encode import encode, rearranged
from omni_nb.wire.endings import of_error
from omni_nb.wire.events import (
    AudioDelta,
    Ended,
    Event,
    Finish,
    Noted,
    ReasoningDelta,
    StreamError,
    TextDelta,
    ToolCallDelta,
    Undecoded,
)
from omni_nb.wire.lessons import Lesson, rewritten
from omni_nb.wire.limits import Limits, too_much
from omni_nb.wire.server_words import ServerWords
from omni_nb.wire.sse import SseDecoder

_CONTENT = (TextDelta, ReasoningDelta, AudioDelta, ToolCallDelta, Undecoded)
_LARGE_BODY_BYTES = 1_000_000  # an upload of 20 MB was once sent for 20 minutes, because it was retried
_LONGEST_WAIT_S = 60.0
_BREATH_S = 0.005  # what comes in one breath is shown in one tick: a burst of a thousand chunks is no thousand ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How a request is sent, and how long and for how much is waited. Nothing of it is part of the question.

    Attributes:
        max_retries: Tries after a failure that may pass.
        silence_s: The longest time without anything of the reply, whatever signs of life come.
        limits: How much one reply may be.
    """

    max_retries: int = 2
    silence_s: float = math.inf
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True, kw_only=True)
class Tools:
    """What a run needs of the outside, so that tests can bring their own."""

    transport: Transport
    dialect_state: DialectState
    on_end: Callable[[Reply], None] = lambda reply: None
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = field(default=random.random)
    words: ServerWords = field(default_factory=ServerWords)  # strikes the key out, should a server repeat it


class Run:
    """One request under way.

    Attributes:
        fold: What has come so far; safe to read from another thread.
        done: Set when it has ended.
        sound_came: Set when sound has come, and at the end; whoever waits for it clears it.
        refused: Why nothing came at all, or None. Raised by whoever asked.
    """

    def __init__(
        self, request: Request, tools: Tools, *, origin: Origin, sending: Sending | None = None, with_events: bool = False
    ) -> None:  # fmt: skip
        self._request, self._tools, self._sending = request, tools, sending or Sending()
        self.fold = ReplyFold(origin)
        self.done = threading.Event()
        self.sound_came = threading.Event()
        self.refused: OmniError | None = None
        self._events: queue.SimpleQueue[list[Event] | None] | None = queue.SimpleQueue() if with_events else None
        self._begun_s = tools.clock()
        self._chunks = False
        self._content = False
        self._words_came = False
        self._finish_last = False
        self._reasons: list[str] = []
        self._writing: Writing | None = None
        self._kept = False
        self._chars = self._sound_bytes = self._pieces = 0
        self._bounded = True
        self._at_s: float | None = None  # of the latest arrival
        self._moved_s = 0.0
        self._reply: Reply | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop_asked = False
        EVENT_LOOP.submit(self._main())

    def wait(self, tick: Callable[[], None] = lambda: None, *, every_s: float = 0.05) -> None:
        """Block until the end, calling `tick` meanwhile, and 5 ms after sound came. A KeyboardInterrupt passes through."""
        while not self.done.is_set():
            self.sound_came.wait(max(every_s - _BREATH_S, 0.0))
            self.sound_came.clear()
            if self.done.wait(min(every_s, _BREATH_S)):
                break
            tick()

    def stop(self) -> None:
        """Cancel the request and wait for its end, which takes milliseconds. What came is kept."""
        self.cancel()
        self.done.wait(5.0)

    def cancel(self) -> None:
        """Ask for the end without waiting for it. From any thread, at any time."""
        self._stop_asked = True
        EVENT_LOOP.call(self._cancel_task)

    def reply(self) -> Reply:
        """The reply; after the end the same value each time."""
        return self._reply or self.fold.reply()

    def batches(self) -> queue.SimpleQueue[list[Event] | None]:
        """Events in lists, one list per read; None is the end."""
        assert self._events is not None
        return self._events

    # From here on: on the event loop's thread.

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
            self._at_s = None  # a person's deed: it is now
            error = StreamBroken(
                "stopped by the user", code="stopped", repair="What came is kept.", repair_zh="已收到的内容已保留。"
            )
            self._fail(error)
        except OmniError as err:
            self._fail(err)
        except Exception as err:  # a mistake of ours must not leave a caller waiting for ever
            self._fail(OmniError(self._tools.words.message(f"unexpected {type(err).__name__}: {err}"), code="internal"))
        await self._close()

    async def _close(self) -> None:
        try:
            self._reply = self.fold.reply()
            if self._content:
                try:
                    await asyncio.to_thread(self._tools.on_end, self._reply)
                except Exception as err:  # keeping is a service: it never costs the reply, and its failure is told
                    told = err.cause if isinstance(err, OmniError) else f"the reply was not kept ({type(err).__name__})"
                    self.fold.notes.append(Note("not_kept", told))
                    self._reply = self.fold.reply()
        finally:
            if self._events is not None:
                self._events.put(None)
            self.done.set()
            self.sound_came.set()

    def _fail(self, error: OmniError) -> None:
        ending = of_error(error)
        if not self._content and ending != "stopped":
            self.refused = error
        self._emit([Ended(self._now(), ending, error)])

    async def _attempts(self) -> None:
        """Retries before the first chunk only, and again with each lesson that a refusal teaches."""
        request, state, most = self._request, self._tools.dialect_state, self._sending.max_retries
        retries = most if request.size_bytes < _LARGE_BODY_BYTES else min(most, 1)
        failed = 0
        first: OmniError | None = None
        writing = Writing(state.dialect, state.known_of(request.settings))
        while True:
            self._writing = writing
            try:
                return await self._once(writing)
            except OmniError as err:
                if self._content:
                    raise
                lesson = self._lesson(err, writing)
                if lesson is not None:
                    first = first or err
                    writing = writing.with_lesson(lesson)
                    continue
                if first is not None:  # what was tried did not help: the first refusal is the one to read
                    raise first from None
                wait_s = wait_before_retry(err, failed, self._tools.chance())
                if self._chunks or failed >= retries or wait_s is None or wait_s > _LONGEST_WAIT_S:
                    raise
                failed += 1
                why = err.cause.splitlines()[0]
                told = f"{why} — trying again in {quantities.seconds(wait_s)} ({failed} of {retries})"
                self._note(Note("retry", told))
                await self._tools.sleep(wait_s)

    def _lesson(self, err: OmniError, writing: Writing) -> Lesson | None:
        if not isinstance(err, RequestRefused):
            return None
        return self._tools.dialect_state.lesson_in(err.service_message, err.param, self._body(writing), writing)

    def _keep_lessons(self) -> None:
        """The server has answered: what was tried is true, and what was learnt and not needed is not."""
        writing, request = self._writing, self._request
        assert writing is not None
        if self._kept:
            return
        self._kept = True
        if note := rearranged(request.prompt, writing.dialect):
            self._note(note)
        whole = self._body(Writing(writing.dialect, ()))
        for note in self._tools.dialect_state.settle(request.settings.model, writing, whole):
            self._note(note)

    def _body(self, writing: Writing) -> Json:
        return rewritten(encode(self._request, writing.dialect), writing.lessons)

    async def _once(self, writing: Writing) -> None:
        limits = self._sending.limits
        body = self._body(writing)
        asked = body.get("audio")
        sse = SseDecoder(limits)
        decoder = ChunkDecoder(
            asked_format=str(asked.get("format") or "") if isinstance(asked, dict) else "", words=self._tools.words
        )
        self._begun_s, self._at_s, self._moved_s = self._tools.clock(), None, 0.0
        self._finish_last, self._reasons = False, []
        failure: OmniError | None = None
        try:
            async with contextlib.aclosing(
                self._tools.transport.send(body, timeout_s=self._sending.silence_s)
            ) as arrivals:
                async for at_s, data in arrivals:
                    self._at_s = at_s
                    events = [e for c in sse.feed(data) for e in self._decode(c, decoder)]
                    self._take(events)
                    if sse.done or sse.too_long:
                        break
                    if events:
                        self._pieces, self._moved_s = decoder.pieces, at_s
                    elif data:
                        self._watch(sse, decoder, at_s)
        except OmniError as err:
            failure = err
        if sse.too_long:
            failure = too_much("a line", "line_bytes", limits.line_bytes)
        self._take([e for c in sse.flush() for e in self._decode(c, decoder)])
        finished = self._finish_last  # what was held back came before the end, however late it is decoded
        self._take(decoder.flush(self._now()))
        self._finish_last = finished
        self._end(sse, decoder, failure)

    def _watch(self, sse: SseDecoder, decoder: ChunkDecoder, at_s: float) -> None:
        """The second clock. The first, of bytes, is the connection's; comments and pings keep it from ringing."""
        if decoder.pieces != self._pieces or sse.in_long_line:
            self._pieces, self._moved_s = decoder.pieces, at_s
        elif at_s - self._moved_s > self._sending.silence_s:
            raise outcome.stalled(self._sending.silence_s)
        if decoder.held_bytes > self._sending.limits.sound_bytes:
            raise too_much("a file of sound", "sound_bytes", self._sending.limits.sound_bytes)

    def _decode(self, chunk: Json, decoder: ChunkDecoder) -> list[Event]:
        state = self._tools.dialect_state
        if not self._content and not state.fixed and not state.owned:
            found = detection.from_chunk(chunk, state.dialect)
            if found is not None:
                told = f"the server speaks {found.title or found.name}; the next request will be written so"
                self._note(Note("dialect", told))
                state.dialect = found
        events = decoder.feed(chunk, self._now())
        # an error that comes first of all is a refusal, in whatever status it is wrapped
        self._chunks = self._chunks or not any(isinstance(e, StreamError) for e in events)
        return events

    def _take(self, events: list[Event]) -> None:
        for i, event in enumerate(events):
            kind = type(event)
            if kind in _CONTENT:
                if not self._content:
                    self._content = True
                    self._keep_lessons()
                self._finish_last = False
                self._measure(event)
            elif isinstance(event, Finish):
                self._finish_last = True
                if len(self._reasons) < 64 or event.reason not in self._reasons:
                    self._reasons.append(event.reason)
            elif isinstance(event, StreamError):
                self._emit(events[: i + 1])
                raise server_error(
                    event.message,
                    status=event.status,
                    service_code=event.service_code,
                    request_id=event.request_id,
                )
        self._emit(events)
        limits = self._sending.limits
        if self._chars > limits.text_chars and self._bounded:
            self._bounded = False
            raise too_much("the words", "text_chars", limits.text_chars)
        if self._sound_bytes > limits.sound_bytes and self._bounded:
            self._bounded = False
            raise too_much("the sound", "sound_bytes", limits.sound_bytes)

    def _measure(self, event: Event) -> None:
        if isinstance(event, TextDelta):
            self._chars += len(event.text)
            self._words_came = True
        elif isinstance(event, AudioDelta):
            self._sound_bytes += 2 * len(event.samples)
        elif isinstance(event, ReasoningDelta):
            self._chars += len(event.text)
        elif isinstance(event, ToolCallDelta):
            self._chars += len(event.arguments)

    def _emit(self, events: list[Event]) -> None:
        if not events:
            return
        for event in events:
            self.fold.feed(event)
        if any(isinstance(event, AudioDelta) for event in events):
            self.sound_came.set()
        if self._events is not None:
            self._events.put(events)

    def _end(self, sse: SseDecoder, decoder: ChunkDecoder, failure: OmniError | None) -> None:
        # a line that breaks behind [DONE] is nobody's loss; an in-stream error and a limit always count
        if failure is not None and (
            not sse.done or isinstance(failure, ServerError) or of_error(failure) == "too_much"
        ):
            raise failure
        door, reply = self._tools.words, self.fold.reply()
        seen = Seen(
            done=sse.done, finish_last=self._finish_last, reasons=self._reasons, content=self._content, words=self._words_came,
            sound=bool(self.fold.audio_s), sound_asked=self._request.settings.sound, sound_kept=bool(reply.undecoded),
            tools=[c.name for c in reply.tool_calls], declined=decoder.refused, torn=[door.message(t) for t in sse.torn], odd=[door.message(t) for t in sse.odd],
            page=door.message(sse.page), damaged=sse.damaged, strange=decoder.strange,
        )  # fmt: skip
        if (error := outcome.error_of(seen)) is not None:
            raise error
        self._keep_lessons()
        for note in outcome.notes_of(seen):
            self._note(note)
        self._emit([Ended(self._now(), outcome.ending_of(seen))])

    def _note(self, note: Note) -> None:
        self._emit([Noted(self._now(), note)])

    def _now(self) -> float:
        """The time of what came last; before anything came, the time itself. In seconds since the request was sent."""
        return self._tools.clock() - self._begun_s if self._at_s is None else self._at_s
