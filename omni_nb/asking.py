"""Asking: a request that is made is sent, shown while it comes, kept and judged. `Omni` and its chats share it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import warnings
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from omni_nb.errors import OmniError
from omni_nb.kept import disk, store
from omni_nb.kept.archive import archive_at
from omni_nb.kept.history import History
from omni_nb.messages import Message, _
from omni_nb.notes import Note
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request, Turn
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.reply.timing import Timing
from omni_nb.reply.trace import Trace
from omni_nb.session.client import Client
from omni_nb.session.follow import Settled, View, afollow, follow, stopped_if_this_fails
from omni_nb.session.kept_run import KeptRun
from omni_nb.session.sending import Remarks
from omni_nb.session.stream import EventStream
from omni_nb.show.live import show_again, view_for

if TYPE_CHECKING:
    from omni_nb.omni import Omni


class Asking:
    """Asks a client, and knows where the answers go.

    Attributes:
        client: Writes and begins requests.
        keep, strict, show: As in `Omni`.
        last: The latest reply, also a cut or stopped one.
        ended: Told of a reply that has ended: it is the latest, and is kept if replies are.
        omni: Whose this is: what goes on from a kept reply asks it.
    """

    omni: Omni | None = None

    def __init__(self, client: Client, *, keep: bool | str | PathLike[str], strict: bool, show: bool | None) -> None:
        self.client = client
        self.keep, self.strict, self.show = taken("keep", keep), taken("strict", strict), taken("show", show)
        self.last: Reply | None = None
        self.ended = store.Keeping(self._ended, self._meanwhile)

    @property
    def model(self) -> str:
        """The model that is asked by default."""
        model: str = self.client.model
        return model

    def prepare(self, prompt: Prompt, turns: Sequence[Turn], options: AskOptions) -> Request:
        """What `ask` would send, as a value."""
        return self.client.request(prompt, turns, options)

    def send(
        self, request: Request, *, show: bool | None = None, strict: bool | None = None,
        settled: Settled = lambda reply: None, remarks: Remarks = lambda reply: (), depth: int = 0, reuse: bool = False,
    ) -> Reply:  # fmt: skip
        """`Omni.ask`, with a request that is made.

        Args:
            request: From `prepare`.
            show: As for `ask`.
            strict: As for `ask`.
            settled: Told of what came, also where an error is raised.
            remarks: Notes about the whole reply, for `say`.
            depth: Calls between the one that the user made and this one: a warning points at the user's line.
            reuse: As for `ask`.
        """
        show, strict = taken("show", show), taken("strict", strict)
        if taken("reuse", reuse, none=False) and (before := self.answered(request)) is not None:
            return self._again(before, show, settled)
        run = self.client.start(request, on_end=self.ended, remarks=remarks)
        with stopped_if_this_fails(run):
            view = self._view(request, show)
        return self._judged(follow(run, view, settled=self._latest(settled)), view, strict, depth)

    async def asend(
        self, request: Request, *, show: bool | None = None, strict: bool | None = None,
        settled: Settled = lambda reply: None, reuse: bool = False,
    ) -> Reply:  # fmt: skip
        """`Omni.aask`, with a request that is made; arguments as for `send`."""
        show, strict = taken("show", show), taken("strict", strict)
        if taken("reuse", reuse, none=False):
            before = await asyncio.to_thread(self.answered, request)
            if before is not None:
                return self._again(before, show, settled)
        run = self.client.start(request, on_end=self.ended)
        with stopped_if_this_fails(run):
            view = self._view(request, show)
        return self._judged(await afollow(run, view, settled=self._latest(settled)), view, strict)

    def stream(self, request: Request, *, reuse: bool = False) -> EventStream:
        """`Omni.stream`, with a request that is made."""
        if taken("reuse", reuse, none=False) and (before := self.answered(request)) is not None:
            self.last = before
            return EventStream(KeptRun(before))
        return EventStream(self.client.start(request, on_end=self.ended, with_events=True))

    def _ended(self, reply: Reply) -> None:
        self.last = reply
        if self.keeps():
            store.keep(reply, path=self._path, strike=self.client.strike)

    def coming(self, reply: Reply) -> None:
        """Keep the question with its media: a kernel that dies before anything has come has not lost it.

        The reply that has ended takes its place. Nothing is raised.
        """
        if self.keeps():
            so_far = dataclasses.replace(reply, audio=None, undecoded=b"", trace=Trace(), timing=Timing(), notes=())
            with contextlib.suppress(OSError, OmniError):  # who keeps the whole reply says why it could not
                store.keep(so_far, path=self._path, strike=self.client.strike)

    def withdrawn(self, id: str) -> None:
        """What was kept of a reply while it came is no answer after all: it was refused. Nothing is raised."""
        if self.keeps():
            with contextlib.suppress(OSError, OmniError):
                archive_at(self._path).withdraw(id)

    def _meanwhile(self, fold: ReplyFold) -> None:
        if self.keeps():
            store.meanwhile(fold, path=self._path, strike=self.client.strike)

    def keeps(self) -> bool:
        """Replies are kept on disk."""
        return bool(self.keep) and disk.switched_on()

    def answered(self, request: Request, newer: int = 0) -> Reply | None:
        """The answer that the history holds to the same request, marked as such; None where there is none.

        Args:
            request: What is to be asked.
            newer: So many newer answers to it are passed over: who asks three times wants three.
        """
        address = self.client.address
        try:
            found = archive_at(self._path).answered(
                request.hash, server=address.title, simulated=address.simulated, newer=newer
            )
        except (OSError, OmniError):  # a history that cannot be read costs no answer
            return None
        if found is None:
            return None
        note = Note("reused", _("from the history, asked on {created}: nothing was sent", created=found.created))
        return dataclasses.replace(found, request=request, notes=(*found.notes, note))

    def history(self) -> History:
        """The replies that were kept where this one keeps its own: `for reply in omni.history().search("…")`."""
        return History(archive_at(self._path), omni=self.omni)

    @property
    def _path(self) -> Path | None:
        return self.keep if isinstance(self.keep, Path) else None

    def _again(self, reply: Reply, show: bool | None, settled: Settled) -> Reply:
        self._latest(settled)(reply)
        show_again(self.show if show is None else show, reply)
        return reply

    def _latest(self, settled: Settled) -> Callable[[Reply], None]:
        def both(reply: Reply) -> None:
            self.last = reply
            settled(reply)

        return both

    def _judged(self, reply: Reply, view: View, strict: bool | None, depth: int = 0) -> Reply:
        if reply.error is not None and (self.strict if strict is None else strict):
            raise reply.error
        if reply.error is not None and not view.visible:
            warnings.warn(Message("{error}", error=reply.error), stacklevel=4 + depth)
        return reply

    def _view(self, request: Request, show: bool | None) -> View:
        return view_for(self.show if show is None else show, request.prompt)
