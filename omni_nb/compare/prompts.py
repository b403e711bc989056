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
    if isinstance(table, Mapping):
        if both := {str(k) for k in table} & values.keys():
            raise ValueError(f"{_named(both)}: given twice, in the dict and by name")
        table, values = None, {**{str(k): v for k, v in table.items()}, **values}
    if table is None and not values:
        return (FilledPrompt(prompt=Prompt.of(template)),)
    lists = {name: choices(name, given) for name, given in values.items()}
    lines: list[dict[str, Any]] = [{}] if table is None else rows(table)
    columns: set[str] = set().union(*lines)
    parts, notes = _parts(template, {*lists, *columns})
    _check(parts, lists, columns)
    if (n := len(lines) * math.prod(map(len, lists.values()))) > MOST_PROMPTS:
        raise ValueError(f"that would be {n:,} prompts, and {MOST_PROMPTS:,} are the most: give fewer values")
    cut = [pieces(p.text, {*lists, *columns}) if isinstance(p, TextPart) else p for p in parts]
    used = [p.name for some in cut if isinstance(some, list) for p in some if isinstance(p, Placeholder)]
    filled = _Values(lists, lines, [*dict.fromkeys(used)])
    return tuple(_filled(cut, chosen, notes) for chosen in filled.combinations())


class _Values:
    """What goes into each placeholder, read once, however often it is used."""

    def __init__(self, lists: dict[str, list[Any]], lines: list[dict[str, Any]], used: list[str]) -> None:
        several = len(lines) > 1
        self._used = used
        self._lists = {
            name: _labelled(
                [value_part(name, v, f" at place {n}" if len(some) > 1 else "") for n, v in enumerate(some, 1)]
            )
            for name, some in lists.items()
        }
        self._columns: dict[str, list[tuple[Any, str]]] = {}
        for name in used:
            if name not in lists:
                found = [
                    value_part(name, line.get(name), f" in row {n}" if several else "")
                    for n, line in enumerate(lines, 1)
                ]
                self._columns[name] = _labelled(found)
        self._n_lines = len(lines)

    def combinations(self) -> Iterator[dict[str, tuple[Any, str]]]:
        """(value, label) by name, for each prompt."""
        for n in range(self._n_lines):
            row = {name: column[n] for name, column in self._columns.items()}
            for some in product(*self._lists.values()):
                both = {**row, **dict(zip(self._lists, some, strict=True))}
                yield {name: both[name] for name in self._used}


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


def _parts(template: Any, names: set[str]) -> tuple[list[Part], tuple[Note, ...]]:
    """The template's parts. A string of a list is read as `ask` reads it, unless it has a placeholder."""
    if isinstance(template, Prompt):
        return [*template.parts], template.notes
    several = isinstance(template, list) or (isinstance(template, tuple) and clip_of(template) is None)
    things = template if several else (template,)
    made = Prompt.of(*(TextPart(t) if isinstance(t, str) and _has_placeholder(t, names) else t for t in things))
    return [*made.parts], made.notes


def _has_placeholder(text: str, names: set[str]) -> bool:
    return bool(missing(text, names)) or any(isinstance(piece, Placeholder) for piece in pieces(text, names))


def _check(parts: Sequence[Part], lists: Mapping[str, Any], columns: set[str]) -> None:
    if both := lists.keys() & columns:
        raise ValueError(f"{_named(both)}: given twice, as a column of the table and by name")
    names = {*lists, *columns}
    texts = [p.text for p in parts if isinstance(p, TextPart)]
    used = {p.name for text in texts for p in pieces(text, names) if isinstance(p, Placeholder)}
    lacking = [*dict.fromkeys(name for text in texts for name in missing(text, names))]
    surplus = [name for name in lists if name not in used]
    if lacking:
        near = catalog.nearest(lacking[0], sorted(surplus or names))
        hint = f"; did you mean {{{near[0]}}}?" if near else "."
        raise ValueError(
            visible(
                f"the prompt has {', '.join(f'{{{n}}}' for n in lacking)} and no value is given for it; there are "
                f"{_named(names)}{hint} If the braces are meant as they are, double them: {{{{{lacking[0]}}}}}"
            )
        )
    if surplus or not used:
        raise ValueError(
            visible(
                f"given and not used: {_named(surplus or names)}. The prompt has no "
                f"{{{(surplus or sorted(names) or ['name'])[0]}}}: {short(' '.join(texts))!r}"
            )
        )


def _filled(cut: Sequence[Any], chosen: Mapping[str, tuple[Any, str]], notes: tuple[Note, ...]) -> FilledPrompt:
    parts: list[Part] = []
    for some in cut:
        parts += _written(some, chosen) if isinstance(some, list) else [some]
    variables = {name: said for name, (_, said) in chosen.items()}
    if not any(not isinstance(p, TextPart) or p.text.strip() for p in parts):
        raise ValueError(visible(f"with {variables} the prompt is empty"))
    prompt = Prompt.of(*parts)
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
                raise ValueError(f"{piece}: media have no format; write {{{piece.name}}}")
            parts += [TextPart(words.strip()), *value]
            words = ""
        else:
            words += written(value, piece) if isinstance(piece, Placeholder) else piece
    parts.append(TextPart(words.strip() if parts else words))
    return [p for p in parts if not isinstance(p, TextPart) or p.text]


def _named(names: Any) -> str:
    return ", ".join(repr(n) for n in sorted(names))
