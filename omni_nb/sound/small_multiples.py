"""Many sounds as small pictures on one scale of time and level, by matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from omni_nb import quantities
from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import envelope
from omni_nb.sound.plots import AXIS, WAVE, put_title, spectrogram

Theme = Literal["light", "dark"]
_COLUMNS_FROM = ((1, 1), (5, 2), (13, 3), (25, 4))  # so many pictures, so many columns
_PAGES = {"light": "#ffffff", "dark": "#14171c"}
_COLOURS = {"light": ("#3f4652", WAVE), "dark": ("#c3c9d4", "#60a5fa")}  # of words, of waves


def plot_all(
    clips: Sequence[Clip | None], *, names: Sequence[str], facts: Sequence[str], why: Sequence[str],
    kind: Literal["waveform", "spectrogram"] = "waveform", theme: Theme | None = None,
) -> npt.NDArray[np.object_]:  # fmt: skip
    """Draw sounds below and beside each other, so that lengths and levels can be compared by eye.

    Args:
        clips: What to draw; None where there is no sound.
        names: What each is called.
        facts: A few words about each, shown beside its name.
        why: What stands in the place of a sound that is not there.
        kind: `waveform` (envelope) or `spectrogram` (one range of colours for all).
        theme: Colours for a light or a dark page. None: those of the current matplotlib style if one was chosen, else
            transparent and readable on both.

    Returns:
        The axes, shape (n,), in the order of the clips. `axes[0].figure` is the figure.

    Raises:
        ValueError: No such kind or theme, or nothing to draw.
    """
    for said, given, there in (("kind", kind, ("waveform", "spectrogram")), ("theme", theme, (None, "light", "dark"))):
        if given not in there:
            raise ValueError(
                _(
                    "{said} must be one of {map}, got {given}",
                    said=said,
                    map=", ".join(map(repr, there)),
                    given=repr(given),
                )
            )
    if not clips:
        raise ValueError(_("there is nothing to draw: this comparison has no cells"))
    import matplotlib.pyplot as plt

    columns = next(c for n, c in reversed(_COLUMNS_FROM) if len(clips) >= n)
    lines = -(-len(clips) // columns)
    figure, grid = plt.subplots(
        lines, columns, figsize=(7 if columns < 3 else 11, 0.5 + 1.05 * lines), layout="constrained", squeeze=False,
        sharex=True, sharey=True,
    )  # fmt: skip
    axes = grid.ravel()[: len(clips)]
    for spare in grid.ravel()[len(clips) :]:
        spare.set_axis_off()
    colours = _colours(theme)
    _Scale(clips, kind).draw(axes, clips, why, colours)
    for n, ax in enumerate(axes):
        _label(ax, names[n], facts[n], columns, colours[0])
        below = n + columns >= len(clips)
        ax.tick_params(labelbottom=below, bottom=below)
        if below:
            ax.set_xlabel("s", fontsize="small")
        _colour(ax, colours)
    _background(figure, axes, theme)
    return axes  # type: ignore[no-any-return]


def _label(ax: Any, name: str, facts: str, columns: int, colour: str) -> None:
    room = (64, 30, 28, 22)[columns - 1]
    put_title(ax, name if len(name) <= room else f"{name[: room - 1]}…", size="medium", loc="left", color=colour)
    if facts and len(facts) + len(name) < room + 18:
        put_title(ax, facts, size="small", loc="right", color=colour)


class _Scale:
    """What all pictures share: how long and how loud, or how high and which colours."""

    def __init__(self, clips: Sequence[Clip | None], kind: str) -> None:
        there = [c for c in clips if c is not None and len(c)]
        self._kind = kind
        self._longest_s = max((c.duration_s for c in there), default=1.0)
        peak = max((float(np.abs(envelope(c.samples, 1).astype(np.float64)).max()) for c in there), default=0.0) / 32768
        # up to the next 3 dB, so that the mark at the side is a round number
        self._top_dbfs = max(min(3 * np.ceil(20 * np.log10(max(peak, 1e-3)) / 3), 0), -60) if peak else 0
        self._highest_khz = max((c.sample_rate / 2_000 for c in there), default=12.0)

    def draw(self, axes: Any, clips: Sequence[Clip | None], why: Sequence[str], colours: tuple[str, str]) -> None:
        for ax, clip, said in zip(axes, clips, why, strict=True):
            if clip is None or not len(clip):
                words = "\n".join(_folded(said or _("no sound"), 60 if len(clips) < 5 else 34))
                ax.text(
                    0.5,
                    0.5,
                    words,
                    transform=ax.transAxes,
                    ha="center",
                    va="center",
                    fontsize="small",
                    parse_math=False,
                    color=colours[0],
                )
            elif self._kind == "waveform":
                env = envelope(clip.samples, 800) / 32768
                ax.axhline(0, linewidth=0.5, color=colours[0], zorder=0)
                ax.fill_between(
                    np.linspace(0, clip.duration_s, len(env)),
                    env[:, 0],
                    env[:, 1],
                    color=colours[1],
                    linewidth=0.5,
                    step="mid",
                )
            else:
                spectrogram(clip, ax, loudest_db=-20)
        top = 10 ** (self._top_dbfs / 20)
        for ax in axes:
            ax.set_xlim(0, self._longest_s)
            if self._kind == "waveform":
                ax.set_ylim(-top * 1.02, top * 1.02)
                ax.set_yticks([0, top], labels=["", quantities.amount(self._top_dbfs, "dBFS")], fontsize="x-small")
            else:
                ax.set_ylim(0, self._highest_khz)
                ax.set_ylabel("kHz", fontsize="x-small")
            for side in ("left", "right", "top"):
                ax.spines[side].set_visible(False)


def _folded(words: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(visible(words), width, max_lines=3, placeholder=" …")


def _colours(theme: Theme | None) -> tuple[str, str]:
    """Of words and of waves."""
    if theme is not None:
        return _COLOURS[theme]
    if not _styled():
        return AXIS, WAVE
    import matplotlib as mpl

    cycle = mpl.rcParams["axes.prop_cycle"].by_key().get("color", [WAVE])
    return mpl.rcParams["text.color"], cycle[0]


def _styled() -> bool:
    """Somebody chose a style: its words have another colour than matplotlib's own."""
    import matplotlib as mpl

    return bool(mpl.rcParams["text.color"] != mpl.rcParamsDefault["text.color"])


def _colour(ax: Any, colours: tuple[str, str]) -> None:
    for item in (ax.xaxis.label, ax.yaxis.label):
        item.set_color(colours[0])
    ax.tick_params(colors=colours[0])
    ax.spines[:].set_color(colours[0])


def _background(figure: Any, axes: Any, theme: Theme | None) -> None:
    if theme is None and _styled():
        return
    for patch in (figure.patch, *(ax.patch for ax in axes)):
        if theme is None:
            patch.set_alpha(0)
        else:
            patch.set_facecolor(_PAGES[theme])
