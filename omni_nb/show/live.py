"""A reply while it comes, in a notebook; then its ordinary outputs in the same place.

The screen's rate is apart from the data's: whoever waits calls `tick`, at most 20 times a second,
and the text is pulled. When rendering is slow the ticks thin out, never below 5 a second.
"""

from __future__ import annotations

import os
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import wait
from typing import Any, Protocol

from omni_nb import escape
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Reply, ReplyFold
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display, question, static
from omni_nb.show.markdown import GrowingHtml, in_page, to_html
from omni_nb.show.spoken import Spoken
from omni_nb.show.terminal import TerminalView

_FASTEST_S = 0.04  # an eye needs no more, however often sound makes us look
_SLOWEST_S = 0.12  # and one tick of 0.05 s: never fewer than 5 refreshes a second
_SOUND_EVERY_S = 0.1
_LONGEST_DRAWN_S = 10.0
_open_widgets: deque[Any] = deque()
_under_way: weakref.WeakSet[_InCell] = weakref.WeakSet()


class View(Protocol):
    """Something that shows a reply while it comes."""

    visible: bool

    def tick(self, fold: ReplyFold) -> None:
        """Show what is new."""
        ...

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Show the whole, for good."""
        ...

    def discard(self) -> None:
        """Nothing came: leave nothing."""
        ...


class NoView:
    """For programs: shows nothing."""

    visible = False

    def tick(self, fold: ReplyFold) -> None:
        """Nothing."""

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Nothing."""

    def discard(self) -> None:
        """Nothing."""


def view_for(show: bool | None, asked: Prompt | None = None) -> View:
    """The view for where we are: notebook, IPython terminal, or none for a program.

    `show=None` chooses; True shows in any case, False never does. What is asked about stands above the answer.
    """
    if show is False:
        return NoView()
    if display.in_notebook():
        return _notebook_view(asked)
    return TerminalView() if show or display.in_terminal() else NoView()


def _notebook_view(asked: Prompt | None) -> View:
    if os.environ.get("OMNI_NB_WIDGETS", "1") not in ("0", "no", "off"):
        try:
            return WidgetView(asked)
        except ImportError:
            pass
    return ReplacingView(asked)


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
        status = _status(fold)
        if more or status != self._status:
            self._status = status
            self._draw(more, fold, status)
        self._next_s = now + self._pause_s(self._clock() - now)

    def _pause_s(self, cost_s: float) -> float:
        return max(min(5 * cost_s, _SLOWEST_S), _FASTEST_S)

    def _draw(self, more: str, fold: ReplyFold, status: str) -> None:
        raise NotImplementedError


class _InCell(Paced):
    """Writes outputs of the cell that runs."""

    def __init__(self, asked: Prompt | None = None) -> None:
        super().__init__()
        self._question = _Question(asked) if asked is not None and asked.media else None
        self._crowded = False
        _under_way.add(self)
        if len(_under_way) > 1:  # several replies at once in one cell: `asyncio.gather(omni.aask(…), …)`
            for view in _under_way:
                view._crowded = True

    def tick(self, fold: ReplyFold) -> None:
        """Show what is new."""
        super().tick(fold)
        if self._question is not None:
            self._question.tick()

    def _leave_outputs(self, handle: Any, reply: Reply) -> None:
        self._gone()
        if self._question is not None:
            self._question.settle()
        first, *rest = [static.together(reply)] if self._crowded else static.answer(reply)
        handle.update(first, raw=True)
        self._show_rest(rest)
        static.mark_shown(reply)

    def _show_rest(self, bundles: list[display.Bundle]) -> None:
        for bundle in bundles:
            display.show_bundle(bundle)

    def _gone(self) -> None:
        _under_way.discard(self)


class _Question:
    """What was asked about, above the answer: in words at once, drawn as soon as that is done.

    To draw is to decode a film or to encode a sound: it happens beside the answer, which does not wait for it.
    """

    def __init__(self, asked: Prompt) -> None:
        self._handle = display.show_replaceable(question.in_words(asked))
        self._drawn = EVENT_LOOP.in_thread(lambda: question.about(asked))
        self._settled = False

    def tick(self) -> None:
        """Put the drawing there, once it is made."""
        if self._drawn.done():
            self.settle()

    def settle(self) -> None:
        """Put the drawing there: now, or, where a long film is still being decoded, when it is made."""
        if not self._settled:
            self._settled = True
            try:
                wait([self._drawn], _LONGEST_DRAWN_S)
            finally:
                self._drawn.add_done_callback(lambda drawn: self._handle.update(drawn.result(), raw=True))

    def discard(self) -> None:
        """Nothing was answered: leave nothing."""
        self._settled = True
        self._drawn.cancel()
        self._handle.update({"text/plain": ""}, raw=True)


