"""The trace of a reply: its chunks, when each came and how much it brought.

Timing, the boundaries between chunks in the sound, and whatever looks closely at a stream are computed from it.
It is bounded, and knows neither servers nor decoders.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["sound", "words", "thinking", "other"]

MOST_CHUNKS = 100_000
MOST_RAW_CHARS = 16_000_000
COLUMNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedChunk:
    """One chunk.

    Attributes:
        at_s: When its last byte came, in seconds since the request was sent.
        size_bytes: Of its JSON. 0 for what decoders held back until the end, and for a further chunk in the same line.
        words, thinking: Characters of the answer and of the thinking that it brought.
        samples: Samples that it brought.
        raw: Its JSON, if that was asked for (`Omni(trace="raw")`) and there was room; secrets are struck out.
    """

    at_s: float
    size_bytes: int
    words: int = 0
    thinking: int = 0
    samples: int = 0
    raw: str | None = None

    @property
    def kind(self) -> Kind:
        """What it brought first of all; `other` is a role, a count, a tool call, an end."""
        return "sound" if self.samples else "words" if self.words else "thinking" if self.thinking else "other"


def _nothing() -> NDArray[np.float64]:
    return np.zeros((0, COLUMNS))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """The chunks of a reply in their order: a sequence of `TracedChunk`.

    Attributes:
        left_out: How many chunks have no place of their own; the last one stands for all of them together.
        rows: float64 (n, 5), read-only: the time in s, bytes, characters of words, of thinking, samples.
        raw: JSON of the first chunks, as long as there was room.
    """

    left_out: int = 0
    rows: NDArray[np.float64] = field(default_factory=_nothing, repr=False)
    raw: tuple[str, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> TracedChunk:
        at_s, size, words, thinking, samples = self.rows[i].tolist()
        place = range(len(self))[i]
        return TracedChunk(
            at_s=at_s, size_bytes=int(size), words=int(words), thinking=int(thinking), samples=int(samples),
            raw=self.raw[place] if place < len(self.raw) else None,
        )  # fmt: skip

    def __iter__(self) -> Iterator[TracedChunk]:
        return (self[i] for i in range(len(self)))


class TraceRecorder:
    """Collects a `Trace`. One thread adds, others may read.

    Attributes:
        samples: All samples so far.
    """

    def __init__(self, *, most: int = MOST_CHUNKS, most_raw_chars: int = MOST_RAW_CHARS) -> None:
        self._most, self._raw_room = most, most_raw_chars
        self._rows = array("d")  # 40 bytes a chunk; a list of tuples is five times that
        self._raw: list[str] = []
        self._n = self._left_out = 0
        self.samples = 0

    def add(
        self, at_s: float, size_bytes: int, words: int, thinking: int, samples: int, raw: str | None = None
    ) -> None:
        """A chunk has come; see `TracedChunk`."""
        self.samples += samples
        if raw is not None and len(self._raw) == self._n < self._most and len(raw) <= self._raw_room:
            self._raw.append(raw)
            self._raw_room -= len(raw)
        if self._n < self._most:
            self._n += 1
            self._rows.extend((at_s, size_bytes, words, thinking, samples))
            return
        self._left_out += 1
        for column, more in enumerate((size_bytes, words, thinking, samples), 1 - COLUMNS):
            self._rows[column] += more

    def rows_from(self, n: int) -> NDArray[np.float64]:
        """Those of the chunks from number `n` on, as in `Trace`."""
        return np.frombuffer(self._rows[n * COLUMNS :].tobytes()).reshape(-1, COLUMNS)

    def trace(self) -> Trace:
        """All that has come so far."""
        rows = np.frombuffer(self._rows.tobytes()).reshape(-1, COLUMNS)
        return Trace(left_out=self._left_out, rows=rows, raw=tuple(self._raw))
