"""The grid of a comparison: voices × models × prompts × repeats, each cell with its place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from omni_nb.messages import _

MOST_CELLS = 100_000
"""Of one grid: `repeats=10**9` was a mistyped number, and took all memory before anybody was asked whether it is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a cell stands in its grid.

    Attributes:
        model: The model's id.
        voice: The voice's id; None where it is left to the server, or the model does not speak.
        prompt: Which of the prompts, from 0.
        repeat: Which of the repeats, from 0.
        variables: What was put into the placeholders of the prompt, as words, by name.
        variant: What is different about this prompt, in words: `without the picture`. Empty for the plain one.
    """

    model: str
    voice: str | None = None
    prompt: int = 0
    repeat: int = 0
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    variant: str = ""


def places(
    *, models: Sequence[str], voices: Sequence[str | None] = (None,), repeats: int = 1,
    prompts: Sequence[Mapping[str, str]] = ({},), variants: Sequence[str] = ("",), most: int = MOST_CELLS,
) -> tuple[Place, ...]:  # fmt: skip
    """Every cell of a grid, in the order in which it is shown: prompt by prompt, then model, voice and repeat.

    Args:
        models: Ids.
        voices: Ids; None for the model's default.
        repeats: How often each is asked.
        prompts: The variables of each prompt.
        variants: One for each of `prompts`, or one for all of them.
        most: How many cells it may have.

    Raises:
        ValueError: There would be no cell: a list is empty, or `repeats` is under 1; or more than `most`.
    """
    for name, given in (("models", models), ("voices", voices), ("prompts", prompts)):
        if not given:
            raise ValueError(_("there is nothing to ask: {name} is empty; name at least one", name=name))
    if repeats < 1:
        raise ValueError(_("repeats must be at least 1, got {repeats}", repeats=repeats))
    if (cells := math.prod(map(len, (models, voices, prompts))) * repeats) > most:
        if most > MOST_CELLS:
            raise ValueError(_("that would be {cells} runs, more than the {most} that one sweep can hold: make several sweeps of it", cells=_number(cells), most=f"{most:,}"))  # fmt: skip
        raise ValueError(
            _(
                "that would be {cells} cells, more than the {most_cells} that one comparison can hold: make the grid smaller, or use a sweep, which keeps to a budget and can be resumed",
                cells=_number(cells),
                most_cells=f"{most:,}",
            )
        )
    named = list(variants) * len(prompts) if len(variants) == 1 else list(variants)
    numbered = [(n, dict(given), variant) for n, (given, variant) in enumerate(zip(prompts, named, strict=True))]
    return tuple(
        Place(model=model, voice=voice, prompt=n, repeat=repeat, variables=given, variant=variant)
        for (n, given, variant), model, voice, repeat in product(numbered, models, voices, range(repeats))
    )


def names(of: Sequence[Place]) -> tuple[str, ...]:
    """A name for each place that says what tells it from the others, and no more; unique as far as places are.

    One model and one prompt: the voices' names. Where nothing differs, the voice or the model.
    """
    several = {key: len({_part(p, key) for p in of}) > 1 for key in ("model", "prompt", "repeat")}

    def name(p: Place) -> str:
        said = [p.voice or ""]
        if several["model"] or not p.voice:
            said.append(p.model)
        if several["prompt"]:
            said.append(p.variant or ", ".join(p.variables.values()) or f"prompt {p.prompt + 1}")
        if several["repeat"]:
            said.append(f"#{p.repeat + 1}")
        return " · ".join(filter(None, said))

    return tuple(map(name, of))


def _part(place: Place, key: str) -> object:
    return getattr(place, key)


def _number(cells: int) -> str:
    return f"{cells:,}" if cells < 10**15 else _("more than {cells}", cells=f"{10**15:,}")
