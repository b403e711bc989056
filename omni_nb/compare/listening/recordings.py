"""What goes into a listening test: sounds with the names of what they are of, made alike in all that is not the voice.

Silence at both ends goes, the loudness is matched, the rate is one: else who is louder wins, and who begins later loses.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place, names
from omni_nb.compare.listening.trials import Stimulus
from omni_nb.messages import _, clauses
from omni_nb.sound.clip import Clip
from omni_nb.sound.foreign import clip_of
from omni_nb.sound.loudness import matching_gains
from omni_nb.sound.pauses import sounding, trim
from omni_nb.sound.pcm import Samples

_RATES_HZ = (8_000, 48_000)  # what every browser plays; of a studio's 192 kHz nobody hears what is above 24
MOST_S = 180.0
"""What is longer nobody remembers when the other one begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """The sounds of a test.

    Attributes:
        clips: As they came, by what they are of.
        notes: What was left out, and why.
    """

    clips: Mapping[Stimulus, Clip]
    notes: tuple[str, ...] = ()


def recordings_of(sounds: Any) -> Recordings:
    """The sounds of a comparison, of `{name: sound}` or of `[(name, sound), …]`.

    A sound is a `Clip`, a file's path or bytes, a reply, or samples with their rate; under one name may stand a list of
    them. The second sound of a name is compared with the second sounds of others: they say the same.

    Raises:
        TypeError: It is nothing of these.
        ValueError: There is nothing to hear.
        MediaError: A file holds no sound.
    """
    rows = _cells(sounds) if isinstance(sounds, Comparison) else _given(sounds)
    clips: dict[Stimulus, Clip] = {}
    notes: list[str] = []
    for item, material, clip, words in rows:
        why = _unfit(clip)
        if isinstance(clip, Clip) and not why:
            clips[Stimulus(item=item, sound=fingerprint(clip), material=material, words=words or None)] = clip
        else:
            notes.append(_("{item} is left out: {why}", item=f"{item} ({material})" if material else item, why=why))
    if not clips:
        raise ValueError(
            _("there is nothing to hear: {why}", why=clauses(notes)) if notes else _("there is nothing to hear")
        )
    return Recordings(clips=clips, notes=tuple(notes))


_Row = tuple[str, str, Clip | str | None, str]


def _cells(comparison: Comparison) -> list[_Row]:
    """Voices and models are judged; where there is only one, its prompts are."""
    places = [cell.place for cell in comparison]
    plain = [Place(model=p.model, voice=p.voice) for p in places]
    of_prompts = len({(p.model, p.voice) for p in plain}) < 2
    items = names([dataclasses.replace(p, repeat=0) for p in places] if of_prompts else plain)
    several = {
        "prompt": len({p.prompt for p in places}) > 1 and not of_prompts,
        "repeat": len({p.repeat for p in places}) > 1,
    }

    def row(item: str, n: int) -> _Row:
        cell = comparison[n]
        numbers = [f"{k} {getattr(cell.place, k) + 1}" for k, differs in several.items() if differs]
        why = None if cell.clip is None else _("its reply was cut off")
        heard = cell.heard_words
        words = cell.text if heard is None or heard.same else heard.came
        return item, ", ".join(numbers), cell.clip if cell.ok else why, words

    return [row(item, n) for n, item in enumerate(items)]  # fmt: skip


def _given(sounds: Any) -> list[_Row]:
    pairs = list(sounds.items()) if isinstance(sounds, Mapping) else sounds
    if isinstance(pairs, str | bytes | Path | Clip) or not isinstance(pairs, Iterable):
        raise TypeError(
            "a listening test takes a comparison, {name: sound} or [(name, sound), …], with a Clip, a file or a reply as "
            f"sound; this is {type(sounds).__name__}"
        )
    rows: list[_Row] = []
    counts: dict[str, int] = {}
    for pair in pairs:
        if not (isinstance(pair, Sequence) and len(pair) == 2 and isinstance(pair[0], str) and pair[0].strip()):
            raise TypeError(_("each sound needs a name, as in ('Cherry', clip), got {name}", name=type(pair).__name__))
        name, given = pair[0].strip(), pair[1]
        for one in given if isinstance(given, list) else [given]:
            counts[name] = number = counts.get(name, 0) + 1
            rows.append((name, str(number), *_sound(one)))
    return rows if max(counts.values(), default=0) > 1 else [(name, "", clip, words) for name, _, clip, words in rows]


def _sound(thing: Any) -> tuple[Clip | None, str]:
    if thing is None:
        return None, ""
    if isinstance(thing, str | Path | bytes):
        return Clip.read(thing), ""
    if hasattr(thing, "audio") and hasattr(thing, "text"):  # a reply
        return thing.audio, str(thing.text)
    clip = clip_of(thing)
    if clip is None:
        raise TypeError(
            _("a sound must be a Clip, a file, a reply or (samples, rate), got {name}", name=type(thing).__name__)
        )
    return clip, ""


def _unfit(clip: Clip | str | None) -> str:
    if isinstance(clip, str):
        return clip
    if clip is None or not len(clip):
        return _("it has no sound")
    if not sounding(clip):
        return _("its sound is silence")
    return (
        ""
        if clip.duration_s <= MOST_S
        else _("it is longer than three minutes: cut out what is to be judged (clip.cut)")
    )


def fingerprint(clip: Clip) -> str:
    """A hash of the samples and their rate, which tells a sound from all others."""
    return hashlib.sha256(f"{clip.sample_rate}:".encode() + clip.samples.astype("<i2").tobytes()).hexdigest()


def prepared(clips: Mapping[str, Clip], *, matched: bool = True) -> dict[str, Clip]:
    """The same sounds as a listener hears them: without silence at both ends, at one rate, equally loud.

    Args:
        clips: By any key.
        matched: Match the loudness (BS.1770).

    Raises:
        MissingExtra: The loudness cannot be measured: pyloudnorm is not installed.
    """
    rate = min(max(_RATES_HZ[0], *(clip.sample_rate for clip in clips.values())), _RATES_HZ[1])
    trimmed = {key: clip.cut(*trim(clip)).resample(rate) for key, clip in clips.items()}
    if not matched:
        return trimmed
    gains = matching_gains(trimmed.values()).gains
    return {key: _louder(clip, gain.gain_db) for (key, clip), gain in zip(trimmed.items(), gains, strict=True)}


def _louder(clip: Clip, gain_db: float) -> Clip:
    scaled = np.rint(clip.samples.astype(np.float64) * 10 ** (gain_db / 20))
    samples: Samples = np.clip(scaled, -32768, 32767).astype(np.int16)
    return Clip(samples, clip.sample_rate)
