"""How loud a sound is (ITU-R BS.1770-4, EBU Tech 3341 and 3342), and gains that make several equally loud.

The door to pyloudnorm, whose K-weighting is used, at 48 kHz, where its coefficients are those of the standard's
table; every clip is measured at that rate. The gating is ours: pyloudnorm's wants a whole clip as floats, twice
(0.9 GB for 20 minutes at 24 kHz), and counts a last block that is not full. At other rates its filters are not those
of the table: at 8 kHz a sine of 100 Hz reads 0.2 dB more.

A clip is mono: "LUFS" is that of one channel. The same samples on two loudspeakers are 3 LU louder.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from omni_nb.errors import MissingExtra
from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.sound.pauses import trim

Energies = npt.NDArray[np.float64]

TARGET_LUFS = -23.0
"""Where clips are brought to: EBU R 128. Speech of usual peaks gets there without passing full scale."""
CEILING_DBTP = -1.0
"""The highest true peak after a gain: EBU R 128."""

_RATE_HZ = 48_000
_HOP = _RATE_HZ // 10  # samples in 100 ms, the step of every window here
_GATE_HOPS, _SHORT_TERM_HOPS = 4, 30  # 0.4 s and 3 s
_ABSOLUTE_GATE_LUFS = -70.0
_LEAST_S = 0.11  # a step, and what is lost by rounding to samples
_MOST_LOWER_LU = 12.0  # one clip with a click in it must not make all others inaudible
_MOST_UP_DB = 30.0  # beyond, what becomes loud is noise


class Levels(Protocol):
    """What `matching_gains` must know of a sound; `Loudness` and `SoundMeasures` have it."""

    @property
    def duration_s(self) -> float: ...
    @property
    def loudness_lufs(self) -> float | None: ...
    @property
    def true_peak_dbtp(self) -> float | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """How loud a clip is.

    Attributes:
        duration_s: Length of the clip, s.
        loudness_lufs: Integrated loudness, LUFS (BS.1770-4: K-weighted, blocks of 0.4 s in steps of 0.1 s, gates at
            -70 LUFS and 10 LU below the mean). A clip of 0.1 to 0.4 s, which holds no whole block, is taken
            as one block. None: shorter than that, or nothing in it is above -70 LUFS.
        loudness_range_lu: From the 10th to the 95th percentile of the loudness of 3 s, LU (EBU Tech 3342). None:
            shorter than 3 s, or silence. Below a minute it says little: few windows.
        true_peak_dbtp: Highest level of the wave between its samples, dB relative to full scale (BS.1770-4,
            oversampled four times up to 48 kHz, to 192 kHz above); above 0 where samples were cut off.
            None: no sample differs from zero.
    """

    duration_s: float
    loudness_lufs: float | None
    loudness_range_lu: float | None
    true_peak_dbtp: float | None


Unmatched = Literal["silence", "short", "peaks", "quiet"]
"""Why a clip is not brought to the common loudness: nothing in it is above -70 LUFS; it is shorter than 0.1 s; a peak
stands so far above the rest that all others would have to be 12 LU quieter; it would need more than 30 dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipGain:
    """What one clip gets.

    Attributes:
        gain_db: dB to add; 0 where nothing is known of its loudness, as far as it goes where it falls short.
        unmatched: Why it does not come to the common loudness, or None: it does.
    """

    gain_db: float
    unmatched: Unmatched | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedLoudness:
    """Gains that bring clips to the same loudness.

    Attributes:
        target_lufs: The loudness that they come to, LUFS.
        gains: One for each clip, in order.
    """

    target_lufs: float
    gains: tuple[ClipGain, ...]


def loudness(clip: Clip, *, trimmed: bool = False) -> Loudness:
    """Measure a clip: 0.1 s for each minute of sound.

    Args:
        clip: The sound.
        trimmed: Take loudness and range without the silence at both ends, as it is listened to. To a word of 0.4 s
            a second of silence around it makes 2.4 LU, for blocks that are half silent count too. The true peak is always that
            of the whole clip.

    Raises:
        MissingExtra: pyloudnorm is not installed.
    """
    hops, whole = _energies(_heard(clip) if trimmed else clip)
    return Loudness(
        duration_s=clip.duration_s,
        loudness_lufs=_gated(hops, whole),
        loudness_range_lu=_range(hops),
        true_peak_dbtp=true_peak_dbtp(clip),
    )


def require_loudness() -> None:
    """Nothing, where loudness can be measured.

    Raises:
        MissingExtra: pyloudnorm or scipy is not installed.
    """
    _k_weighting()


def true_peak_dbtp(clip: Clip) -> float | None:
    """The true peak alone; see `Loudness.true_peak_dbtp`."""
    times = 4 if clip.sample_rate <= 48_000 else 2 if clip.sample_rate <= 96_000 else 1
    peak = float(np.abs(clip.samples.astype(np.int32)).max(initial=0)) / 32768
    if not peak:
        return None
    for run in clip.floats(times * clip.sample_rate):
        peak = max(peak, float(np.abs(run).max(initial=0)))
    return 20 * math.log10(peak)


