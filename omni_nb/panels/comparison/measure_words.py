"""The measures of a cell in words with their units, in the order in which they are shown; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from omni_nb import quantities
from omni_nb.compare.measures import Measures

SORTS: Final = {
    "pitch_hz": "pitch, deepest first",
    "duration_s": "length",
    "speaking_rate": "speaking rate",
    "pitch_range_semitones": "pitch range",
    "loudness_lufs": "loudness",
    "pause_count": "pauses",
    "first_sound_s": "first sound",
    "real_time_factor": "real-time factor",
    "cost_per_minute": "price per minute",
}
"""What cells are ordered by, and what a person calls it."""


def measure_words(m: Measures) -> list[tuple[str, str]]:
    """Name and value of each measure that is known."""
    return [*_speech(m), *_sound(m), *_service(m)]


def cost_words(m: Measures) -> str:
    """What the reply cost, or nothing where that is not known."""
    return "" if m.cost is None else f"≈ {m.cost:.4f} {m.currency or ''}".rstrip()


def _speech(m: Measures) -> Iterator[tuple[str, str]]:
    if m.duration_s is not None:
        yield "length", quantities.seconds(m.duration_s, 2)
    if m.speaking_rate is not None:
        yield "rate without pauses", f"{m.speaking_rate:.0f} {m.rate_unit or 'words'} a minute"
    if m.pause_count is not None:
        together = f", {quantities.seconds(m.pause_s, 2)} together" if m.pause_count and m.pause_s is not None else ""
        yield "pauses", f"{m.pause_count}{together}"
    if m.pitch_hz is not None:
        spread = f", range {m.pitch_range_semitones:.1f} semitones" if m.pitch_range_semitones is not None else ""
        yield "median pitch", f"{m.pitch_hz:.0f} Hz{spread}"


def _sound(m: Measures) -> Iterator[tuple[str, str]]:
    if m.loudness_lufs is not None:
        spread = f", range {m.loudness_range_lu:.1f} LU" if m.loudness_range_lu is not None else ""
        yield "loudness", f"{_signed(m.loudness_lufs)} LUFS{spread}"
    if m.true_peak_dbtp is not None:
        yield "true peak", f"{_signed(m.true_peak_dbtp)} dBTP"
    if m.clipped_count is not None:
        yield "clipped", str(m.clipped_count) if m.clipped_count else "nowhere"
    if m.silence_start_s is not None and m.silence_end_s is not None:
        ends = f"{quantities.seconds(m.silence_start_s, 2)} before, {quantities.seconds(m.silence_end_s, 2)} after"
        yield "silence at the ends", ends


def _service(m: Measures) -> Iterator[tuple[str, str]]:
    if m.first_sound_s is not None:
        yield "first sound", quantities.seconds(m.first_sound_s, 2)
    if m.real_time_factor is not None:
        yield "real-time factor", f"{m.real_time_factor:.2f}"
    if m.cost_per_minute is not None:
        yield "price per minute", f"≈ {m.cost_per_minute:.4f} {m.currency or ''}".rstrip()


def _signed(value: float) -> str:
    """With a minus sign, not a hyphen."""
    return f"{value:.1f}".replace("-", "−")
