"""SoundFeed: which sound of which cell a page has, and what is to be sent to it next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omni_nb.panels.comparison.sources import ENDED, Sounding
from omni_nb.reply.fold import ReplyFold
from omni_nb.sound.clip import Clip
from omni_nb.sound.pcm import Samples
from omni_nb.widgets.protocol.comparison import SoundPiece

SOON_S, LATER_S = 0.1, 0.5
"""How often sound that comes is sent of the cell that is heard, and of the others."""
_TAIL = 256


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a page has of a cell: of which sound, how many samples, the last of them, and whether that was all."""

    source: object
    count: int
    last: Samples
    all_of_it: bool


class SoundFeed:
    """What has been sent, cell by cell; for 16 cells that come at once two messages a second, not a hundred.

    Attributes:
        heard: The cell that sounds in the page, or None.
    """

    def __init__(self) -> None:
        self._sent: dict[int, _Sent] = {}
        self._next_s = 0.0
        self.heard: int | None = None

    def forget(self) -> None:
        """The page has nothing, or lost something: all is sent again."""
        self._sent.clear()
        self._next_s = 0.0

    def due(self, cells: Sounding, now_s: float) -> list[tuple[SoundPiece, Samples]]:
        """What is to be sent now: the first of a cell and its last at once."""
        pieces = []
        for n in range(len(cells)):
            waits = now_s < self._next_s - (LATER_S - SOON_S if n == self.heard else 0.0)
            if (piece := self._of(cells, n, waits)) is not None:
                pieces.append(piece)
        if pieces:
            self._next_s = now_s + LATER_S
        return pieces

    def _of(self, cells: Sounding, n: int, waits: bool) -> tuple[SoundPiece, Samples] | None:
        ended = cells.state(n) in ENDED  # first: what comes in between is sent next time
        fold, clip = cells.fold(n), None
        if fold is None and (clip := cells.cell(n).clip) is None:
            return None
        sent = self._sent.get(n)
        at = sent.count if sent is not None and _goes_on(sent, fold, clip) else 0
        if sent is not None and at and (sent.all_of_it or (waits and not ended)):
            return None
        samples, rate_hz = (clip.samples[at:], clip.sample_rate) if clip is not None else fold.audio_from(at)  # type: ignore[union-attr]
        if not len(samples) and not (ended and at):
            return None
        last = samples[-_TAIL:] if len(samples) or sent is None else sent.last
        self._sent[n] = _Sent(clip if clip is not None else fold, at + len(samples), last, ended)
        return {"cell": str(n), "at": at, "rate": rate_hz, "ended": ended}, samples


def _goes_on(sent: _Sent, fold: ReplyFold | None, clip: Clip | None) -> bool:
    """It is the sound that was sent before: the same, or what has become of it in the end. Asked again, it is another."""
    if clip is None:
        return sent.source is fold
    tail = clip.samples[max(0, sent.count - len(sent.last)) : sent.count]
    return sent.source is clip or (len(clip) >= sent.count and np.array_equal(tail, sent.last))