def matching_gains(
    clips: Iterable[Clip | Levels], *, target_lufs: float = TARGET_LUFS, ceiling_dbtp: float = CEILING_DBTP
) -> MatchedLoudness:
    """Gains that bring several clips to one loudness without any of them passing the ceiling.

    Where a clip that is turned up would pass the ceiling, all come to a lower loudness instead, at most 12 LU lower.

    Args:
        clips: Clips (silence at their ends does not count), or what was measured of them.
        target_lufs: The loudness that is wanted, LUFS, -70 to 0.
        ceiling_dbtp: Highest true peak after the gain, dBTP, at most 0.

    Raises:
        ValueError: A target or ceiling that makes no sense.
        MissingExtra: pyloudnorm is not installed and a clip was to be measured.
    """
    if not (_ABSOLUTE_GATE_LUFS <= target_lufs <= 0 and -40 <= ceiling_dbtp <= 0):
        raise ValueError(
            _(
                "the target must be -70 to 0 LUFS and the ceiling -40 to 0 dBTP, got {target_lufs} and {ceiling_dbtp}; usual values are {target_lufs2} and {ceiling_dbtp2}",
                target_lufs=target_lufs,
                ceiling_dbtp=ceiling_dbtp,
                target_lufs2=TARGET_LUFS,
                ceiling_dbtp2=CEILING_DBTP,
            )
        )
    all_levels = [loudness(c, trimmed=True) if isinstance(c, Clip) else c for c in clips]
    lowest = target_lufs - _MOST_LOWER_LU
    reach = [_reach(levels, ceiling_dbtp) for levels in all_levels]
    target = min([target_lufs, *(r for r in reach if r is not None and r >= lowest)])
    return MatchedLoudness(
        target_lufs=target,
        gains=tuple(_gain(levels, r, target) for levels, r in zip(all_levels, reach, strict=True)),
    )


def _reach(levels: Levels, ceiling_dbtp: float) -> float | None:
    """The highest loudness that it can be brought to below the ceiling."""
    if levels.loudness_lufs is None or levels.true_peak_dbtp is None:
        return None
    return levels.loudness_lufs + ceiling_dbtp - levels.true_peak_dbtp


def _gain(levels: Levels, reach: float | None, target: float) -> ClipGain:
    if reach is None or levels.loudness_lufs is None:
        return ClipGain(gain_db=0.0, unmatched="short" if levels.duration_s < _HOP / _RATE_HZ else "silence")
    gain = min(target, reach) - levels.loudness_lufs
    if gain > _MOST_UP_DB:
        return ClipGain(gain_db=_MOST_UP_DB, unmatched="quiet")
    return ClipGain(gain_db=gain, unmatched="peaks" if reach < target else None)


def _heard(clip: Clip) -> Clip:
    """From the first sound to the last, or a little more where that is too short to be measured."""
    start_s, end_s = trim(clip, margin_s=0)
    end_s = max(end_s, start_s + _LEAST_S)
    return clip.cut(min(start_s, max(0, clip.duration_s - _LEAST_S)), end_s)


def _energies(clip: Clip) -> tuple[Energies, float | None]:
    """K-weighted mean squares of each whole 100 ms, and of a clip from there to 0.4 s as a whole."""
    from_scipy, sections = _k_weighting()
    state = np.zeros((len(sections), 2))
    hops: list[Energies] = [np.zeros(0)]
    rest = np.zeros(0)
    for run in clip.floats(_RATE_HZ, centred=True):
        weighted, state = from_scipy.sosfilt(sections, run.astype(np.float64), zi=state)
        rest = np.concatenate([rest, np.square(weighted)])
        n = len(rest) // _HOP * _HOP
        hops.append(rest[:n].reshape(-1, _HOP).mean(axis=1))
        rest = rest[n:]
    energies = np.concatenate(hops)
    if not 1 <= len(energies) < _GATE_HOPS:
        return energies, None
    total = energies.sum() * _HOP + rest.sum()
    return energies, float(total / (len(energies) * _HOP + len(rest)))


def _k_weighting() -> tuple[Any, npt.NDArray[np.float64]]:
    """`scipy.signal`, and the two filters of BS.1770 at 48 kHz as second-order sections."""
    try:
        import pyloudnorm
        from scipy import signal
    except ImportError as err:
        raise MissingExtra(
            _("loudness is measured with pyloudnorm and scipy: {err}", err=err),
            repair=_('pip install "omni_nb[compare]".'),
        ) from None
    # De Man's are the filters that come to the standard's table; those of `Meter` by default read 0.04 dB lower
    shelf = pyloudnorm.IIRfilter(3.99984385397, 0.7071752369554193, 1681.9744509555319, _RATE_HZ, "high_shelf_DeMan")
    high_pass = pyloudnorm.IIRfilter(0, 0.5003270373253953, 38.13547087613982, _RATE_HZ, "high_pass_DeMan")
    return signal, np.array([[*f.b, *f.a] for f in (shelf, high_pass)])


def _lufs(energy: Any) -> Any:
    """Mean squares as LUFS; zero is far below every gate."""
    return -0.691 + 10 * np.log10(np.maximum(energy, 1e-20))


def _windows(hops: Energies, size: int) -> Energies:
    """Mean square of each window of so many hops."""
    if len(hops) < size:
        return np.zeros(0)
    means: Energies = np.lib.stride_tricks.sliding_window_view(hops, size).mean(axis=1)
    return means


def _gated(hops: Energies, whole: float | None) -> float | None:
    blocks = _windows(hops, _GATE_HOPS) if whole is None else np.array([whole])
    blocks = blocks[_lufs(blocks) >= _ABSOLUTE_GATE_LUFS]
    if not len(blocks):
        return None
    return float(_lufs(blocks[_lufs(blocks) > _lufs(blocks.mean()) - 10].mean()))


def _range(hops: Energies) -> float | None:
    windows = _windows(hops, _SHORT_TERM_HOPS)
    windows = windows[_lufs(windows) >= _ABSOLUTE_GATE_LUFS]
    if not len(windows):
        return None
    levels = _lufs(windows)
    low, high = np.percentile(levels[levels >= _lufs(windows.mean()) - 20], [10, 95])
    return float(high - low)
