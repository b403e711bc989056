"""Follow a run: show it while it comes, and settle it however it ends. Blocking, and asynchronous.

What an interrupt, a cancelled task and a view that fails mean is written here, once: the request is stopped, whoever
asked is told of what came, and nothing is left running.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol

from omni_nb.errors import Interrupted
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.session.run import Run

_TICK_S, _LOOK_S = 0.04, 0.01
_LONGEST_END_S = 5.0  # a request that is cancelled ends in milliseconds

Settled = Callable[[Reply], None]


class View(Protocol):
    """Something that shows a reply while it comes."""

    visible: bool

    def tick(self, fold: ReplyFold) -> None:
        """Show what is new."""
        ...

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Show the whole reply, as it stays."""
        ...

    def discard(self) -> None:
        """Leave nothing: the request was refused before anything came."""
        ...


class NoView:
    """The view for programs: it shows nothing."""

    visible = False

    def tick(self, fold: ReplyFold) -> None:
        """Show nothing."""

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Show nothing."""

    def discard(self) -> None:
        """Show nothing."""


def follow(run: Run, view: View, *, settled: Settled = lambda reply: None) -> Reply:
    """Block until the run has ended, showing it meanwhile; returns the reply, also a cut one.

    Args:
        run: What is under way.
        view: Shows it.
        settled: Told of what came, once, before it is shown for good: also when it was interrupted, or the view
            failed; not when the request was refused, for then nothing came.

    Raises:
        OmniError: It was refused, and nothing came. The view leaves nothing.
        Interrupted: By the keyboard or the kernel; `.reply` is what came, which is shown.
    """
    try:
        run.wait(lambda: view.tick(run.fold))
    except KeyboardInterrupt:
        _stop(run)
        _interrupted(run, view, settled)
    except BaseException:
        _stop(run)
        settled(run.reply())
        raise
    return _end(run, view, settled)


async def afollow(
    run: Run, view: View, *, settled: Settled = lambda reply: None, beside: bool = False
) -> Reply:  # fmt: skip
    """The same without blocking the loop, which may be the one that the request runs on.

    Args:
        run: What is under way.
        view: Shows it.
        settled: As for `follow`. A cancelled task counts as an interrupt, and stays cancelled.
        beside: `view.tick` is called on a thread, for it takes long.
    """
    try:
        while not run.done.is_set():
            if beside:
                await asyncio.to_thread(view.tick, run.fold)
            else:
                view.tick(run.fold)
            await _pause(run)
    except GeneratorExit:  # nobody awaits it any more, so it cannot wait either
        run.cancel()
        settled(run.reply())
        raise
    except KeyboardInterrupt:
        await _astop(run)
        _interrupted(run, view, settled)
    except asyncio.CancelledError:
        await _astop(run)
        _settle(run, view, settled)
        raise
    except BaseException:
        await _astop(run)
        settled(run.reply())
        raise
    return _end(run, view, settled)


@contextmanager
def stopped_if_this_fails(run: Run) -> Iterator[None]:
    """For what is done between the start of a run and `follow`: making its view, drawing the question."""
    try:
        yield
    except BaseException:
        run.cancel()
        raise


def _end(run: Run, view: View, settled: Settled) -> Reply:
    if run.refused is not None:
        view.discard()
        raise run.refused
    return _settle(run, view, settled)


def _settle(run: Run, view: View, settled: Settled) -> Reply:
    reply = run.reply()
    settled(reply)  # first: what is shown takes its time, and may be interrupted too
    try:
        view.finish(reply, run.fold)
    except KeyboardInterrupt:
        raise Interrupted(reply) from None
    return reply


def _interrupted(run: Run, view: View, settled: Settled) -> NoReturn:
    raise Interrupted(_settle(run, view, settled)) from None


def _stop(run: Run) -> None:
    run.cancel()
    try:
        run.done.wait(_LONGEST_END_S)
    except KeyboardInterrupt:  # the button was pressed twice, and once was enough
        return


async def _astop(run: Run) -> None:
    run.cancel()
    try:
        for _ in range(int(_LONGEST_END_S / _LOOK_S)):
            if run.done.is_set():
                return
            await asyncio.sleep(_LOOK_S)
    except asyncio.CancelledError:  # cancelled twice
        return


async def _pause(run: Run) -> None:
    """Until there may be something new: soon when sound came, for an ear waits less than an eye."""
    for _ in range(int(_TICK_S / _LOOK_S)):
        await asyncio.sleep(_LOOK_S)
        if run.done.is_set() or run.sound_came.is_set():
            break
    run.sound_came.clear()
