"""Aligning clips of the same words to each other: spectra, warped onto one of them.

Coarse first, then fine in a narrow band about it. Before each finer step a linear map makes each voice as much like the
reference's as it can (ridge regression over the frames that belong together): that takes most of the voice out of what
is compared, and what stays unlike after it tells whether the words are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omni_nb.messages import _
from omni_nb.sound.alignment import Alignment, Match
from omni_nb.sound.clip import Clip
from omni_nb.sound.moments import knots, onsets
from omni_nb.sound.spectrum import Floats, Frames, Spectrum, features, few_rows, shared_highest_hz, spectrum
from omni_nb.sound.warping import warp

MOST_S = 1_200.0
"""Longer clips are not looked at."""

_LEAST_FRAMES = 10
_MOST_RATIO = 4.0  # between the lengths of what sounds
_STEPS = ((8, 8), (4, 12), (1, 15), (1, 8))  # frames averaged, half width of the band about the step before
_FIRST = 1_200  # frames of the first step at most
_BAND, _LONG_BAND, _LEAST_LONG = 0.25, 0.1, 250  # of the longest clip; of long ones, and frames of it at least
_RIDGE = 50.0
_SMOOTH = 9  # frames
_ALIKE = 0.44
_ALIKE_HERE, _HERE, _MOST_UNLIKE = 0.38, 100, 0.15  # over so many frames; in so much of the time
_JUMP = 5.0  # frames for one of the reference
_TRIED = 4


def align_clips(clips: Sequence[Clip | None]) -> Alignment:
    """Align clips of the same words, so that a listener may switch between voices at the same word.

    8 clips of 20 s take half a second of one core, 4 of 10 minutes 13 s and 200 MB.

    Args:
        clips: Of any rates and lengths. None: there is no sound.

    Raises:
        TypeError: What is given are no clips.
    """
    for clip in clips:
        if not isinstance(clip, Clip | None):
            raise TypeError(
                _("align_clips needs clips (of a reply: `reply.audio`), got {name}", name=type(clip).__name__)
            )
    lengths = [0 if c is None else round(c.duration_s * 1000) for c in clips]
    matches: list[Match] = ["no_sound"] * len(clips)
    highest_hz = shared_highest_hz([c.sample_rate for c in clips if c])
    spectra: dict[int, Spectrum] = {}
    for i, clip in enumerate(clips):
        if clip is not None and clip.duration_s > MOST_S:
            matches[i] = "too_long"
        elif clip is not None and len(found := spectrum(clip, highest_hz=highest_hz)) >= _LEAST_FRAMES:
            matches[i], spectra[i] = "other_words", found
    likeness = [0.0] * len(clips)
    if not spectra:
        return _alignment(lengths, matches, likeness)
    reference = _reference(spectra)
    places, alike = _compared(spectra, reference)
    for i, (share, unlike) in alike.items():
        likeness[i] = round(share, 2)
        if share >= _ALIKE and unlike <= _MOST_UNLIKE:
            matches[i] = "same_words"
    same = [i for i in spectra if matches[i] == "same_words"]
    some, warped = [spectra[i] for i in same], np.stack([places[i] for i in same])
    rows = dict(zip(same, knots(some, warped, [lengths[i] for i in same]), strict=True))
    return _alignment(lengths, matches, likeness, rows, onsets(some, warped, same.index(reference)), reference)


def _alignment(
    lengths: Sequence[int],
    matches: Sequence[Match],
    likeness: Sequence[float],
    rows: dict[int, tuple[int, ...]] | None = None,
    begins: tuple[int, ...] = (),
    reference: int = -1,
) -> Alignment:
    return Alignment(
        lengths_ms=tuple(lengths),
        matches=tuple(matches),
        likeness=tuple(likeness),
        knots_ms=tuple((rows or {}).get(i, ()) for i in range(len(lengths))),
        onsets_ms=begins,
        reference=reference,
    )


def _reference(spectra: dict[int, Spectrum]) -> int:
    """A clip of middle length that most of the others are like: the one that says other words is not to judge them."""
    middle = np.median([len(s) for s in spectra.values()])
    order = sorted(spectra, key=lambda i: (abs(len(spectra[i]) - middle), i))
    best, most = order[0], -1.0
    for candidate in order[:_TRIED] if len(order) > 2 else order[:1]:
        _, alike = _compared(spectra, candidate, trial=True)
        share = float(np.mean([like >= _ALIKE for like, _ in alike.values()]))
        if share > most:
            best, most = candidate, share
        if share > 0.5:
            break
    return best


def _compared(
    spectra: dict[int, Spectrum], reference: int, *, trial: bool = False
) -> tuple[dict[int, Floats], dict[int, tuple[float, float]]]:
    """Of each clip the frames that belong to those of the reference, and how alike they are; on trial, coarsely."""
    n = len(spectra[reference])
    some = [i for i, s in spectra.items() if 1 / _MOST_RATIO <= len(s) / n <= _MOST_RATIO]
    longest = max(len(spectra[i]) for i in some)
    frames: list[Frames] = []
    places: list[Floats] = []
    for pooled, half_width in _steps(longest)[: 1 if trial else None]:
        before, frames = frames, [features(spectra[i].cepstra, pooled=pooled) for i in some]
        target = frames[some.index(reference)]
        if before:
            places = [_finer(c, b, f, len(target)) for c, b, f in zip(places, before, frames, strict=True)]
        else:
            places = [np.linspace(0, len(f) - 1, len(target)) for f in frames]
            wide = _first_width(max(len(f) for f in frames))
            places = [*warp(target, frames, np.stack(places), half_width=wide)]
        alike = [_adapted(f, target, c) for f, c in zip(frames, places, strict=True)]
        places = [*warp(target, alike, np.stack(places), half_width=half_width)]
    likeness = {i: _alike(target, f, c) for i, f, c in zip(some, frames, places, strict=True)}
    return {i: _smooth(c) for i, c in zip(some, places, strict=True)}, likeness


def _steps(longest: int) -> list[tuple[int, int]]:
    """The first is coarse enough for a wide band, if any is."""
    coarse = [pooled for pooled, _ in _STEPS if pooled > 1 and longest / pooled <= _FIRST]
    first = min(coarse, default=_STEPS[0][0])
    return [step for step in _STEPS if step[0] <= first]


def _first_width(longest: int) -> int:
    """Half of the first band, in frames: readings of the same words drift apart less, the longer they are."""
    return max(10, min(int(_BAND * longest), max(_LEAST_LONG, int(_LONG_BAND * longest))))


def _finer(centres: Floats, before: Frames, frames: Frames, rows: int) -> Floats:
    """The frames found at a coarser step, for this one's rows."""
    at = (np.arange(rows) + 0.5) / rows * len(centres) - 0.5
    found = np.interp(at, np.arange(len(centres)), centres)
    return np.asarray((found + 0.5) * len(frames) / len(before) - 0.5)


