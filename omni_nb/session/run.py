"""One request under way: send, learn, retry, decode, fold, end. It shows nothing.

The work is on the event loop's thread; `wait`, `stop` and `reply` are for any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import queue
import threading
from collections.abc import Callable

from omni_nb.errors import OmniError, RateLimited, RequestRefused, ServerError, StreamBroken
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.request import Request
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.servers.refusals import server_error
from omni_nb.session import outcome
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import LONGEST_WAIT_S
from omni_nb.session.meanwhile import Meanwhile
from omni_nb.session.receiver import Receiver
from omni_nb.session.request_writer import RequestWriter
from omni_nb.session.retries import again_in, retries_of, wait_before_retry
from omni_nb.session.sending import Earlier, Sending, Tools
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.endings import of_error
from omni_nb.wire.events import Ended, Event, Noted, StreamError
from omni_nb.wire.limits import too_much

_BREATH_S = 0.005  # what comes in one breath is shown in one tick: a burst of a thousand chunks is no thousand ticks


class Run:
    """One request under way.

    Attributes:
        fold: What has come so far; safe to read from another thread.
        done: Set when it has ended.
        sound_came: Set when sound has come, and at the end; whoever waits for it clears it.
        sent: It has had its turn: it is no longer held back by a limit on requests.
        refused: Why nothing came at all, or None. Raised by whoever asked.
        again: Of one that is sent once only: what another try needs; None where none would help.
        begun: The server has begun to answer, if only with a first chunk that says nothing.
    """

    def __init__(
        self, request: Request, tools: Tools, *, origin: Origin, sending: Sending | None = None, with_events: bool = False
    ) -> None:  # fmt: skip
        self._request, self._tools, self._sending = request, tools, sending or Sending()
        self.fold = ReplyFold(origin)
        self.done, self.sound_came = threading.Event(), threading.Event()
        self.refused: OmniError | None = None
        self.again: Earlier | None = None
        self.sent = tools.limiter is None
        self._events: queue.SimpleQueue[list[Event] | None] | None = queue.SimpleQueue() if with_events else None
        self._begun_s = tools.clock()
        self._meanwhile = Meanwhile(tools.meanwhile, self.fold, tools.clock)
        self.begun = self._given_up = self._stop_asked = False
        self._receiver: Receiver | None = None
        self._earlier = self._sending.earlier
        self._writer = RequestWriter(request, tools.dialect_state, self._earlier.tried)
        self._at_s: float | None = None  # of the latest arrival
        self._reply: Reply | None = None
        self._task: asyncio.Task[None] | None = None
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

    @property
    def content(self) -> bool:
        """Something of the reply has come."""
        return self._receiver is not None and self._receiver.content

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
            self._fail(StreamBroken(_("stopped by the user"), code="stopped", repair=_("What was received is kept.")))
        except OmniError as err:
            self._fail(err)
        except Exception as err:  # a mistake of ours must not leave a caller waiting for ever
            self._fail(OmniError(self._tools.words.message(f"unexpected {type(err).__name__}: {err}"), code="internal"))
        await self._close()

    async def _close(self) -> None:
        self._task = None  # all has come: an interrupt now would cost what is made of it, its measures
        try:
            await self._meanwhile.ended()
            self._reply = self.fold.reply()
            if self.content and (self._tools.remarks is not None or self._tools.on_end is not None):
                await asyncio.to_thread(self._tell_of, self._reply)
        finally:
            if self._events is not None:
                self._events.put(None)
            try:
                self._tools.on_done()
            finally:
                self.done.set()
                self.sound_came.set()

    def _tell_of(self, reply: Reply) -> None:
        """On a thread beside the loop: a long text takes its time to be compared, and a sound to be kept."""
        tools = self._tools
        if tools.remarks is not None and (remarks := tools.remarks(reply)):  # before it is kept and shown
            self.fold.notes.extend(remarks)
            self._reply = reply = self.fold.reply()
        try:
            if tools.on_end is not None:
                tools.on_end(reply)
        except Exception as err:  # keeping is a service: it never costs the reply, and its failure is told
            odd = _("the reply could not be kept ({name})", name=type(err).__name__)
            self.fold.notes.append(Note("not_kept", err.cause if isinstance(err, OmniError) else odd))
            self._reply = self.fold.reply()

    def _fail(self, error: OmniError) -> None:
        ending = of_error(error)
        if not self.content and ending != "stopped":
            self.refused = error
        self._emit(Ended(self._now(), ending, error))

    async def _attempts(self) -> None:
        """Retries before the first chunk only, and again with each lesson that a refusal teaches."""
        retries = retries_of(self._request.size_bytes, most=self._sending.max_retries)
        while True:
            failed, first = self._earlier.failed, self._earlier.first
            try:
                return await self._in_turn(failed)
            except OmniError as err:
                if self.content:
                    raise
                hasty = isinstance(err, RateLimited)
                if self._writer.learns(err):
                    self._earlier = Earlier(failed=failed, tried=self._writer.tried, first=first or err)
                    if not self._sending.once:
                        continue
                    self.again = self._earlier
                if first is not None and (isinstance(err, RequestRefused) or not self._sending.once):
                    raise first from None  # what was tried did not help: the first refusal is the one to read
                wait_s = wait_before_retry(err, failed, self._tools.chance())
                tries = max(retries, self._sending.rate_limit_retries) if hasty else retries
                if self.begun or failed >= tries or wait_s is None or wait_s > LONGEST_WAIT_S or self._given_up:
                    raise
                self._earlier = dataclasses.replace(self._earlier, failed=failed + 1)
                if self._sending.once:
                    self.again = self._earlier if hasty else None
                    raise
                await self._rest(err, wait_s, tries)

    async def _rest(self, err: OmniError, wait_s: float, tries: int) -> None:
        self._note(Note("retry", again_in(err, wait_s, failed=self._earlier.failed, tries=tries)))
        if self._tools.limiter is None or not isinstance(err, RateLimited):  # else all wait for their turn
            await self._tools.sleep(wait_s)

    async def _in_turn(self, failed: int) -> None:
        """Once, when the limiter lets it; what the server says of haste, all who share the limiter hear."""
        if (limiter := self._tools.limiter) is None:
            return await self._once()
        self._given_up = True  # where the turn never comes: that is no refusal to be waited out
        async with limiter.slot(tokens=self._sending.tokens) as slot:
            self.sent, self._given_up = True, False
            try:
                return await self._once()
            except RateLimited as err:
                if (wait_s := wait_before_retry(err, failed, self._tools.chance())) is not None:
                    self._given_up = not slot.refuse(wait_s, err)
                raise

    async def _once(self) -> None:
        s = self._sending
        body = self._writer.body()
        receiver = Receiver(body, limits=s.limits, silence_s=s.silence_s, words=self._tools.words)
        self._receiver = receiver
        self._begun_s, self._at_s = self._tools.clock(), None
        self.fold.restart_trace()
        failure: OmniError | None = None
        try:
            async with contextlib.aclosing(self._tools.transport.send(body, timeout_s=s.silence_s)) as arrivals:
                async for at_s, data in arrivals:
                    self._at_s = at_s
                    moved = False
                    for chunk, text in receiver.chunks(data):
                        moved = self._chunk(receiver, chunk, text) or moved
                    if receiver.over:
                        break
                    if data:
                        receiver.watch(at_s, moved=moved)
                        self._meanwhile.look(receiver.content)
        except OmniError as err:
            failure = err
        if receiver.sse.too_long:
            failure = too_much(_("a line"), "line_bytes", s.limits.line_bytes)
        for chunk, text in receiver.rest():
            self._chunk(receiver, chunk, text)
        finished = receiver.finish_last  # what was held back came before the end, however late it is decoded
        self._take(receiver, receiver.flush(self._now()), self._now())
        receiver.finish_last = finished
        self._end(receiver, failure)

    def _chunk(self, receiver: Receiver, chunk: Json, text: str) -> bool:
        """Take one in; returns whether it brought anything."""
        if not receiver.content and (note := self._writer.meets(chunk)):
            self._note(note)
        at_s = self._now()
        events = receiver.decode(chunk, at_s)
        # an error that comes first of all is a refusal, in whatever status it is wrapped
        self.begun = self.begun or not any(isinstance(e, StreamError) for e in events)
        self._take(receiver, events, at_s, text)
        return bool(events)

    def _take(self, receiver: Receiver, events: list[Event], at_s: float, text: str = "") -> None:
        sound_bytes = receiver.sound_bytes
        error = receiver.see(events)
        if receiver.content and not self._writer.settled:
            self._note(*self._writer.settle())
        if error is not None:
            events = events[: events.index(error) + 1]
        size = len(text) if text.isascii() else len(text.encode())
        raw = self._tools.words.strike_pieces(text) if self._sending.raw_trace else None
        self.fold.feed_chunk(events, at_s, size, raw)
        if receiver.sound_bytes != sound_bytes and not self.sound_came.is_set():
            self.sound_came.set()
        if events and self._events is not None:
            self._events.put(events)
        if error is not None:
            raise server_error(
                error.message, status=error.status, service_code=error.service_code, request_id=error.request_id
            )
        receiver.bound()

    def _emit(self, event: Event) -> None:
        self.fold.feed(event)
        if self._events is not None:
            self._events.put([event])

    def _end(self, receiver: Receiver, failure: OmniError | None) -> None:
        # a line that breaks behind [DONE] is nobody's loss; an in-stream error and a limit always count
        if failure is not None and (
            not receiver.sse.done or isinstance(failure, ServerError) or of_error(failure) == "too_much"
        ):
            raise failure
        reply = self.fold.reply()
        seen = receiver.seen(
            sound=bool(self.fold.audio_s), sound_asked=self._request.settings.sound, sound_kept=bool(reply.undecoded),
            tools=[c.name for c in reply.tool_calls],
        )  # fmt: skip
        if (error := outcome.error_of(seen)) is not None:
            raise error
        self._note(*self._writer.settle(), *outcome.notes_of(seen))
        self._emit(Ended(self._now(), outcome.ending_of(seen)))

    def _note(self, *notes: Note) -> None:
        for note in notes:
            self._emit(Noted(self._now(), note))

    def _now(self) -> float:
        """The time of what came last; before anything came, the time itself. In seconds since the request was sent."""
        return self._tools.clock() - self._begun_s if self._at_s is None else self._at_s
