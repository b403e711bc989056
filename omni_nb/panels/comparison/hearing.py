"""How cells are listened to: as loud as each other, without the silence at their ends. What they hold stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from omni_nb.compare.cell import Cell
from omni_nb.errors import MissingExtra
from omni_nb.messages import Message, _
from omni_nb.sound.clip import Clip
from omni_nb.sound.loudness import ClipGain, Loudness, Unmatched, loudness, matching_gains
from omni_nb.sound.pauses import trim

_WHY: dict[Unmatched, Message] = {
    "silence": _("silent: there is no loudness to match"),
    "short": _("too short to measure its loudness"),
    "peaks": _("quieter than the others: its peaks would exceed full scale"),
    "quiet": _("quieter than the others: raising it by more than 30 dB would only raise noise"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How one cell is listened to.

    Attributes:
        gain_db: What brings it to the others' loudness; None where that is not known.
        note: Why it does not come to the others' loudness; empty where it does.
        from_s: Where its first sound is, a little before.
        to_s: Where its last sound ends, a little later.
    """

    gain_db: float | None = None
    note: str = ""
    from_s: float = 0.0
    to_s: float | None = None


def _hearing(stretch_s: tuple[float, float], gain: ClipGain | None) -> Hearing:
    start_s, end_s = stretch_s
    return Hearing(
        gain_db=gain.gain_db if gain is not None and gain.unmatched not in ("silence", "short") else None,
        note=_WHY[gain.unmatched] if gain is not None and gain.unmatched else "",
        from_s=start_s, to_s=end_s,
    )  # fmt: skip


class HearingOf:
    """Finds it for all cells that are whole, each measured once."""

    def __init__(self) -> None:
        self._measured: dict[int, tuple[Clip, Loudness | None, tuple[float, float]]] = {}
        self.missing = ""
        """Why loudness cannot be matched here; empty where it can."""

    def of(self, cells: Mapping[int, Cell]) -> dict[int, Hearing]:
        """One for each cell; of a cell without sound it says nothing. Takes 0.2 s for each new minute of sound."""
        found = {n: self._look(n, cell) for n, cell in cells.items()}
        levels = {n: one[1] for n, one in found.items() if one is not None and one[1] is not None}
        gains = dict(zip(levels, matching_gains(levels.values()).gains, strict=True))
        return {n: _hearing(one[2], gains.get(n)) if one is not None else Hearing() for n, one in found.items()}

    def _look(self, n: int, cell: Cell) -> tuple[Clip, Loudness | None, tuple[float, float]] | None:
        clip = cell.clip
        if clip is None or not len(clip):
            return None
        if n not in self._measured or self._measured[n][0] is not clip:
            self._measured[n] = (clip, self._loudness(cell, clip), trim(clip))
        return self._measured[n]

    def _loudness(self, cell: Cell, clip: Clip) -> Loudness | None:
        m = cell.measures
        if m.loudness_lufs is not None:
            return Loudness(
                duration_s=clip.duration_s, loudness_lufs=m.loudness_lufs, loudness_range_lu=m.loudness_range_lu,
                true_peak_dbtp=m.true_peak_dbtp,
            )  # fmt: skip
        try:
            return loudness(clip, trimmed=True)
        except MissingExtra as err:
            self.missing = err.sentence
            return None
