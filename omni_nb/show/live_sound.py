"""The sound of a reply while it comes: what is sent to its player, and when.

The player is made with the first words, and shows itself with the first sound.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from omni_nb.reply.fold import ReplyFold
from omni_nb.show import display
from omni_nb.show.closing import close_later
from omni_nb.show.spoken import Spoken
from omni_nb.sound.pcm import Samples

_SOUND_EVERY_S = 0.1


class LiveSound:
    """The live player of one reply.

    At the end of `omni.ask` the ordinary player takes its place at once, so that a notebook saved in that moment is
    whole; the page itself plays on what is still to be heard.

    Args:
        put: Shows the player; what it returns is the output that can be replaced.
        make: Makes the player, or has one that can be used again, given where all samples are.
    """

    def __init__(
        self, put: Callable[[Any], Any], clock: Callable[[], float], *, make: Callable[[Callable[[], Samples]], Any] | None = None
    ) -> None:  # fmt: skip
        self._put, self._clock, self._make = put, clock, make or _new_player
        self.widget: Any = None
        self._handle: Any = None
        self._sent = self._piece = 0
        self._sent_sound_s = 0.0
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
        in_hand_s = self._sent_sound_s - (now - self._first_s)
        return 0.0 if in_hand_s < 0.3 else _SOUND_EVERY_S if in_hand_s < 1.0 else 4 * _SOUND_EVERY_S

    def rest(self, fold: ReplyFold, *, stopped: bool) -> None:
        """Send the rest of the sound, before anything else is done at the end: where it comes no faster than it is heard, the ear waits.

        A reply that came at once is heard too; a stopped one is not.
        """
        if self._on and not stopped and (self.begun or fold.audio_s):
            self._send(fold, self._clock())

    def finish(self, *, stopped: bool, summary: str = "", sound: str = "") -> None:
        """The end; a stopped reply falls silent. `summary` and `sound` as `LivePlayer.end` has them."""
        if not self.begun:
            return
        if stopped:
            self.widget.silence()
        if words := self._spoken.end():
            self.widget.caption(words)
        self.widget.end(summary, sound)

    def replace_with(self, bundle: display.Bundle) -> None:
        """Put an ordinary output where the player stands."""
        self._handle.update(bundle, raw=True)
        close_later(self.widget)

    def _send(self, fold: ReplyFold, now: float) -> None:
        if self.widget is None:
            # Before the first sound: a page needs 100 to 200 ms to make its audio graph.
            self.widget = self._make(lambda: fold.audio_from(0)[0])
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
            self._sent_sound_s += len(samples) / rate_hz
        else:
            self.widget.flush()


def _new_player(replay: Callable[[], Samples]) -> Any:
    from omni_nb.widgets.live_player import LivePlayer

    return LivePlayer(replay=replay)
