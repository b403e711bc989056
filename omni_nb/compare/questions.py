"""Questions as people hold them: several, with names, with placeholders, words that are to be read; made prompts."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping
from typing import Any

from omni_nb.compare.plan import Asked
from omni_nb.compare.prompts import FilledPrompt, expand_all
from omni_nb.messages import _
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.verbatim import reading_of


def questions(prompts: Iterable[Any] | Mapping[str, Any], *, variables: Any = None, say: bool = False) -> list[Asked]:
    """What is to be asked.

    Args:
        prompts: Each is words, or parts; a dict gives them names.
        variables: Values for their placeholders, as `expand` takes them.
        say: They are words to be read out. Then they stay words, also where they look like a file or an address.

    Raises:
        ValueError: Something that is no words is to be read; a placeholder lacks a value.
        TypeError: They are a table or its rows, which are for `variables`.
    """
    several = _several(prompts)
    made = expand_all([_to_be_read(one) if say else one for _, one in several], variables)
    names = [name for name, _ in several] if len(made) == len(several) else [""] * len(made)
    return [_asked(filled, say, name) for filled, name in zip(made, names, strict=True)]


def _several(prompts: Any) -> list[tuple[str, Any]]:
    """Questions with their names, where they have some."""
    if isinstance(prompts, str):
        raise ValueError(_("prompts must be a list of questions; give a single question directly: compare('…')"))
    if hasattr(prompts, "columns"):
        raise TypeError(
            _(
                "prompts must be a list of questions, not a table: give one of its columns, prompts=table['question'], or one question with {placeholders} of its columns, compare('…{city}…', variables=table)",
                placeholders="{placeholders}",
                city="{city}",
            )
        )
    named = isinstance(prompts, Mapping)
    found = [(str(name), one) for name, one in prompts.items()] if named else [("", one) for one in prompts]
    if any(isinstance(one, Mapping) for _, one in found):
        raise TypeError(
            _(
                "a question is text, or a list of text and media, not a dict: rows of a table fill the {placeholders} of one question, compare('…{city}…', variables=rows)",
                placeholders="{placeholders}",
                city="{city}",
            )
        )
    return [(name, list(one) if isinstance(one, tuple) and not _is_sound(one) else one) for name, one in found]


def _to_be_read(one: Any) -> Any:
    """Words stay words: an address or a file's name is read out, not what is there."""
    if isinstance(one, list):
        return [TextPart(part) if isinstance(part, str) else part for part in one]
    return [TextPart(one)] if isinstance(one, str) else one


def _is_sound(one: tuple[Any, ...]) -> bool:
    """`(samples, rate)`, and no tuple of parts."""
    return len(one) == 2 and not isinstance(one[0], str | tuple) and isinstance(one[1], numbers.Real)


def _asked(filled: FilledPrompt, say: bool, name: str) -> Asked:
    prompt = filled.prompt
    if not say:
        return Asked(prompt=prompt, variables=filled.variables, variant=name)
    if prompt.media or not prompt.text.strip():
        raise ValueError("say=True has words read out: give words alone, without media")
    read = Prompt.of(reading_of(prompt.text))
    return Asked(prompt=read, variables=filled.variables, variant=name, verbatim=prompt.text)
