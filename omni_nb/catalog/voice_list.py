"""Voices, set by set, and what is published of each: dated data from `voices.csv`. Empty is unknown."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from omni_nb.catalog.data import rows, table
from omni_nb.catalog.languages import language_name
from omni_nb.messages import _, language

_SET = ("gender", "dialect", "style_en", "style_zh", "source", "name_zh", "pinyin")


_GENDERS: dict[str, str] = {"female": _("female"), "male": _("male")}


def gender_word(gender: str) -> str:
    """`female` and `male` as they are read, others as they are; it still equals the English."""
    return _GENDERS.get(gender, gender)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice of a model. An empty field is not known.

    Attributes:
        id: As the service takes it; case counts.
        name_zh: Its Chinese name.
        pinyin: How that is written in Latin letters, for whoever looks for it: `qian yue`.
        gender: `female` or `male`.
        dialect: The dialect of Chinese that it speaks in place of Mandarin, by its Chinese name.
        languages: BCP 47 codes of what else it speaks, as published: `("zh", "en", "pt")`.
        style_en, style_zh: How it sounds.
        source: Where this was read, as in the file; `source_in_words` says it.
        default: The service takes it when none is named.
    """

    id: str
    name_zh: str = ""
    pinyin: str = ""
    gender: str = ""
    dialect: str = ""
    languages: tuple[str, ...] = ()
    style_en: str = ""
    style_zh: str = ""
    source: str = ""
    default: bool = False

    @property
    def speaks(self) -> tuple[str, ...]:
        """Its dialect, then its languages, as codes. Empty: nothing of it is known."""
        return (*((self.dialect,) if self.dialect else ()), *self.languages)

    @property
    def source_in_words(self) -> str:
        """Where this was read, with the day."""
        known = table("models")["voice_sources_zh" if language() == "zh" else "voice_sources"]
        words: str = known.get(self.source, self.source)
        return words

    @property
    def languages_in_chinese(self) -> tuple[str, ...]:
        """By their Chinese names: `("粤语", "英语")`."""
        return tuple(language_name(code, "zh") for code in self.speaks)

    @property
    def languages_in_words(self) -> tuple[str, ...]:
        """The same by their English names: `("Cantonese", "English")`."""
        return tuple(map(language_name, self.speaks))


@functools.cache
def voice_sets() -> Mapping[str, tuple[Voice, ...]]:
    """The voices of each set, in the file's order."""
    sets: dict[str, tuple[Voice, ...]] = {}
    for row in rows("voices"):
        voice = Voice(
            id=row["voice"], default=row["default"] == "yes",
            languages=tuple(filter(None, row["languages"].split(";"))), **{name: row[name] for name in _SET},
        )  # fmt: skip
        sets[row["voice_set"]] = (*sets.get(row["voice_set"], ()), voice)
    return sets
