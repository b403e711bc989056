"""Which voices are shown, and in which order: by words, by facts, by one of them. Values and functions of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from omni_nb.catalog import Voice, search
from omni_nb.catalog.languages import language_name
from omni_nb.compare.facts import gender_word
from omni_nb.escape import visible
from omni_nb.messages import _, language, say
from omni_nb.widgets.protocol.comparison import FactChoice, SortChoice
from omni_nb.widgets.protocol.gallery import VoiceArrangement

PICKED: Final = "pinned"
NONE: Final = "none"
"""A dialect that is known to be none, as in the table; empty is unknown."""
SORTS: Final = {
    "name": _("name"),
    "gender": _("gender"),
    "dialect": _("dialect"),
    "pitch_hz": _("pitch, deepest first"),
    PICKED: _("picked first"),
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
            raise ValueError(_("cannot sort by {by}", by=repr(self.by)))
        if strange := set(self.facts) - set(_FACTS) - {PICKED}:
            raise ValueError(_("cannot filter by {strange}", strange=", ".join(sorted(strange))))

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
    words = search.folded(text).split()
    found = [n for n, v in voices.items() if all(search.has_word(search.voice_words(v), word) for word in words)]
    if found or not words:
        return found, ""
    like = search.named_like(text, search.voice_names(voices))
    shown = visible(text.strip())
    if not like:
        return [], say(_("No voice has the name or description “{shown}”.", shown=shown))
    return like, say(_("No exact match for “{shown}”; these names are similar.", shown=shown))


def dialects_of(voice: Voice) -> tuple[str, ...]:
    """Its dialect; `none` where it is known to have none; nothing where that is not known."""
    return (voice.dialect,) if voice.dialect else (NONE,) if voice.languages else ()


def _sorts(voices: Sequence[Shown]) -> list[SortChoice]:
    """Only what is known of some voice."""
    return [
        {"id": id, "title": say(title)}
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
            choices.append({"id": name, "title": say(title), "values": found})
    return choices


def _dialect_words(dialect: str) -> str:
    name = _language(dialect)
    return say(_("none")) if dialect == NONE else name if name == dialect else f"{name} {dialect}"


def _language(code: str) -> str:
    return language_name(code, language())


_FACTS: dict[str, tuple[str, Callable[[Voice], Sequence[str]], Callable[[str], str]]] = {
    "gender": (_("gender"), lambda v: (v.gender,) if v.gender else (), gender_word),
    "dialect": (_("dialect"), dialects_of, _dialect_words),
    "language": (_("language"), lambda v: v.languages, _language),
}
_ORDERS: dict[str, Callable[[Shown], Any]] = {
    "name": lambda one: search.folded(one.voice.id),
    "gender": lambda one: one.voice.gender or None,
    "dialect": lambda one: language_name(one.voice.dialect) if one.voice.dialect else None,
    "pitch_hz": lambda one: one.pitch_hz,
    PICKED: lambda one: float(not one.picked),
}
