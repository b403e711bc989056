"""A reply while it comes, inside of a panel: widgets that the panel places. It writes no output."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

from omni_nb.front_end.kind import front_end
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.show import static
from omni_nb.show.live_sound import LiveSound
from omni_nb.show.markdown import GrowingHtml
from omni_nb.show.pacing import Paced
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.live_text import LiveText

Slot = Literal["text", "player"]
Place = Callable[[Slot, Any], None]
"""Puts a widget (or None) where it belongs."""


class LiveWidgets:
    """The text and the player of a panel, for one reply after the other: their code is 41 kB, and goes to the page once.

    Their style is the panel's, which stands in the page already; marimo gives each widget a root of its own.
    """

    def __init__(self) -> None:
        self._style: dict[str, Any] = {} if front_end().kind == "marimo" else {"_css": ""}
        self._text: Any = None
        self._player: Any = None

    def text(self) -> Any:
        """A text without words."""
        if self._text is None or self._text.comm is None:
            self._text = LiveText(**self._style)
        else:
            self._text.reset()
        return self._text

    def player(self, replay: Callable[[], Samples]) -> Any:
        """A player without sound, which stays; `replay` as `LivePlayer` has it."""
        from omni_nb.widgets.live_player import LivePlayer

        if self._player is None or self._player.comm is None:
            self._player = LivePlayer(replay=replay, stays=True, **self._style)
        else:
            self._player.reset(replay=replay)
        return self._player

    def close(self) -> None:
        """Close both."""
        for widget in filter(None, (self._text, self._player)):
            widget.close()
        self._text = self._player = None


class EmbeddedView(Paced):
    """Text that grows, and a player that stays until `close`.

    Args:
        place: Puts its widgets where they belong.
        widgets: Are used again by the next view, and closed by whoever made them.
    """

    def __init__(self, place: Place, widgets: LiveWidgets, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(clock)
        self._place = place
        self._text = widgets.text()
        self._html = GrowingHtml()
        self._sound = LiveSound(lambda player: place("player", player), clock, make=widgets.player)
        place("text", self._text)

    def tick(self, fold: ReplyFold) -> None:
        """Show what is new."""
        self._sound.tick(fold)  # first: an ear waits less than an eye
        super().tick(fold)

    def _draw(self, more: str, fold: ReplyFold, status: str) -> None:
        blocks, tail = self._html.feed(more) if more else ([], None)
        self._text.push(blocks, tail, status)

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Show the last words and send the rest of the sound. The player stays, if there was sound."""
        stopped = reply.ending == "stopped"
        self._sound.rest(fold, stopped=stopped)
        self._next_s = 0.0
        more, self._piece = fold.text_from(self._piece)
        blocks, _ = self._html.feed(more)
        self._text.push([*blocks, self._html.end()], "", "")
        self._sound.finish(stopped=stopped, **static.told(reply))
        if self._sound.begun and not fold.audio_s:  # it was made for sound that never came
            self._place("player", None)

    def discard(self) -> None:
        """Leave nothing: the request was refused."""
        self.leave_text()

    def leave_text(self) -> None:
        """Take the text widget away: the words are shown elsewhere now."""
        self._place("text", None)

    def close(self) -> None:
        """Take the player away, and let its sound go."""
        if self._sound.begun:
            self._place("player", None)
            self._sound.widget.reset()
