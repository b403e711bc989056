"""The screen's rate, apart from the data's: when a reply that is coming is drawn again, and the line of status below it.

Whoever waits calls `tick`, 20 times a second or when sound has come, and the text is pulled. When rendering is slow the ticks thin out,
never below 5 a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from omni_nb import escape, quantities
from omni_nb.messages import _
from omni_nb.reply.fold import ReplyFold

_FASTEST_S = 0.04  # an eye needs no more, however often sound makes us look
_SLOWEST_S = 0.12  # and one tick of 0.05 s: never fewer than 5 refreshes a second


class Paced:
    """Skips ticks so that rendering takes a fifth of the time at most."""

    visible = True

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._next_s = 0.0
        self._piece = 0
        self._status = ""

    def tick(self, fold: ReplyFold) -> None:
        """Show what is new."""
        now = self._clock()
        if now < self._next_s:
            return
        more, self._piece = fold.text_from(self._piece)
        status = status_of(fold)
        if more or status != self._status:
            self._status = status
            self._draw(more, fold, status)
        self._next_s = now + self._pause_s(self._clock() - now)

    def _pause_s(self, cost_s: float) -> float:
        return max(min(5 * cost_s, _SLOWEST_S), _FASTEST_S)

    def _draw(self, more: str, fold: ReplyFold, status: str) -> None:
        raise NotImplementedError


def status_of(fold: ReplyFold) -> str:
    """One line below the words; it changes at most once a second, for it is sent when it does."""
    if fold.notes and not fold.text and not fold.audio_s:
        return escape.visible(fold.notes[-1])
    if fold.audio_s:
        return _("{seconds} of sound so far", seconds=quantities.seconds(int(fold.audio_s), 0))
    if fold.text:
        return "writing"
    return _("thinking") if fold.reasoning else _("waiting for the first word")