class WidgetView(_InCell):
    """Live widgets that are sent only what changed, replaced by the outputs at the end."""

    def __init__(self, asked: Prompt | None = None) -> None:
        super().__init__(asked)
        from omni_nb.widgets.live_text import LiveText

        self._widget = LiveText()
        self._html = GrowingHtml()
        self._handle = display.show_object(self._widget)
        self._sound = LiveSound(display.show_object, self._clock)

    def tick(self, fold: ReplyFold) -> None:
        self._sound.tick(fold)  # first: an ear waits less than an eye
        super().tick(fold)

    def _draw(self, more: str, fold: ReplyFold, status: str) -> None:
        blocks, tail = self._html.feed(more) if more else ([], None)
        self._widget.push(blocks, self._widget._tail if tail is None else tail, status)

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        stopped = reply.error is not None and reply.error.code == "stopped"
        self._sound.rest(fold, stopped=stopped)
        self._next_s = 0.0
        # After a page reload the replacement below does not arrive, and this widget is what stays.
        more, self._piece = fold.text_from(self._piece)
        blocks, _ = self._html.feed(more)
        self._widget.push([*blocks, self._html.end()], "", escape.visible(" · ".join(static.facts_of(reply))))
        self._sound.finish(stopped=stopped, summary=static.describe(reply.audio) if reply.audio else "")
        self._leave_outputs(self._handle, reply)
        self._retire()

    def _show_rest(self, bundles: list[display.Bundle]) -> None:
        if self._sound.begun:
            self._sound.leave(bundles.pop(0) if bundles else {"text/html": "", "text/plain": ""})
        super()._show_rest(bundles)

    def discard(self) -> None:
        self._gone()
        if self._question is not None:
            self._question.discard()
        self._handle.update({"text/plain": ""}, raw=True)
        self._retire()

    def _retire(self) -> None:
        self._widget.finished = True
        _keep_open(self._widget)


class LiveSound:
    """The sound of a reply while it comes: a player that is made with the first words, and shows itself with the first sound.

    At the end of `omni.ask` the ordinary player takes its place at once, so that a notebook saved in that moment is
    whole; the page itself plays on what is still to be heard.

    Args:
        put: Shows the player; what it returns is the output that can be replaced.
        stays: The player is kept when all was heard.
    """

    def __init__(self, put: Callable[[Any], Any], clock: Callable[[], float], *, stays: bool = False) -> None:
        self._put, self._clock, self._stays = put, clock, stays
        self.widget: Any = None
        self._handle: Any = None
        self._sent = self._piece = 0
        self._spoken = Spoken()
        self._first_s = self._sent_s = float("-inf")
        self._on = os.environ.get("OMNI_NB_LIVE_SOUND", "1") not in ("0", "no", "off")

    @property
    def begun(self) -> bool:
        """There is a live player."""
        return self.widget is not None

    def tick(self, fold: ReplyFold) -> None:
        """Send what is new: the first at once, later pieces together, the more of them the more the page has in hand."""
        if not self._on or (self.widget is None and not (fold.awaits_sound or fold.audio_s)):
            return
        now = self._clock()
        if now - self._sent_s >= self._pause_s(now):
            self._send(fold, now)

    def _pause_s(self, now: float) -> float:
        """Where sound comes no faster than it is heard, every tick counts; a page with a second in hand can wait."""
        in_hand_s = self._sent / 24_000 - (now - self._first_s)
        return 0.0 if in_hand_s < 0.3 else _SOUND_EVERY_S if in_hand_s < 1.0 else 4 * _SOUND_EVERY_S

    def rest(self, fold: ReplyFold, *, stopped: bool) -> None:
        """The rest of the sound, before anything else is done at the end: where it comes no faster than it is heard, the ear waits.

        A reply that came at once is heard too; a stopped one is not.
        """
        if self._on and not stopped and (self.begun or fold.audio_s):
            self._send(fold, self._clock())

    def finish(self, *, stopped: bool, summary: str = "") -> None:
        """The end; a stopped reply falls silent."""
        if not self.begun:
            return
        if stopped:
            self.widget.silence()
        if words := self._spoken.end():
            self.widget.caption(words)
        self.widget.end(summary)

    def leave(self, bundle: display.Bundle) -> None:
        """What shall stand here from now on."""
        self._handle.update(bundle, raw=True)
        _keep_open(self.widget)

    def _send(self, fold: ReplyFold, now: float) -> None:
        if self.widget is None:
            from omni_nb.widgets.live_player import LivePlayer

            # Before the first sound: a page needs 100 to 200 ms to make its audio graph.
            self.widget = LivePlayer(replay=lambda: fold.audio_from(0)[0], stays=self._stays)
            self._handle = self._put(self.widget)
        more, self._piece = fold.text_from(self._piece)
        if words := self._spoken.feed(more):
            self.widget.caption(words)
        samples, rate_hz = fold.audio_from(self._sent)
        if len(samples):
            if not self._sent:
                self._first_s = now
            self.widget.push(samples, rate_hz)
            self._sent, self._sent_s = self._sent + len(samples), now
        else:
            self.widget.flush()


def _keep_open(widget: Any) -> None:
    """Closed when enough younger ones have come: until then a page may still show it."""
    _open_widgets.append(widget)
    while len(_open_widgets) > 8:
        _open_widgets.popleft().close()


class ReplacingView(_InCell):
    """Without widgets: the output is replaced, 4 times a second at first and ever slower as it grows."""

    def __init__(self, asked: Prompt | None = None) -> None:
        super().__init__(asked)
        self._handle = display.show_replaceable({"text/plain": "…"})

    def _pause_s(self, cost_s: float) -> float:
        return max(0.25, self._piece / 4_000)

    def _draw(self, more: str, fold: ReplyFold, status: str) -> None:
        text = fold.text
        html = in_page(to_html(text)) + f"<small>{escape.html(status)}</small>"
        self._handle.update({"text/html": html, "text/plain": escape.visible(text)}, raw=True)

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        self._leave_outputs(self._handle, reply)

    def discard(self) -> None:
        self._gone()
        if self._question is not None:
            self._question.discard()
        self._handle.update({"text/plain": ""}, raw=True)


def _status(fold: ReplyFold) -> str:
    """One line below the words; it changes at most once a second, for it is sent when it does."""
    if fold.notes and not fold.text and not fold.audio_s:
        return escape.visible(fold.notes[-1])
    if fold.audio_s:
        return f"{int(fold.audio_s)} s of sound so far"
    if fold.text:
        return "writing"
    return "thinking" if fold.reasoning else "waiting for the first word"
