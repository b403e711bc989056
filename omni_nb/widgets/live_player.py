"""LivePlayer: a reply's sound while it comes, with its waveform growing.

Sound travels in sequenced binary messages, never in traits: a growing trait sends a 30 s reply as
109 MB, and drops a chunk that equals the one before (silence!). The page plays it through one
worklet at the sound's own rate. It knows nothing of replies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from omni_nb.escape import visible
from omni_nb.prompt.estimate import reading_s
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sound.clip import Clip
from omni_nb.sound.formats import REPLY_RATE_HZ
from omni_nb.sound.measure import envelope
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.base import BaseWidget, script, style
from omni_nb.widgets.protocol.pages import FromPlayer, Gone, Mp3Wanted, Over, Played, Ready

PEAKS_PER_S = 50
# Lab takes 1.5 ms and 421 bytes for a message, however little is in it: after the first, 40 ms at least.
_LEAST_S = 0.04
# A caption is a sentence, or a clause of a long one.
# One full stop between digits or in a name ends nothing; Chinese marks end wherever they stand.
_SENTENCE = re.compile(
    r"(?:[^.!?。！？；;\n]|[.!?;](?=[\"'”’)]*[^\s\"'”’)])){1,90}(?:[.!?;]+[\"'”’）)]*(?:\s+|$)|[。！？；\n]+[”’）]*\s*|$|(?=\s)|(?<=[，、]))"
    r"|[^\n]{1,90}|\n+"
)


class LivePlayer(BaseWidget):
    """Plays what is pushed; closes itself when all was heard, or it gave way to another, or its page is gone.

    When its output is replaced after `end()`, the page plays on what is still to be heard. With `stays`
    it stays where it is, can be played again at any speed, and gives its sound as wav or mp3.

    Args:
        stays: It is shown until it is closed: it does not close itself when all was heard.
        beside: It does not silence the player that sounds in the page now, as a new one does otherwise.
        replay: Where all samples are, for a page that comes late. Without it they are kept here: a second
            copy, 58 MB for 20 minutes.

    Attributes:
        seen: Whether a page shows it: some front end said `ready`.
        played: Whether all of it was heard.
        gaps: How often the sound came later than it was played, as the page counted at its end.
    """

    _esm = script(
        "messages.js", "playing.js", "wav.js", "track_processor.js", "audio_graph.js", "speaker.js",
        "player_face.js", "player_view.js", "player_card.js", "live_player.js",
    )  # fmt: skip
    _css = style(used_by=_esm)

    def __init__(
        self, *, replay: Callable[[], Samples] | None = None, stays: bool = False, beside: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        self.seen = False
        self._stays, self._beside = stays, beside
        self._begin(replay)
        super().__init__(**kwargs)
        self.listen(
            FromPlayer,
            {
                "ready": self._on_ready, "played": self._on_played, "over": self._on_over, "gone": self._on_gone,
                "mp3": self._on_mp3,
            },
        )  # fmt: skip

    def _begin(self, replay: Callable[[], Samples] | None) -> None:
        self.played = False
        self.gaps = 0
        self._summary = self._sound = self._growing = ""
        self._words: list[tuple[str, float]] = []
        self._seq = 0
        self._rate_hz = REPLY_RATE_HZ
        self._replay = replay or (lambda: np.frombuffer(b"".join(self._runs or []), np.int16))
        self._runs: list[bytes] | None = None if replay else []
        self._pushed = 0
        self._held: Samples = np.zeros(0, np.int16)
        self._peaks: list[bytes] = []
        self._rest: Samples = np.zeros(0, np.int16)
        self._ended = False

    def reset(self, *, replay: Callable[[], Samples] | None = None) -> None:
        """Forget the sound and be ready for the next one, in the same place."""
        self._begin(replay)
        self.send({"t": "reset"})

    def push(self, samples: Samples, rate_hz: int) -> None:
        """Send more sound, int16 at `rate_hz`. The first goes at once; less than 40 ms waits for more, `flush` or the end."""
        if not len(samples):
            return
        self._rate_hz = rate_hz
        self._held = np.concatenate([self._held, samples]) if len(self._held) else samples
        if not self._seq or len(self._held) >= _LEAST_S * rate_hz:
            self._send_held()

    def flush(self) -> None:
        """Send what `push` has held back.

        Between the last sound and the end of a stream may lie a count of tokens and a second: the last 40 ms would be late.
        """
        self._send_held()

    def _send_held(self) -> None:
        samples, self._held = self._held, np.zeros(0, np.int16)
        if not len(samples):
            return
        peaks = self._new_peaks(samples)
        # A view, not a copy: of 20 minutes that came at once, copies in the socket's queue are another 58 MB.
        data = np.ascontiguousarray(samples).view(np.uint8).data
        if self._runs is not None:
            self._runs.append(bytes(data))
        self._peaks.append(peaks)
        self._pushed += len(samples)
        self._seq += 1
        beside = {"beside": True} if self._beside else {}
        self.send_lean({"t": "pcm", "seq": self._seq, "rate": self._rate_hz, **beside}, [data, peaks])

    def caption(self, more: str, *, last: bool = False) -> None:
        """Add words that are spoken, without marks. The page shows about the sentence that is heard now."""
        text = self._growing + more
        found = [m.group() for m in _SENTENCE.finditer(text)]
        self._growing = "" if last or not found else found.pop()
        timed = [(plain, _seconds(plain)) for piece in found if (plain := visible(piece).strip())]
        if timed:
            self.send({"t": "words", "at": len(self._words), "more": timed})
            self._words += timed

    def end(self, summary: str = "", sound: str = "") -> None:
        """Tell the page that no more comes.

        Args:
            summary: The sound in a sentence, for those who do not see its waveform.
            sound: Its `Clip.digest`, by which the player of a saved output is known as that of the same sound.
        """
        self._send_held()
        self._ended, self._summary, self._sound = True, summary, sound
        if self._growing:
            self.caption("", last=True)
        self.send({"t": "end", "keep": self._stays, "summary": summary, "sound": sound})

    def silence(self) -> None:
        """Stop the sound at once; what came stays and can be played."""
        self.send({"t": "silence"})

    def _new_peaks(self, samples: Samples) -> bytes:
        """Lowest and highest of each 1/50 s that is whole now, as int8 pairs."""
        step = max(self._rate_hz // PEAKS_PER_S, 1)
        waiting = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(waiting) // step
        self._rest = waiting[whole * step :]
        return (envelope(waiting[: whole * step], whole) >> 8).astype(np.int8).tobytes() if whole else b""

    def _on_ready(self, _m: Ready, _: list[Any]) -> None:
        self.seen = True
        if self.lacks() and self._seq:
            self.tell_all()

    def _on_played(self, m: Played, _: list[Any]) -> None:
        self.played = True
        self._no_more_is_heard(m["gaps"])

    def _on_over(self, m: Over, _: list[Any]) -> None:
        self._no_more_is_heard(m["gaps"])

    def _on_gone(self, _m: Gone, _: list[Any]) -> None:
        self._no_more_is_heard(0)

    def _no_more_is_heard(self, gaps: int) -> None:
        self.gaps = gaps or self.gaps
        if self._ended and not self._stays:
            self.close()

    def _on_mp3(self, _m: Mp3Wanted, _: list[Any]) -> None:
        EVENT_LOOP.in_thread(self._send_mp3)

    def tell_all(self) -> None:
        """Send all that was pushed: a page that has it already takes nothing of it."""
        pcm, peaks = self._replay()[: self._pushed].tobytes(), b"".join(self._peaks)
        self.send({"t": "words", "at": 0, "more": self._words})
        state = {"seq": self._seq, "rate": self._rate_hz, "total": self._pushed, "ended": self._ended}
        state |= {"beside": True} if self._beside else {}
        self.send(
            {"t": "all", **state, "keep": self._stays, "summary": self._summary, "sound": self._sound}, [pcm, peaks]
        )

    def _send_mp3(self) -> None:
        clip = Clip(np.array(self._replay()[: self._pushed]), self._rate_hz)
        self.send({"t": "mp3"}, [clip.encode("mp3")])


def _seconds(sentence: str) -> float:
    """About how long it takes to say that."""
    return round(0.15 + reading_s(sentence), 2)
