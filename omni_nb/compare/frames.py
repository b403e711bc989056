"""A comparison as rows, and as a DataFrame. The only import of pandas."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from omni_nb.compare.measures import Measures
from omni_nb.errors import MissingExtra
from omni_nb.messages import _

if TYPE_CHECKING:
    from pandas import DataFrame

    from omni_nb.compare.cell import Cell
    from omni_nb.compare.comparison import Comparison

_TOKENS = ("input_tokens", "output_tokens", "audio_out")
WHOLE = ("cell", "prompt", "repeat", *_TOKENS, "pause_count", "clipped_count", "characters", "tries", "word_errors")
"""Columns of whole numbers. pandas would make 3 a 3.0 where another cell's number is not known."""


def rows(comparison: Comparison) -> list[dict[str, Any]]:
    """A dict for each cell, all with the same keys."""
    variables = tuple(dict.fromkeys(name for cell in comparison for name in cell.place.variables))
    made = [{**_row(n, name, cell)} for n, (cell, name) in enumerate(zip(comparison, comparison.names, strict=True))]
    ours = dict.fromkeys(k for row in made for k in row)
    columns = {name: f"variable_{name}" if name in ours else name for name in variables}
    for row, cell in zip(made, comparison, strict=True):
        row.update({column: cell.place.variables.get(name) for name, column in columns.items()})
    return made


def _row(n: int, name: str, cell: Cell) -> dict[str, Any]:
    place, reply, voice = cell.place, cell.reply, cell.voice
    error = cell.error or (reply.error if reply is not None else None)
    usage = reply.usage if reply is not None else None
    return {
        "cell": n, "name": name, "model": place.model, "voice": place.voice, "prompt": place.prompt,
        "variant": place.variant or None, "repeat": place.repeat, "pinned": cell.pinned,
        "gender": (voice.gender or None) if voice else None, "dialect": cell.dialect,
        "languages": ", ".join(voice.languages) or None if voice else None, "style": (voice.style_en or None) if voice else None,
        "ending": reply.ending if reply is not None else None, "complete": cell.ok, "text": cell.text if reply is not None else None,
        "error": error.sentence if error is not None else None, "error_code": error.code if error is not None else None,
        "simulated": reply.simulated if reply is not None else None, "reused": cell.reused if reply is not None else None, "server": reply.server if reply is not None else None,
        "created": reply.created or None if reply is not None else None,
        **{key: getattr(usage, key) if usage is not None else None for key in _TOKENS},
        **_words(cell), **dict(_measured(cell.measures)),
    }  # fmt: skip


def _words(cell: Cell) -> dict[str, Any]:
    """How what came differs from what was to be read, and from what another model heard."""
    match, heard = cell.words, cell.heard_words
    return {
        "tries": cell.tries, "verbatim": cell.verbatim or None, "words_differ": cell.words_differ if match or heard else None,
        "word_errors": match.errors if match else None, "word_error_rate": match.rate if match else None,
        "word_unit": match.unit if match else None, "heard": cell.heard, "heard_error_rate": heard.rate if heard else None,
    }  # fmt: skip


def _measured(measures: Measures) -> Iterator[tuple[str, Any]]:
    return ((f.name, getattr(measures, f.name)) for f in dataclasses.fields(measures))


def frame(of: Sequence[Mapping[str, Any]], *, whole: Sequence[str] = ()) -> DataFrame:
    """Rows as a DataFrame.

    Args:
        of: All with the same keys.
        whole: Columns of whole numbers, of which some may be unknown.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra(
            _("pandas is not installed"), repair=_("pip install 'omni_nb[frames]'; or use .to_rows(), which gives plain dicts."),
        ) from None  # fmt: skip
    made = pd.DataFrame(list(of))
    return made.astype({name: "Int64" for name in whole if name in made})
