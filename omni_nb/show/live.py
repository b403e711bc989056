"""A reply while it comes, in a notebook; then its ordinary outputs in the same place."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from typing import Any

from omni_nb import escape
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.session.follow import NoView, View
from omni_nb.show import display, static, unseen
from omni_nb.show.closing import close_later
from omni_nb.show.live_sound import LiveSound
from omni_nb.show.markdown import GrowingHtml, in_page, to_html
from omni_nb.show.pacing import Paced
from omni_nb.show.question_above import QuestionAbove
from omni_nb.show.terminal import TerminalView
from omni_nb.show.values import show_prompt
from omni_nb.wire.events import TextDelta

_under_way: weakref.WeakSet[_InCell] = weakref.WeakSet()


def view_for(show: bool | None, asked: Prompt | None = None) -> View:
    """The view for where we are: notebook, IPython terminal, or none for a program.

    `show=None` chooses; True shows in any case, False never does. What is asked about stands above the answer.
    """
    if show is False:
        return NoView()
    if display.in_notebook():
        return _notebook_view(asked)
    if show or display.in_terminal():
        return TerminalView()
    unseen.reply_unseen()
    return NoView()


def show_again(show: bool | None, reply: Reply) -> None:
    """Show a reply that came some other time, as it stays; where nothing is shown, nothing. For `show` see `view_for`."""
    if show is False:
        return
    if display.in_notebook():
        if reply.asked is not None and reply.asked.media:
            show_prompt(reply.asked)
        for bundle in static.answer(reply):
            display.show_bundle(bundle)
        static.mark_shown(reply)
    elif show or display.in_terminal():
        fold = ReplyFold(Origin(model=reply.model, notes=reply.notes))
        fold.feed(TextDelta(0.0, reply.text))
        TerminalView().finish(reply, fold)


def _notebook_view(asked: Prompt | None) -> View:
    if display.shows_widgets():
        try:
            return WidgetView(asked)
        except ImportError:
            pass
    return ReplacingView(asked)


class _InCell(Paced):
    """A view that writes outputs of the cell that runs."""

    def __init__(self, asked: Prompt | None = None, *, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(clock)
        self._question = QuestionAbove(asked) if asked is not None and asked.media else None
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
        self._no_longer_under_way()
        if self._question is not None:
            self._question.settle()
        first, *rest = [static.together(reply)] if self._crowded else static.answer(reply)
        handle.update(first, raw=True)
        self._show_rest(rest)
        static.mark_shown(reply)

    def _show_rest(self, bundles: list[display.Bundle]) -> None:
        for bundle in bundles:
            display.show_bundle(bundle)

    def _no_longer_under_way(self) -> None:
        _under_way.discard(self)


class WidgetView(_InCell):
    """Live widgets that are sent only what changed, replaced by the outputs at the end."""

    def __init__(self, asked: Prompt | None = None, *, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(asked, clock=clock)
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
        self._widget.push(blocks, tail, status)

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        stopped = reply.ending == "stopped"
        self._sound.rest(fold, stopped=stopped)
        self._next_s = 0.0
        # After a page reload the replacement below does not arrive, and this widget is what stays.
        more, self._piece = fold.text_from(self._piece)
        blocks, _ = self._html.feed(more)
        self._widget.push([*blocks, self._html.end()], "", escape.visible(" · ".join(static.facts_of(reply))))
        self._sound.finish(stopped=stopped, **static.told(reply))
        self._leave_outputs(self._handle, reply)
        self._retire()

    def _show_rest(self, bundles: list[display.Bundle]) -> None:
        if self._sound.begun:
            self._sound.replace_with(bundles.pop(0) if bundles else {"text/html": "", "text/plain": ""})
        super()._show_rest(bundles)

    def discard(self) -> None:
        self._no_longer_under_way()
        if self._question is not None:
            self._question.discard()
        self._handle.update({"text/plain": ""}, raw=True)
        self._retire()

    def _retire(self) -> None:
        self._widget.finished = True
        close_later(self._widget)


class ReplacingView(_InCell):
    """Without widgets: the output is replaced, 4 times a second at first and ever slower as it grows."""

    def __init__(self, asked: Prompt | None = None, *, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(asked, clock=clock)
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
        self._no_longer_under_way()
        if self._question is not None:
            self._question.discard()
        self._handle.update({"text/plain": ""}, raw=True)
