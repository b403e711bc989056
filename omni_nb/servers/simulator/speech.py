"""A voice for the simulator: espeak-ng where it is installed, else a plain synthetic one of our own."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from omni_nb import catalog
from omni_nb.servers.simulator import espeak
from omni_nb.sound.clip import Clip

RATE_HZ = 24_000
HOW_TO_SPEAK = 'pip install "omni_nb[simulator]"'

_FEMALE = ("f1", "f2", "f3", "f4", "f5", "Annie", "belinda", "linda", "steph", "anika")
_MALE = ("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "Andy", "max")
_SCRIPTS = (
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("HANGUL", "ko"),
    ("CJK", "cmn"),
    ("CYRILLIC", "ru"),
    ("GREEK", "el"),
    ("ARABIC", "ar"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """How a voice sounds; the same id gives the same character, another id another one."""

    variant: str
    pitch: int
    words_per_minute: int
    cantonese: bool = False


def character(voice_id: str) -> Character:
    """The character of a voice."""
    known = next((v for m in catalog.models() if (v := m.voice(voice_id))), None)
    seed = zlib.crc32(voice_id.encode())
    male = known is not None and known.gender == "male"
    names = _MALE if male else _FEMALE
    return Character(
        variant=names[seed % len(names)],
        pitch=(20 if male else 45) + (seed >> 8) % 35,
        words_per_minute=150 + (seed >> 16) % 45,
        cantonese=bool(known and known.dialect == "粤语"),
    )


class Speech:
    """The words of an answer as sound, made paragraph by paragraph as it is asked for: 20 minutes of it are 58 MB.

    Attributes:
        duration_s: Seconds that were made so far; all of it once it was gone through.
    """

    def __init__(self, text: str, voice_id: str) -> None:
        self._text, self._voice_id = text, voice_id
        self.duration_s = 0.0

    def __iter__(self) -> Iterator[Clip]:
        """Clips of 24,000 Hz, one for each paragraph that has something to say."""
        self.duration_s = 0.0
        for paragraph in re.split(r"\n{2,}", _FENCED.sub(" ", self._text)):
            clip = speak(paragraph, self._voice_id)
            if len(clip):
                self.duration_s += clip.duration_s
                yield clip

    def whole(self) -> Clip:
        """All of it at once."""
        runs = [clip.samples for clip in self]
        return Clip(np.concatenate(runs) if runs else np.zeros(0, np.int16), RATE_HZ)


def speak(text: str, voice_id: str) -> Clip:
    """Say the words: 24,000 Hz, mono. Marks of Markdown are not read out."""
    words = spoken(text)
    who = character(voice_id)
    if not words:
        return Clip(np.zeros(0, np.int16), RATE_HZ)
    if not espeak.available():
        return _babble(words, who)
    language = language_of(words)
    language = "yue" if language == "cmn" and who.cantonese else language
    said = espeak.speak(
        words, voice=f"{language}+{who.variant}", words_per_minute=who.words_per_minute, pitch=who.pitch
    )
    return said.resample(RATE_HZ)


def spoken(text: str) -> str:
    """Markdown without its marks, as one would read it aloud."""
    text = _FENCED.sub(" ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(#+\s|[-*+]\s|\d+\.\s|>|\|?[-:| ]+\|\s*$)", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", re.sub(r"[*_`|#]+", " ", text)).strip()


def language_of(text: str) -> str:
    """Espeak's name for the language that the script suggests."""
    counts: dict[str, int] = {}
    for c in text:
        name = unicodedata.name(c, "")
        for prefix, language in _SCRIPTS:
            if name.startswith(prefix):
                counts[language] = counts.get(language, 0) + (3 if language == "ja" else 1)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    best = max(counts, key=lambda k: counts[k], default="en-us")
    return best if counts.get(best, 0) * 4 >= latin else "en-us"


_FENCED = re.compile(r"```.*?(```|\Z)", re.DOTALL)

# Formants of five vowels, Hz (Peterson and Barney 1952, rounded).
_VOWELS = ((730, 1090), (270, 2290), (530, 1840), (570, 840), (300, 870))


def _babble(words: str, who: Character) -> Clip:
    """One vowel per character or two, so it sounds like someone and never like speech. Deterministic."""
    syllables = re.findall(r"[^\W\d_]{1,2}|\d", words)[:2_000] if words.isascii() else re.findall(r"\w", words)[:2_000]
    base_hz = 80 + who.pitch * 2.2
    n = int(RATE_HZ * 25 / who.words_per_minute)
    runs = []
    t = np.arange(n) / RATE_HZ
    shape = np.sin(np.pi * np.minimum(t / t[-1], 1)) ** 0.7
    for syllable in syllables or ["a"]:
        seed = zlib.crc32(syllable.encode())
        pitch_hz = base_hz * (0.92 + 0.16 * (seed % 7) / 7)
        formants = _VOWELS[seed % 5]
        wave = np.zeros(n)
        for h in range(1, int(3_500 / pitch_hz)):
            near = sum(np.exp(-(((h * pitch_hz - f) / 180) ** 2)) for f in formants)
            wave += (near + 0.04) / h**0.5 * np.sin(2 * np.pi * h * pitch_hz * t)
        runs.append(shape * wave / max(float(np.abs(wave).max()), 1e-9))
    return Clip.of(np.concatenate(runs) * 0.35, RATE_HZ)
