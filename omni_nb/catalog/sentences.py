"""The sentences that every voice is measured by: the same for all, so that what differs is the voice."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from omni_nb.catalog.data import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One of them.

    Attributes:
        language: Its code: `zh`, `en`.
        name: What it is: `statement`, `question`, `numbers`.
        text: Its words.
    """

    language: str
    name: str
    text: str


@functools.cache
def sentences() -> tuple[Sentence, ...]:
    """All of them, in the file's order."""
    return tuple(Sentence(**row) for row in rows("sentences"))
