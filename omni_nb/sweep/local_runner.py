"""Work done by this process: one thread, the event loop's, drives all requests; what is made of an answer, others do."""

from __future__ import annotations

from concurrent.futures import Future

from omni_nb.errors import OmniError
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter
from omni_nb.session.run import Run
from omni_nb.sweep.work import Outcome, Work, outcome_of_error, outcome_of_reply

_LIGHT_CHARS = 4_000


class LocalRunner:
    """Asks a client.

    Args:
        client: It.
        limiter: Shared by all that asks the same server; None: whoever hands out the work waits.
        most: How much it has in hand at once; the limiter may let fewer be under way.
    """

    def __init__(self, client: Client, limiter: Limiter | None, *, most: int) -> None:
        self._client, self._limiter, self.most = client, limiter, most
        self._running: dict[str, Run] = {}

    def submit(self, work: Work) -> Future[Outcome]:
        """As `Runner.submit`."""
        future: Future[Outcome] = Future()
        EVENT_LOOP.call(lambda: self._start(work, future))
        return future

    def cancel(self) -> None:
        """As `Runner.cancel`."""
        EVENT_LOOP.call(self._cancel)

    def close(self) -> None:
        """As `Runner.close`."""

    # From here on: on the event loop's thread.

    def _cancel(self) -> None:
        for run in self._running.values():
            run.cancel()

    def _start(self, work: Work, future: Future[Outcome]) -> None:
        def on_done() -> None:
            run = self._running.pop(work.key)
            if not run.content:
                error = run.refused or run.reply().error or OmniError("", code="internal")
                future.set_result(outcome_of_error(work.key, error, sent=run.sent, begun=run.begun, again=run.again))
            elif _is_light(reply := run.reply(), work.request):
                future.set_result(self._packed(work, reply))
            else:
                packed = EVENT_LOOP.in_thread(lambda: self._packed(work, reply))
                packed.add_done_callback(lambda done: future.set_result(done.result()))

        try:
            self._running[work.key] = self._client.start(
                work.request, on_end=None, on_done=on_done, limiter=self._limiter, tokens=work.tokens, once=work.earlier
            )
        except Exception as err:  # mostly it would be refused: nothing was sent
            future.set_result(outcome_of_error(work.key, err, sent=False))

    def _packed(self, work: Work, reply: Reply) -> Outcome:
        try:
            return outcome_of_reply(work.key, reply, work.request, self._client.strike)
        except Exception as err:  # it came, and cannot be written down
            return outcome_of_error(work.key, err, begun=True)


def _is_light(reply: Reply, request: Request) -> bool:
    """A third of a millisecond of work: to hand it to a thread and back takes as long, and stops the loop twice."""
    return reply.audio is None and len(reply.text) < _LIGHT_CHARS and not request.size_bytes
