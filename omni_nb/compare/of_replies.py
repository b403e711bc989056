"""A comparison of answers that were asked one by one: replies that are held, or that a history keeps."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import measure
from omni_nb.escape import short
from omni_nb.prompt.request import Settings
from omni_nb.reply.reply import Reply

_NAME_CHARS = 40


def comparison_of(replies: Sequence[Reply]) -> Comparison:
    """Put replies side by side, in their order: by question, model and voice; the same asked twice is a repeat.

    Args:
        replies: Whole or cut; whatever they were asked.

    Raises:
        MissingExtra: One has sound, and `omni_nb[compare]` is not installed.
    """
    asked = {_question(reply): None for reply in replies}
    numbers = {question: n for n, question in enumerate(asked)}
    seen: Counter[tuple[str, str | None, int]] = Counter()
    cells = []
    for reply in replies:
        number = numbers[_question(reply)]
        place = (reply.model, reply.voice, number)
        cells.append(
            Cell(
                place=Place(
                    model=reply.model, voice=reply.voice, prompt=number, repeat=seen[place],
                    variant=short(reply.prompt, _NAME_CHARS) if len(numbers) > 1 else "",
                ),
                request=reply.request, reply=reply, error=reply.error, measures=measure(reply),
            )
        )  # fmt: skip
        seen[place] += 1
    return Comparison(tuple(cells))


def _question(reply: Reply) -> str:
    """What was asked, whoever was: media and earlier turns count, two pictures beside the same words are two questions."""
    if reply.request is None:
        return reply.prompt
    return dataclasses.replace(reply.request, settings=Settings(model="")).hash
