"""The picture of voice passports: a row for each voice, a column for each measure, one scale down each column."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from omni_nb.compare.cell import Cell
from omni_nb.compare.passport import Passport, pause_share
from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.sound.plots import AXIS, WAVE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HZ = (50, 70, 100, 150, 200, 300, 450, 600)  # evenly apart to the ear
_Value = Callable[[Cell], float | None]


def _rate(unit: str) -> _Value:
    return lambda cell: cell.measures.speaking_rate if cell.measures.rate_unit == unit else None


def _pauses(cell: Cell) -> float | None:
    share = pause_share(cell)
    return None if share is None else 100 * share


_COLUMNS: tuple[tuple[str, _Value], ...] = (
    (_("pitch, Hz"), lambda cell: cell.measures.pitch_hz),
    (_("characters a minute"), _rate("characters")),
    (_("words a minute"), _rate("words")),
    (_("loudness, LUFS"), lambda cell: cell.measures.loudness_lufs),
    (_("pauses, %"), _pauses),
)


def draw(passport: Passport, *, figsize: tuple[float, float] | None = None) -> Figure:
    """See `Passport.plot`."""
    import matplotlib.pyplot as plt

    voices = passport.voices
    size = figsize or (11, 0.9 + 0.38 * len(voices))
    figure: Any
    figure, columns = plt.subplots(1, len(_COLUMNS), figsize=size, sharey=True, layout="constrained")
    for ax, (title, value) in zip(columns, _COLUMNS, strict=True):
        _column(ax, title, [passport.cells(voice) for voice in voices], value)
    columns[0].set_xscale("log")
    columns[0].set_xticks([t for t in _HZ if columns[0].get_xlim()[0] <= t <= columns[0].get_xlim()[1]], minor=False)
    columns[0].set_xticks([], minor=True)
    columns[0].xaxis.set_major_formatter("{x:.0f}")
    columns[0].set_yticks(range(len(voices)), [visible(v) for v in voices], parse_math=False)
    columns[0].set_ylim(len(voices) - 0.4, -0.6)
    figure.patch.set_alpha(0)
    return figure  # type: ignore[no-any-return]


def _column(ax: Any, title: str, rows: Sequence[Sequence[Cell]], value: _Value) -> None:
    for n, cells in enumerate(rows):
        known = [(cell, v) for cell in cells if (v := value(cell)) is not None]
        if not known:
            ax.annotate(
                str(_("unknown")),
                (0.5, n),
                xycoords=("axes fraction", "data"),
                ha="center",
                va="center",
                color=AXIS,
                fontsize=8,
            )
            continue
        if value is _COLUMNS[0][1]:  # the range of each sentence, half of it to either side
            for cell, hz in known:
                half = 2 ** ((cell.measures.pitch_range_semitones or 0) / 24)
                ax.plot([hz / half, hz * half], [n, n], color=WAVE, alpha=0.25, linewidth=4, solid_capstyle="butt")
        ax.plot([v for _, v in known], [n] * len(known), "o", color=WAVE, alpha=0.5, markersize=4)
        middle = statistics.median(v for _, v in known)
        ax.plot([middle, middle], [n - 0.3, n + 0.3], color=WAVE, linewidth=2.5)
    ax.set_title(str(title), color=AXIS, fontsize=9)
    ax.tick_params(colors=AXIS, labelsize=8, which="both")
    ax.grid(axis="y", color=AXIS, alpha=0.25)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(AXIS)
    ax.patch.set_alpha(0)
    ax.margins(x=0.12)
