"""Events one by one, for those who write their own loop."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator
from types import TracebackType

from omni_nb.reply.reply import Reply
from omni_nb.session.kept_run import KeptRun
from omni_nb.session.run import Run
from omni_nb.wire.events import Event


class EventStream:
    """An iterator of events, and a context manager. `.reply` is what has come so far.

    `.close()` stops the request; leaving the `with` block or dropping the stream does too.
    """

    def __init__(self, run: Run | KeptRun) -> None:
        self._run = run
        self._ready: deque[Event] = deque()
        self._ended = False

    @property
    def reply(self) -> Reply:
        """The reply so far; after the last event, the whole."""
        return self._run.reply()

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        """The next event.

        Raises:
            OmniError: Nothing came at all (a refusal, no connection).
        """
        while not self._ready:
            if self._ended:
                raise StopIteration
            self._fetch()
        return self._ready.popleft()

    def _fetch(self) -> None:
        try:
            batch = self._run.batches().get(timeout=0.5)  # with a time-out, so that Ctrl-C is heard everywhere
        except queue.Empty:
            return
        if batch is not None:
            self._ready.extend(batch)
            return
        self._ended = True
        if self._run.refused is not None:
            raise self._run.refused

    def close(self) -> None:
        """Stop the request. What came is in `.reply`."""
        self._ended = True
        if not self._run.done.is_set():
            self._run.stop()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if not self._run.done.is_set():
            self._run.cancel()
