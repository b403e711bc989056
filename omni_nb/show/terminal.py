"""A reply at a terminal: words as they come, then a compact waveform and the facts."""

from __future__ import annotations

import sys
from typing import TextIO

import numpy as np

from omni_nb.escape import visible
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.show import console
from omni_nb.show.console import Console
from omni_nb.show.static import facts_of, mark_shown, trouble_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import envelope

_BARS = "▁▂▃▄▅▆▇█"


class TerminalView:
    """Prints the words of a fold as they come; everything else goes to `aside` (stderr).

    What the streams cannot take is written as well as can be; a stream that ends costs nothing of the reply.
    """

    visible = True

    def __init__(self, out: TextIO | None = None, aside: TextIO | None = None) -> None:
        self._out, self._aside = Console(out or sys.stdout), Console(aside or sys.stderr)
        self._piece = self._note = 0
        self._held = self._last = ""

    def tick(self, fold: ReplyFold) -> None:
        """Print what is new."""
        words, self._piece = fold.text_from(self._piece)
        if words:
            self._write(words)
        for note in fold.notes[self._note :]:
            self._aside.line(f"[{visible(note)}]")
            self._note += 1

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """Print the last words, the waveform and the facts."""
        self.tick(fold)
        self._out.line(visible(self._held))
        mark_shown(reply)
        if reply.audio is not None:
            self._aside.line(bars(reply.audio, console.width(60)))
        self._aside.line(visible(" · ".join(facts_of(reply))))
        if trouble := trouble_of(reply):
            self._aside.line(f"⚠ {visible(trouble)}")

    def discard(self) -> None:
        """Print nothing: the error says what happened."""

    def _write(self, words: str) -> None:
        """What cannot be judged without its neighbours waits for them: half of a new line, a joiner inside of an emoji."""
        words = self._held + words
        end = len(words.rstrip("\r\u200c\u200d"))
        before, now, self._held = self._last, words[:end], words[end:]
        self._out.write(visible(before + now)[len(before) :])
        self._last = now[-1:] or before


def bars(clip: Clip, width: int = 60) -> str:
    """The envelope as a row of block characters."""
    env = envelope(clip.samples, width).astype(np.float64)
    height = np.abs(env).max(axis=1, initial=0)
    top = max(float(height.max(initial=0)), 1.0)
    return "".join(_BARS[min(int(h / top * len(_BARS)), len(_BARS) - 1)] for h in height)
