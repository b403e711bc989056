"""A reply at a terminal: words as they come, then a compact waveform and the facts."""

from __future__ import annotations

import sys
from typing import TextIO

import numpy as np

from omni_nb.escape import visible
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
        self._held = self._last = ""

    def tick(self, fold: ReplyFold) -> None:
        """Print what is new."""
        words, self._piece = fold.text_from(self._piece)
        if words:
            self._write(words)
        for note in fold.notes[self._note :]:
            print(f"[{visible(note)}]", file=self._aside)
            self._note += 1

    def finish(self, reply: Reply, fold: ReplyFold) -> None:
        """The rest, the waveform and the facts."""
        self.tick(fold)
        print(visible(self._held), file=self._out, flush=True)
        if reply.audio is not None:
            print(bars(reply.audio), file=self._aside)
        print(visible(" · ".join(facts_of(reply))), file=self._aside)
        if trouble := trouble_of(reply):
            print(f"⚠ {visible(trouble)}", file=self._aside)

    def discard(self) -> None:
        """Nothing came; the error speaks."""

    def _write(self, words: str) -> None:
        """What cannot be judged without its neighbours waits for them: half of a new line, a joiner inside of an emoji."""
        words = self._held + words
        end = len(words.rstrip("\r\u200c\u200d"))
        before, now, self._held = self._last, words[:end], words[end:]
        self._out.write(visible(before + now)[len(before) :])
        self._out.flush()
        self._last = now[-1:] or before


def bars(clip: Clip, width: int = 60) -> str:
    """The envelope as a row of block characters."""
    env = envelope(clip.samples, width).astype(np.float64)
    height = np.abs(env).max(axis=1, initial=0)
    top = max(float(height.max(initial=0)), 1.0)
    return "".join(_BARS[min(int(h / top * len(_BARS)), len(_BARS) - 1)] for h in height)
