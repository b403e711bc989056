"""One prompt in many: its `{placeholders}` filled from lists, from dicts of lists, from the rows of a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from omni_nb import catalog
from omni_nb.compare.placeholders import Placeholder, missing, pieces
from omni_nb.compare.prompt_values import MOST_PROMPTS, choices, label, rows, value_part, written
from omni_nb.escape import short, visible
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt import strings
from omni_nb.prompt.parts import Part, Prompt, TextPart
from omni_nb.sound.foreign import clip_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPrompt:
    """One of the prompts that a template makes.

    Attributes:
        variables: What was put into its placeholders, as words for people, by name: media by their file's name.
        prompt: What is sent.
    """

    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    prompt: Prompt


def expand(template: Any, table: Any = None, /, **values: Any) -> tuple[FilledPrompt, ...]:
    """All prompts that a template makes of values.

        expand("Say it in {language}, {style}.", language=["French", "中文"], style=["calm", "loud"])   # four
        expand("What is on {picture}?", picture=[Path("cat.png"), Path("dog.png")])                     # two
        expand(["Is this {thing}?", Path("room.jpg")], frame)                              # one for each row

    Only names that are given are placeholders: other braces, as of JSON or a program, stay as they are.
    `{{language}}` is the words {language}. What is put in is not looked through again. A path, a clip, a picture
    becomes a part at that place; a string is always words. Without any values the template is the prompt, as it is.

    Args:
        template: Words, or a list of words and media, or a `Prompt`.
        table: A DataFrame, or a list of dicts: one prompt for each row; or a dict of lists, which is as if its lists
            were given by name. A table may have columns that are not used.
        values: One value or a list of them for each name: a prompt for each combination, the last name changing first;
            with a table, for each of its rows.

    Raises:
        ValueError: A placeholder has no value, a value no placeholder, a list is empty, a row lacks a value (None, NaN),
            a format does not fit, or there would be more than `MOST_PROMPTS`.
        TypeError: A value that is neither words nor media, or a table that is none.
        MediaError: Media that cannot be read.
    """
    return expand_all([template], table, **values)


def expand_all(templates: Sequence[Any], table: Any = None, /, **values: Any) -> tuple[FilledPrompt, ...]:
    """As `expand`, of several templates: all prompts of the first, then those of the next.

    Each makes as many prompts as there are combinations of what it uses itself. A value has to be used by one of them.
    """
    if isinstance(table, Mapping):
        if both := {str(k) for k in table} & values.keys():
            raise ValueError(_("{both}: given twice, in the dict and by name", both=_named(both)))
        table, values = None, {**{str(k): v for k, v in table.items()}, **values}
    if table is None and not values:
        return tuple(FilledPrompt(prompt=Prompt.of(template)) for template in templates)
    filling = _Filling(
        {name: choices(name, given) for name, given in values.items()}, [] if table is None else rows(table)
    )
    made = [_Template.of(template, filling.names) for template in templates]
    _check(made, filling)
    if (n := sum(map(filling.count, made))) > MOST_PROMPTS:
        raise ValueError(
            _(
                "that would be {n} prompts, more than the limit of {most_prompts}: give fewer values",
                n=f"{n:,}",
                most_prompts=f"{MOST_PROMPTS:,}",
            )
        )
    return tuple(_filled(template, chosen) for template in made for chosen in filling.combinations(template))


@dataclass(frozen=True, slots=True)
class _Template:
    """A template that was read: its parts, each text cut at its placeholders."""

    parts: tuple[Part | list[str | Placeholder], ...]
    notes: tuple[Note, ...]
    text: str

    @classmethod
    def of(cls, template: Any, names: set[str]) -> _Template:
        """A string of a list is read as `ask` reads it, unless it has a placeholder."""
        several = isinstance(template, list) or (isinstance(template, tuple) and clip_of(template) is None)
        things = template if several else (template,)
        read = Prompt.of(*(TextPart(t) if isinstance(t, str) and _has_placeholder(t, names) else t for t in things))
        parts = tuple(pieces(p.text, names) if isinstance(p, TextPart) else p for p in read.parts)
        return cls(parts, read.notes, read.text)

    @property
    def used(self) -> list[str]:
        """The names of its placeholders, each once, in their order."""
        every = (p for some in self.parts if isinstance(some, list) for p in some)
        return [*dict.fromkeys(p.name for p in every if isinstance(p, Placeholder))]


class _Filling:
    """What was given, by name. Each value is read once, however often it is used."""

    def __init__(self, lists: dict[str, list[Any]], lines: list[dict[str, Any]]) -> None:
        self.lists, self.columns = lists, {name for line in lines for name in line}
        self.names = {*lists, *self.columns}
        self._lines = lines
        self._read: dict[str, list[tuple[Any, str]]] = {}

    def count(self, template: _Template) -> int:
        """How many prompts a template makes."""
        return self._rows(template) * math.prod(len(self.lists[name]) for name in template.used if name in self.lists)

    def combinations(self, template: _Template) -> Iterator[dict[str, tuple[Any, str]]]:
        """(value, its words for people) by name, for each prompt."""
        used = template.used
        by_row = {name: self._values(name) for name in used if name in self.columns}
        by_list = {name: self._values(name) for name in self.lists if name in used}
        for n in range(self._rows(template)):
            for some in product(*by_list.values()):
                both = {name: column[n] for name, column in by_row.items()} | dict(zip(by_list, some, strict=True))
                yield {name: both[name] for name in used}

    def _rows(self, template: _Template) -> int:
        return len(self._lines) if self.columns & {*template.used} else 1

    def _values(self, name: str) -> list[tuple[Any, str]]:
        if name not in self._read:
            place = _("at place") if name in self.lists else _("in row")
            values = self.lists[name] if name in self.lists else [line.get(name) for line in self._lines]
            where = [f" {place} {n}" if len(values) > 1 else "" for n in range(1, len(values) + 1)]
            self._read[name] = _labelled([value_part(name, v, w) for v, w in zip(values, where, strict=True)])
        return self._read[name]


def _labelled(values: Sequence[Any]) -> list[tuple[Any, str]]:
    """Each with its words for people; different media of one name have a number."""
    seen: dict[str, list[Any]] = {}
    out = []
    for value in values:
        name = label(value)
        if isinstance(value, tuple):
            before = seen.setdefault(name, [])
            if value not in before:
                before.append(value)
            name += f" ({before.index(value) + 1})" if before.index(value) else ""
        out.append((value, name))
    return out


def _has_placeholder(text: str, names: set[str]) -> bool:
    return bool(missing(text, names)) or any(isinstance(piece, Placeholder) for piece in pieces(text, names))


def _check(templates: Sequence[_Template], given: _Filling) -> None:
    if both := given.lists.keys() & given.columns:
        raise ValueError(_("{both}: given twice, as a column of the table and by name", both=_named(both)))
    used = {name for template in templates for name in template.used}
    lacking = [name for template in templates for name in missing(template.text, given.names)]
    surplus = [name for name in given.lists if name not in used]
    if lacking:
        near = catalog.nearest(lacking[0], sorted(surplus or given.names))
        several = ", ".join(f"{{{name}}}" for name in dict.fromkeys(lacking))
        names, doubled = _named(given.names), f"{{{{{lacking[0]}}}}}"
        why = (
            _("the prompt contains {several}, but no value is given for it; available: {names}; did you mean {near}? If the braces are meant literally, double them: {doubled}", near=f"{{{near[0]}}}", several=several, names=names, doubled=doubled)
            if near
            else _("the prompt contains {several}, but no value is given for it; available: {names}. If the braces are meant literally, double them: {doubled}", several=several, names=names, doubled=doubled)
        )  # fmt: skip
        raise ValueError(why.mapped(visible))
    if given.columns and not given.columns & used:
        surplus += sorted(given.columns)
    if surplus:
        text = short(" / ".join(template.text for template in templates))
        first = f"{{{surplus[0]}}}"
        why = _("given but not used: {surplus}. The prompt has no {first}: {text}", surplus=_named(surplus), first=first, text=repr(text))  # fmt: skip
        raise ValueError(why.mapped(visible))


def _filled(template: _Template, chosen: Mapping[str, tuple[Any, str]]) -> FilledPrompt:
    parts: list[Part] = []
    for some in template.parts:
        parts += _written(some, chosen) if isinstance(some, list) else [some]
    variables = {name: said for name, (_, said) in chosen.items()}
    if not any(not isinstance(p, TextPart) or p.text.strip() for p in parts):
        raise ValueError(_("with {variables} the prompt is empty", variables=visible(f"{variables}")))
    prompt, notes = Prompt.of(*parts), template.notes
    if not prompt.media:
        found = (strings.of_words(v) for v, _ in chosen.values() if isinstance(v, str))
        notes += tuple(n for n in found if n is not None)[:1]
    return FilledPrompt(variables=variables, prompt=Prompt(prompt.parts, (*notes, *prompt.notes)))


def _written(some: Sequence[str | Placeholder], chosen: Mapping[str, tuple[Any, str]]) -> list[Part]:
    """A text with its values: words joined, media between them as parts."""
    parts: list[Part] = []
    words = ""
    for piece in some:
        value = chosen[piece.name][0] if isinstance(piece, Placeholder) else piece
        if isinstance(value, tuple):
            if isinstance(piece, Placeholder) and (piece.format or piece.conversion):
                raise ValueError(
                    _("{piece}: media cannot have a format; write {name}", piece=piece, name=f"{{{piece.name}}}")
                )
            parts += [TextPart(words.strip()), *value]
            words = ""
        else:
            words += written(value, piece) if isinstance(piece, Placeholder) else piece
    parts.append(TextPart(words.strip() if parts else words))
    return [p for p in parts if not isinstance(p, TextPart) or p.text]


def _named(names: Any) -> str:
    return ", ".join(repr(n) for n in sorted(names))
