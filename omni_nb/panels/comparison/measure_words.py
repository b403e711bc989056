"""The measures of a cell in words with their units, in the order in which they are shown; what is not known is left out."""

from __future__ import annotations

from typing import Final

from omni_nb import quantities
from omni_nb.compare.facts import FACTS
from omni_nb.compare.measures import Measures
from omni_nb.messages import _, say

SORTS: Final = {
    "pitch_hz": _("pitch, deepest first"),
    "duration_s": _("length"),
    "speaking_rate": _("speaking rate"),
    "pitch_range_semitones": _("pitch range"),
    "loudness_lufs": _("loudness"),
    "pause_count": _("pauses"),
    "first_sound_s": _("first sound"),
    "real_time_factor": _("real-time factor"),
    "cost_per_minute": _("price per minute"),
}
"""What cells are ordered by, and what a person calls it."""


_TOLD: Final = (
    "duration_s", "speaking_rate", "pause_count", "pause_s", "pitch_hz", "pitch_range_semitones", "loudness_lufs", "loudness_range_lu",
    "true_peak_dbtp", "clipped_count", "silence_start_s", "silence_end_s", "first_sound_s", "real_time_factor", "cost_per_minute",
)  # fmt: skip


def measure_words(m: Measures) -> list[tuple[str, str]]:
    """Name and value of each measure that is known."""
    return [(say(fact.label), told) for fact in FACTS if fact.name in _TOLD and (told := fact.told(m))]


def cost_words(m: Measures) -> str:
    """What the reply cost, or nothing where that is not known."""
    return "" if m.cost is None else say(quantities.cost(m.cost, m.currency or "")).rstrip()
