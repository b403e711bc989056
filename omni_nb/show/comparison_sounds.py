"""The sounds of a comparison as they stay: a picture and a player for each, on one scale, in so many bytes.

What an output of a notebook may weigh is little, and voices are compared by hearing all of them. So where all is too much,
all of them become smaller first, then shorter; and only where a few seconds of each are too much still, some have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from omni_nb import quantities
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.errors import MissingExtra
from omni_nb.messages import _, say
from omni_nb.show import media
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import mime_type
from omni_nb.sound.loudness import Loudness, loudness, matching_gains
from omni_nb.sound.measure import envelope
from omni_nb.sound.plots import svg_data_url, waveform_svg

LEAST_S = 3.0
"""Shorter players say nothing of a voice."""
_FULL, _SMALL = 7_800, 5_400  # bytes of HTML for a second of speech: libsndfile's mp3 at 0.6, and of 32 kbit/s
_EACH = 560  # of a player without its sound
_BINS, _BYTES_A_BIN = 240, 24
_LONG_PAGE_S = 600.0  # of sound together, from which a page holds it as mp3 of 32 kbit/s
_PAGE_PICTURE = 120 * _BYTES_A_BIN  # in a page it is for paper, and for who has no script
_MOST_REMEMBERED = 64
_encoded: dict[tuple[str, float, bool], tuple[bytes, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """What is shown of the sound of each cell.

    Attributes:
        pictures: HTML of the waveforms, by the cell's number; all on one scale of time and level.
        players: HTML of the players.
        gains_db: By how much each player is louder than what came.
        longest_s: Of the longest one, which is as wide as there is room.
        notes: What was left out or changed, in sentences.
    """

    pictures: Mapping[int, str] = field(default_factory=dict)
    players: Mapping[int, str] = field(default_factory=dict)
    gains_db: Mapping[int, float] = field(default_factory=dict)
    longest_s: float = 0.0
    notes: tuple[str, ...] = ()


def sounds_of(comparison: Comparison, shown: Sequence[int], most_bytes: int) -> Sounds:
    """Pictures and players of the cells `shown`, in about `most_bytes` of HTML. It encodes: a second for a minute of sound."""
    clips = {n: c for n in shown if (c := comparison.cells[n].clip) is not None and len(c)}
    if not clips:
        return Sounds()
    pictures = drawn(clips, comparison.names, most_bytes // 4)
    gains, why = matched(comparison, clips)
    left = most_bytes - sum(map(len, pictures.values()))
    first = sorted(clips, key=lambda n: not comparison.cells[n].pinned)
    players, note = _players({n: clips[n] for n in first}, gains, comparison.names, left)
    return Sounds(
        pictures=pictures, players=players, gains_db=gains, longest_s=_longest_s(clips),
        notes=tuple(filter(None, (why, note))),
    )  # fmt: skip


def page_sounds(comparison: Comparison) -> Sounds:
    """All of it, for a page of its own: each player whole, as loud as it came, found by the number of its cell."""
    clips = {n: c.clip for n, c in enumerate(comparison) if c.clip is not None and len(c.clip)}
    if not clips:
        return Sounds()
    small = sum(c.duration_s for c in clips.values()) > _LONG_PAGE_S
    players = {}
    for n, clip in clips.items():
        data, mime = encoded(clip, 0.0, small=small)
        words = f"{comparison.names[n]}, {quantities.duration(clip.duration_s)}"
        players[n] = media.player(data, mime, words, hook=str(n))
    pictures = drawn(clips, comparison.names, len(clips) * _PAGE_PICTURE)
    return Sounds(pictures=pictures, players=players, longest_s=_longest_s(clips))


def drawn(clips: Mapping[int, Clip], names: Sequence[str], most_bytes: int) -> dict[int, str]:
    """The waveforms: as wide as they are long, as high as they are loud, against the longest and the loudest."""
    longest_s = _longest_s(clips)
    top = max(float(np.abs(envelope(c.samples, 1).astype(np.float64)).max()) for c in clips.values()) / 32768
    bins = max(40, min(_BINS, most_bytes // (len(clips) * _BYTES_A_BIN)))
    return {n: _picture(clip, names[n], clip.duration_s / longest_s, top, bins) for n, clip in clips.items()}


def _longest_s(clips: Mapping[int, Clip]) -> float:
    return max(c.duration_s for c in clips.values())


def _picture(clip: Clip, name: str, share: float, top: float, bins: int) -> str:
    svg = waveform_svg(clip, bins=max(2, round(bins * share)), width=max(2, round(600 * share)), height=44, top=top)
    words = say(_("waveform of {name}, {duration}", name=name, duration=quantities.duration(clip.duration_s)))
    return media.picture(svg_data_url(svg), words, f"width:{100 * share:.1f}%;height:44px;display:block;margin:3px 0")


def matched(comparison: Comparison, clips: Mapping[int, Clip]) -> tuple[dict[int, float], str]:
    """Gains in dB that make all equally loud, and why there are none."""
    try:
        levels = [_levels(comparison.cells[n], clip) for n, clip in clips.items()]
    except MissingExtra:
        return {}, say(_("Loudness is not matched here: omni_nb[compare] is not installed."))
    return {n: round(g.gain_db, 1) for n, g in zip(clips, matching_gains(levels).gains, strict=True)}, ""


def _levels(cell: Cell, clip: Clip) -> Loudness:
    m = cell.measures
    if m.loudness_lufs is None:
        return loudness(clip, trimmed=True)
    return Loudness(
        duration_s=clip.duration_s, loudness_lufs=m.loudness_lufs, loudness_range_lu=m.loudness_range_lu,
        true_peak_dbtp=m.true_peak_dbtp,
    )  # fmt: skip


def _players(
    clips: Mapping[int, Clip], gains: Mapping[int, float], names: Sequence[str], most_bytes: int
) -> tuple[dict[int, str], str]:
    """Players in so many bytes: whole; whole and smaller; the beginnings; the beginnings of the first ones."""
    most_bytes -= _EACH * len(clips)
    if sum(c.duration_s for c in clips.values()) * _FULL <= most_bytes:
        made = _made(clips, gains, names, most_bytes, small=False)
        if len(made) == len(clips):
            return made, ""
    heard_s = max(LEAST_S, _fitting(sorted(c.duration_s for c in clips.values()), most_bytes / _SMALL))
    short = {n: c.cut(0, heard_s) for n, c in clips.items()}
    made = _made(short, gains, names, most_bytes, small=True)
    cut = any(len(short[n]) < len(clips[n]) for n in made)
    n_made, n_all, heard = len(made), len(clips), quantities.duration(heard_s)
    less = n_made < n_all
    if not (cut or less):
        return made, ""
    if not cut:
        told = _("{n} of {all} sounds has a player|{n} of {all} sounds have a player", n=n_made, all=n_all)
    elif less:
        told = _(
            "the players hold the first {heard} of each, for {made} of {all} sounds",
            heard=heard,
            made=n_made,
            all=n_all,
        )
    else:
        told = _("the players hold the first {heard} of each", heard=heard)
    return made, say(
        _("This is more sound than a notebook should hold: {told}. To keep all of it: comparison.save(…).", told=told)
    )


def _fitting(lengths_s: Sequence[float], most_s: float) -> float:
    """The longest cut at which all together last no longer than that; the lengths are sorted."""
    for n, length_s in enumerate(lengths_s):
        if length_s * (len(lengths_s) - n) > most_s:
            return most_s / (len(lengths_s) - n)
        most_s -= length_s
    return lengths_s[-1] if lengths_s else 0.0


def _made(
    clips: Mapping[int, Clip], gains: Mapping[int, float], names: Sequence[str], most_bytes: int, *, small: bool
) -> dict[int, str]:
    made: dict[int, str] = {}
    for n, clip in clips.items():
        data, mime = encoded(clip, gains.get(n, 0.0), small=small)
        html = media.player(
            data, mime, f"{names[n]}, {quantities.duration(clip.duration_s)}", width="100%", length_s=clip.duration_s
        )
        most_bytes -= len(html) - _EACH
        if most_bytes < 0:
            break
        made[n] = html
    return made


def encoded(clip: Clip, gain_db: float, *, small: bool) -> tuple[bytes, str]:
    """A sound for a player, and its MIME type. It is remembered: what stays is made again at each change of a comparison."""
    key = (clip.digest, gain_db, small)
    if key not in _encoded:
        while len(_encoded) >= _MOST_REMEMBERED:
            _encoded.pop(next(iter(_encoded)), None)
        louder = clip.amplified(gain_db)
        try:
            _encoded[key] = (louder.encode_small() if small else louder.encode("mp3")), mime_type("mp3")
        except RuntimeError:  # a libsndfile that was built without mp3: exact, and the sooner there is no more room
            return louder.encode("flac"), mime_type("flac")
    return _encoded[key]


def gain_words(gain_db: float | None) -> str:
    """`+2.1 dB`; empty where there is none."""
    if not gain_db:
        return ""
    return f"{'+' if gain_db > 0 else ''}{quantities.amount(gain_db, 'dB', 1)}"
