"""A reply at a terminal: words as they come, then a compact waveform and the facts."""

from __future__ import annotations

import sys
from typing import TextIO

import numpy as np

from omni_nb.reply.reply import Reply, ReplyFold
from omni_nb.show.static import facts_of, trouble_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import envelope

_BARS = "▁▂▃▄▅▆▇█"


class TerminalView:
    """Prints the words of a fold as they come; everything else goes to `aside` (stderr)."""

    visible = True

    def __init__(self, out: TextIO | None = None, aside: TextIO | None = None) -> None:
        self._out, self._aside = out or sys.stdout, aside or sys.stderr
        self._piece = self._note = 0

    def tick(self, fold: ReplyFold) -> None:
        """Print what is new."""
        words, self._piece = fold.text_from(self._piece)
        if words:
            self._out.write(printable(words))
            self._out.flush()
        for note in fold.notes[self._note :]:
            print(f"[{printable(note)}]", file=self._aside)
            self._note += 1

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """The rest, the waveform and the facts."""
        self.tick(fold)
        print(file=self._out, flush=True)
        if reply.audio is not None:
            print(bars(reply.audio), file=self._aside)
        print(printable(" · ".join(facts_of(reply))), file=self._aside)
        if trouble := trouble_of(reply):
            print(f"⚠ {printable(trouble)}", file=self._aside)

    def discard(self) -> None:
        """Nothing came; the error speaks."""


def bars(clip: Clip, width: int = 60) -> str:
    """The envelope as a row of block characters."""
    env = envelope(clip.samples, width).astype(np.float64)
    height = np.abs(env).max(axis=1, initial=0)
    top = max(float(height.max(initial=0)), 1.0)
    return "".join(_BARS[min(int(h / top * len(_BARS)), len(_BARS) - 1)] for h in height)


def printable(text: str) -> str:
    """Without control characters: a model could move the cursor, or rename the window."""
    return "".join(c if c in "\n\t" or (c.isprintable()) else "�" for c in text)
