"""Pictures of a sound: matplotlib axes, and a small SVG. The only import of matplotlib.

The SVG needs no matplotlib (half a second to import), so a reply in a notebook does not wait
for it. Both draw the envelope, never the samples: 20 minutes take milliseconds, not 4.5 s and 2.2 GB.
"""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import envelope

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Read well on white and on near-black; a picture in a notebook cannot know the theme.
WAVE, AXIS = "#3b82f6", "#808896"
# IPython puts a dark page behind a transparent figure whose tick labels are all light, and a light
# one behind all dark: with one of each side of its border (0.5) it leaves the figure alone.
_AXIS_DARKER = "#767d8a"
_SOFTEST = 32768 * 10 ** (-36 / 20)
_CJK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip


def plot(
    clip: Clip,
    *,
    ax: Axes | None = None,
    kind: Literal["waveform", "spectrogram"] = "waveform",
    title: str | None = None,
) -> Axes:
    """Draw a clip on `ax`, or on a new figure.

    Args:
        clip: What to draw. An empty clip gives empty axes.
        ax: Where to draw. A new transparent figure, readable on light and dark, if None.
        kind: `waveform` (envelope over seconds) or `spectrogram` (kHz over seconds, dB).
        title: Any text. Chinese is drawn with a font of this machine; without one the characters are
            left out rather than drawn as boxes.

    Returns:
        The matplotlib axes.
    """
    if kind not in ("waveform", "spectrogram"):
        raise ValueError(_("kind must be 'waveform' or 'spectrogram', got {kind}", kind=repr(kind)))
    own = ax is None
    axes: Any = _new_axes() if ax is None else ax
    (_draw_waveform if kind == "waveform" else spectrogram)(clip, axes)
    axes.set_xlabel("s")
    axes.set_xlim(0, max(clip.duration_s, 1e-3))
    if title:
        put_title(axes, title)
    if own:
        for item in (axes.xaxis, axes.yaxis):
            item.label.set_color(AXIS)
        axes.title.set_color(AXIS)
        axes.tick_params(colors=AXIS)
        axes.tick_params(axis="y", colors=_AXIS_DARKER)
        axes.spines[:].set_color(AXIS)
        axes.figure.patch.set_alpha(0)
        axes.patch.set_alpha(0)
    return axes  # type: ignore[no-any-return]


def _new_axes() -> Any:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(8, 2), layout="constrained")
    return ax


def _draw_waveform(clip: Clip, ax: Any) -> None:
    env = envelope(clip.samples, 1_000) / 32768
    if len(env):
        t = np.linspace(0, clip.duration_s, len(env))
        ax.fill_between(t, env[:, 0], env[:, 1], color=WAVE, linewidth=0.6, step="mid")
    top = max(float(np.abs(env).max(initial=0)) * 1.05, 0.01)
    ax.set_ylim(-top, top)
    ax.set_yticks([0], labels=[""])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)


def spectrogram(clip: Clip, ax: Any, *, loudest_db: float | None = None) -> None:
    """Draw a spectrogram, kHz over seconds; `loudest_db` is the brightest colour, else that of the loudest place."""
    window = 1024
    n = len(clip)
    if n < window:
        return
    # At most 1,200 columns: more than a screen shows, and flat memory for long clips.
    starts = np.linspace(0, n - window, min(1 + (n - window) // (window // 4), 1_200)).astype(np.int64)
    taper = np.hanning(window)
    spectrum = np.abs(np.fft.rfft(clip.samples[starts[:, None] + np.arange(window)] * taper / 32768, axis=1))
    level = 20 * np.log10(np.maximum(spectrum.T / taper.sum() * 2, 1e-6))
    extent = (0, clip.duration_s, 0, clip.sample_rate / 2000)
    ax.imshow(
        level,
        origin="lower",
        aspect="auto",
        extent=extent,
        cmap="magma",
        vmin=-100,
        vmax=level.max(initial=-60) if loudest_db is None else loudest_db,
    )
    ax.set_ylabel("kHz")


def put_title(ax: Any, title: str, *, size: str = "large", **how: Any) -> None:
    """Words of others as the title of axes: no mathematics, and no boxes for what no font here has."""
    from matplotlib.font_manager import FontProperties

    title = visible(title).replace("�", "□")  # which fonts of Chinese have too
    font = None if all(ord(c) < 0x2E80 for c in title) else cjk_font()
    if font is None:  # boxes and one warning per character otherwise
        ax.set_title("".join(c for c in title if ord(c) < 0x2E80).strip(), parse_math=False, fontsize=size, **how)
        return
    # By file: by name, a font that has no "normal" weight is found with a warning each time.
    ax.set_title(title, parse_math=False, fontproperties=FontProperties(fname=font, size=size), **how)


@functools.cache
def cjk_font() -> str | None:
    """The file of the first font of this machine that draws Chinese, or None."""
    from matplotlib import font_manager

    have = {f.name: f.fname for f in font_manager.fontManager.ttflist}
    return next((have[name] for name in _CJK_FONTS if name in have), None)


def waveform_svg(clip: Clip, *, bins: int = 200, width: int = 600, height: int = 44, top: float = 0.0) -> str:
    """The envelope as an SVG document of bars, about 2 kB, transparent, to be stretched to any width.

    Args:
        clip: What to draw.
        bins: Columns.
        width: Of the drawing, pixels.
        height: Of the drawing, pixels.
        top: The level that reaches the edge, 0 to 1, to draw several on one scale; 0: this clip's own peak, but what is
            softer than −36 dBFS is drawn as soft as it is, for noise is no speech.
    """
    env = envelope(clip.samples, bins).astype(np.float64)
    top = max(top * 32768 or float(np.abs(env).max(initial=0)), _SOFTEST if not top else 1.0)
    mid = height / 2
    # one at least, so that silence is a line; steps from bar to bar in whole pixels are a fifth of the text
    rows = [(round(mid - hi / top * (mid - 1)), round(mid - lo / top * (mid - 1))) for lo, hi in env]
    pitch = width / max(len(rows), 1)
    step, at, path = f"{pitch:.2f}".rstrip("0").rstrip("."), 0, f"M{-pitch / 2:.4g} 0"
    for upper, lower in rows:
        path += f"m{step} {upper - at}v{max(lower - upper, 1)}"
        at = upper + max(lower - upper, 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" preserveAspectRatio="none">'
        f'<path d="{path}" stroke="{WAVE}" stroke-width="{min(max(0.66 * pitch, 0.5), 8):.2g}" fill="none"/></svg>'
    )


def svg_data_url(svg: str) -> str:
    """For `<img src=…>`: inline SVG is stripped from untrusted notebooks, this is not."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
