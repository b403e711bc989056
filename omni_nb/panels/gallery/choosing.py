"""Which voices are shown, and in which order: by words, by facts, by one of them. Values and functions of the catalog."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from omni_nb.catalog import Voice
from omni_nb.catalog.languages import language_name
from omni_nb.escape import visible
from omni_nb.widgets.protocol.comparison import FactChoice, SortChoice
from omni_nb.widgets.protocol.gallery import VoiceArrangement

PICKED: Final = "pinned"
_LIKE: Final = 0.6  # "chery" is like Cherry (0.91) and not like Roy (0.5)
NONE: Final = "none"
"""A dialect that is known to be none, as in the table; empty is unknown."""
SORTS: Final = {
    "name": "name",
    "gender": "gender",
    "dialect": "dialect",
    "pitch_hz": "pitch, deepest first",
    PICKED: "picked first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A voice, and what a person knows of it by now.

    Attributes:
        voice: What the catalog knows; of an id that it does not know, that alone.
        picked: It is picked.
        pitch_hz: Its median pitch, once it was heard; None: not heard, or it has none.
    """

    voice: Voice
    picked: bool = False
    pitch_hz: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose.

    Attributes:
        text: Words that are looked for.
        by: One of `SORTS`; empty for the order of the list.
        reverse: The other way round; what is not known stays last.
        facts: What voices must have: `gender`, `dialect`, `language`; `pinned` is `yes`.
    """

    text: str = ""
    by: str = ""
    reverse: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.by and self.by not in SORTS:
            raise ValueError(f"there is no order by {self.by!r}")
        if strange := set(self.facts) - set(_FACTS) - {PICKED}:
            raise ValueError(f"there is nothing called {', '.join(sorted(strange))} to filter by")

    def view(self, voices: Sequence[Shown]) -> VoiceArrangement:
        """The section that shows it."""
        there = [n for n, one in enumerate(voices) if self._has_facts(one)]
        found, told = _found(self.text, {n: voices[n].voice for n in there})
        order = self._ordered(found, voices)
        return {
            "cells": [str(n) for n in order], "by": self.by, "reverse": self.reverse, "facts": dict(self.facts),
            "sorts": _sorts(voices), "filters": _filters(voices), "removed": 0, "hidden": len(voices) - len(order),
            "text": visible(self.text), "told": told,
        }  # fmt: skip

    def _has_facts(self, one: Shown) -> bool:
        wanted = {name: value for name, value in self.facts.items() if value}
        if wanted.pop(PICKED, "") and not one.picked:
            return False
        return all(value in _FACTS[name][1](one.voice) for name, value in wanted.items())

    def _ordered(self, found: Sequence[int], voices: Sequence[Shown]) -> list[int]:
        if not self.by:
            return list(reversed(found)) if self.reverse else list(found)
        values = {n: _ORDERS[self.by](voices[n]) for n in found}
        known = sorted((n for n in found if values[n] is not None), key=values.__getitem__)
        # not `reverse=True` alone: it would turn those that are equal, too, which is what a person expects of ⇅
        return [*(reversed(known) if self.reverse else known), *(n for n in found if values[n] is None)]


def _found(text: str, voices: Mapping[int, Voice]) -> tuple[list[int], str]:
    """The voices that have all of these words, and what is to be told of that; where none has, those of like names."""
    words = _plain(text).split()
    found = [n for n, v in voices.items() if all(_has(_words_of(v), word) for word in words)]
    if found or not words:
        return found, ""
    names = {_plain(name): n for n, v in voices.items() for name in (v.name_zh, v.id) if name}
    near = difflib.get_close_matches(" ".join(words), names, n=3, cutoff=_LIKE)
    like = list(dict.fromkeys(names[name] for name in near))
    shown = visible(text.strip())
    if not like:
        return [], f"No voice is called “{shown}” or described so."
    return like, f"No “{shown}” is known; these names are like it."


def _has(known: str, word: str) -> bool:
    """A word of what is known begins so (`male` is no part of `female`); Chinese, which has no spaces, holds it."""
    return f" {word}" in known if word.isascii() else word in known


def _words_of(voice: Voice) -> str:
    told = (
        voice.id, voice.name_zh, voice.gender, voice.dialect, voice.style_en, voice.style_zh, *voice.languages_in_words, *voice.speaks,
    )  # fmt: skip
    text = _plain(" ".join(told))
    return " " + " ".join("".join(c if c.isalnum() else " " for c in text).split()) + " " + text


def _plain(text: str) -> str:
    """In one spelling: without accents, full width and capitals."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c))


def dialects_of(voice: Voice) -> tuple[str, ...]:
    """Its dialect; `none` where it is known to have none; nothing where that is not known."""
    return (voice.dialect,) if voice.dialect else (NONE,) if voice.languages else ()


def _sorts(voices: Sequence[Shown]) -> list[SortChoice]:
    """Only what is known of some voice."""
    return [
        {"id": id, "title": title}
        for id, title in SORTS.items()
        if id == PICKED or any(_ORDERS[id](v) is not None for v in voices)
    ]


def _filters(voices: Sequence[Shown]) -> list[FactChoice]:
    """Only what tells some voices from others, each value with how many have it."""
    choices: list[FactChoice] = []
    for name, (title, values, words) in _FACTS.items():
        counts: dict[str, int] = {}
        for one in voices:
            for value in values(one.voice):
                counts[value] = counts.get(value, 0) + 1
        if any(count < len(voices) for count in counts.values()):
            named = sorted(counts, key=lambda value: (value == NONE, words(value)))
            found: list[SortChoice] = [{"id": v, "title": visible(f"{words(v)} ({counts[v]})")} for v in named]
            choices.append({"id": name, "title": title, "values": found})
    return choices


def _dialect_words(dialect: str) -> str:
    name = language_name(dialect)
    return "none" if dialect == NONE else name if name == dialect else f"{name} {dialect}"


_FACTS: dict[str, tuple[str, Callable[[Voice], Sequence[str]], Callable[[str], str]]] = {
    "gender": ("gender", lambda v: (v.gender,) if v.gender else (), str),
    "dialect": ("dialect", dialects_of, _dialect_words),
    "language": ("language", lambda v: v.languages, language_name),
}
_ORDERS: dict[str, Callable[[Shown], Any]] = {
    "name": lambda one: _plain(one.voice.id),
    "gender": lambda one: one.voice.gender or None,
    "dialect": lambda one: language_name(one.voice.dialect) if one.voice.dialect else None,
    "pitch_hz": lambda one: one.pitch_hz,
    PICKED: lambda one: float(not one.picked),
}
