"""An answer that is there already, as a run that has ended: for whoever reads events, it comes at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from omni_nb.errors import OmniError
from omni_nb.reply.reply import Reply
from omni_nb.wire.events import (
    AudioDelta,
    Ended,
    Event,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    UsageReport,
)


class KeptRun:
    """What `EventStream` needs of a run, of a reply.

    Args:
        reply: Whole or cut.

    Attributes:
        done: It is set.
        refused: Nothing was.
    """

    refused: OmniError | None = None

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.done = threading.Event()
        self.done.set()
        self._batches: queue.SimpleQueue[list[Event] | None] = queue.SimpleQueue()
        self._batches.put(list(events_of(reply)))
        self._batches.put(None)

    def reply(self) -> Reply:
        """The reply."""
        return self._reply

    def batches(self) -> queue.SimpleQueue[list[Event] | None]:
        """Its events, then None."""
        return self._batches

    def stop(self) -> None:
        """Nothing is under way."""

    def cancel(self) -> None:
        """Nothing is under way."""


def events_of(reply: Reply) -> Iterator[Event]:
    """A reply as events: thinking, words and sound in one piece each, at the times at which the first of each came."""
    timing = reply.timing
    text_s, audio_s = timing.first_text_s or 0.0, timing.first_audio_s or 0.0
    yield Started(min(text_s, audio_s) or max(text_s, audio_s), reply.service_id, reply.model)
    if reply.reasoning:
        yield ReasoningDelta(text_s, reply.reasoning)
    if reply.text:
        yield TextDelta(text_s, reply.text)
    if reply.audio is not None:
        yield AudioDelta(audio_s, reply.audio.samples, reply.audio.sample_rate)
    for n, call in enumerate(reply.tool_calls):
        yield ToolCallDelta(timing.total_s, n, call.id, call.name, call.arguments)
    if reply.finish_reason:
        yield Finish(timing.total_s, reply.finish_reason)
    if reply.usage is not None:
        u = reply.usage
        counts = {"prompt_tokens": u.input_tokens, "completion_tokens": u.output_tokens, "total_tokens": u.total_tokens}
        yield UsageReport(timing.total_s, {name: n for name, n in counts.items() if n is not None})
    for note in reply.notes:
        yield Noted(timing.total_s, note)
    yield Ended(timing.total_s, reply.ending, reply.error)