def _adapted(frames: Frames, target: Frames, places: Floats) -> Frames:
    """A voice made like another by a linear map, which stays near to leaving it as it is where there is little to learn."""
    n = frames.shape[1]
    mine = frames[np.clip(np.rint(places).astype(np.int64), 0, len(frames) - 1)]
    both = np.concatenate([mine, np.ones((len(mine), 1), np.float32), target], axis=1)
    bound = np.diag([*[_RIDGE] * n, 1e-3])
    sums = np.zeros((n + 1, 2 * n + 1))
    for rows in few_rows(len(both), sums.size):
        sums += both[rows, : n + 1].T @ both[rows]
    learnt = np.linalg.solve(sums[:, : n + 1] + bound, sums[:, n + 1 :] + bound[:, :-1]).astype(np.float32)
    return np.concatenate([frames[rows] @ learnt[:-1] + learnt[-1] for rows in few_rows(len(frames), n * n)])


def _alike(target: Frames, frames: Frames, places: Floats) -> tuple[float, float]:
    """Share of the target's variance that is met, and share of the time in which nothing is like anything.

    That is where over a second hardly any of it is met, or the target jumps over what the other says.
    """
    mine = _adapted(frames, target, places)[np.clip(np.rint(places).astype(np.int64), 0, len(frames) - 1)]
    missed = np.square(target - mine).mean(axis=1)
    all_of_it = float(target.var(axis=0).mean()) + 1e-9
    width = min(_HERE, len(missed))
    here = 1 - np.convolve(missed, np.ones(width) / width, "valid") / all_of_it
    steps = np.diff(places)
    jumped = float(steps[steps > _JUMP].sum()) / len(frames)
    return float(np.clip(1 - missed.mean() / all_of_it, 0, 1)), float((here < _ALIKE_HERE).mean()) + jumped


def _smooth(places: Floats) -> Floats:
    """Without the stairs of whole frames; ends stay, and what does not fall does not after it."""
    width = min(_SMOOTH, len(places) // 2 * 2 - 1)
    padded = np.pad(places, width // 2, mode="reflect", reflect_type="odd")
    return np.convolve(padded, np.ones(width) / width, "valid")
