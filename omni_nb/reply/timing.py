"""When things came."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds since the request was sent.

    Attributes:
        first_text_s: First word, or None.
        first_audio_s: First sound, or None.
        total_s: End of the reply.
        audio_s: Seconds of sound that came.
        stalled_s: How long a listener who began at the first sound would have waited for more.
        chunk_boundaries: Where in the sound (sample numbers) one chunk ends and the next begins.
    """

    first_text_s: float | None = None
    first_audio_s: float | None = None
    total_s: float = 0.0
    audio_s: float = 0.0
    stalled_s: float = 0.0
    chunk_boundaries: tuple[int, ...] = ()

    @property
    def real_time_factor(self) -> float | None:
        """Time taken per second of sound (under 1 is faster than speech), or None without sound."""
        return self.total_s / self.audio_s if self.audio_s else None


class Stopwatch:
    """Collects a `Timing` as events come."""

    def __init__(self) -> None:
        self._first_text_s: float | None = None
        self._first_audio_s: float | None = None
        self._heard_until_s = 0.0
        self._stalled_s = 0.0
        self.audio_s = 0.0
        self._total_s = 0.0
        self._samples = 0
        self._chunk_boundaries: list[int] = []

    def text(self, at_s: float) -> None:
        if self._first_text_s is None:
            self._first_text_s = at_s

    def audio(self, at_s: float, samples: int, rate_hz: int) -> None:
        length_s = samples / rate_hz
        if self._first_audio_s is None:
            self._first_audio_s = self._heard_until_s = at_s
        else:
            self._chunk_boundaries.append(self._samples)
            if at_s > self._heard_until_s:
                self._stalled_s += at_s - self._heard_until_s
                self._heard_until_s = at_s
        self._heard_until_s += length_s
        self.audio_s += length_s
        self._samples += samples

    def end(self, at_s: float) -> None:
        self._total_s = at_s

    def timing(self) -> Timing:
        return Timing(
            first_text_s=self._first_text_s, first_audio_s=self._first_audio_s, total_s=self._total_s, audio_s=self.audio_s,
            stalled_s=self._stalled_s, chunk_boundaries=tuple(self._chunk_boundaries),
        )  # fmt: skip
