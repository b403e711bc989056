"""When things came, computed from the trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omni_nb.reply.trace import Trace


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


def timing_of(trace: Trace, *, rate_hz: int | None, total_s: float) -> Timing:
    """The timing of a reply.

    Args:
        trace: Its chunks.
        rate_hz: Of its sound, if there is any.
        total_s: When it ended, in seconds since the request was sent.
    """
    at_s, words, samples = trace.rows[:, 0], trace.rows[:, 2], trace.rows[:, 4]
    spoken, sounded = at_s[words > 0], samples > 0
    first_text_s = float(spoken[0]) if len(spoken) else None
    if not rate_hz or not sounded.any():
        return Timing(first_text_s=first_text_s, total_s=total_s)
    at_s, ends = at_s[sounded], np.cumsum(samples[sounded])
    # who begins at the first sound and never waits needs each piece when all before it has been heard;
    # the latest of them, against that, is how long they wait in all
    late_s = at_s[1:] - at_s[0] - ends[:-1] / rate_hz
    return Timing(
        first_text_s=first_text_s, first_audio_s=float(at_s[0]), total_s=total_s, audio_s=float(ends[-1]) / rate_hz,
        stalled_s=float(max(late_s.max(initial=0.0), 0.0)), chunk_boundaries=tuple(ends[:-1].astype(int).tolist()),
    )  # fmt: skip
