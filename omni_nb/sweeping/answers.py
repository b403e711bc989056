"""What came of a sweep, as values: an answer for each row, and rows for a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omni_nb.compare.grid import Place
from omni_nb.errors import OmniError
from omni_nb.reply.reply import Reply
from omni_nb.sweep.ledger import Ledger, Result
from omni_nb.sweep.runs import SweepRow

WHOLE = ("row", "prompt", "repeat", "attempts", "input_tokens", "output_tokens")
"""Columns of whole numbers."""
_FACTS = (
    "ending",
    "audio_s",
    "first_text_s",
    "first_audio_s",
    "total_s",
    "input_tokens",
    "output_tokens",
    "simulated",
    "server",
    "created",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepAnswer:
    """What stands in one row of a sweep.

    Attributes:
        place: Its prompt, model, voice and repeat.
        key: Of the run that answers it; rows that ask the same share it.
        ok: It was answered in whole; None: it was not asked yet.
        text: The words of the answer.
        clip: The file of its sound (FLAC); None where there is none.
        sound_lost: It had a sound, whose file is gone from the folder.
        cost: What all tries of it cost, in the catalog's currency; None: not known, or not asked.
        attempts: How often it was sent.
        error: Why it is not whole.
    """

    place: Place
    key: str
    ok: bool | None = None
    text: str = ""
    clip: Path | None = None
    sound_lost: bool = False
    cost: float | None = None
    attempts: int = 0
    error: OmniError | None = None
    find: Callable[[str], Reply | None] | None = field(default=None, compare=False, repr=False)

    @property
    def reply(self) -> Reply | None:
        """The reply, equal to the one that was live; read from disk each time. None where nothing came."""
        return self.find(self.key) if self.find is not None else None


def answer_of(row: SweepRow, ledger: Ledger) -> SweepAnswer:
    """What stands in a row now."""
    result = ledger.result(row.key)
    if result is None:
        return SweepAnswer(place=row.place, key=row.key)
    reply = ledger.reply(row.key)
    return _answer(row, result, reply.text if reply is not None else "", ledger)


def rows_of(rows: tuple[SweepRow, ...], ledger: Ledger) -> Iterator[dict[str, Any]]:
    """A dict for each row, all with the same keys."""
    found = {result.key: (result, text) for result, text in ledger.answers()}
    variables = tuple(dict.fromkeys(name for row in rows for name in row.place.variables))
    for n, row in enumerate(rows):
        result, text = found.get(row.key, (None, ""))
        place, facts = row.place, result.facts if result is not None else {}
        error = result.error if result is not None else None
        made = {
            "row": n, "prompt": place.prompt, "variant": place.variant or None, "model": place.model, "voice": place.voice, "repeat": place.repeat,
            "ok": result.ok if result is not None else None, "text": text if result is not None and facts else None,
            "clip": str(result.clip) if result is not None and result.clip else None,
            "cost": result.cost if result is not None else None, "attempts": result.attempts if result is not None else 0,
            "error": error.sentence if error is not None else None, "error_code": (result.code or None) if result is not None else None,
            **{name: facts.get(name) for name in _FACTS}, "key": row.key,
        }  # fmt: skip
        made.update({f"variable_{name}" if name in made else name: place.variables.get(name) for name in variables})
        yield made


def _answer(row: SweepRow, result: Result, text: str, ledger: Ledger) -> SweepAnswer:
    return SweepAnswer(
        place=row.place, key=row.key, ok=result.ok, text=text, clip=result.clip, sound_lost=result.sound_lost, cost=result.cost, attempts=result.attempts,
        error=result.error, find=ledger.reply,
    )  # fmt: skip
