"""What is put into placeholders: lists, tables, and one value as words or as a part of the prompt."""

from __future__ import annotations

import datetime
import numbers
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from itertools import islice
from typing import Any

import numpy as np

from omni_nb.compare.placeholders import Placeholder
from omni_nb.errors import OmniError
from omni_nb.escape import short, visible
from omni_nb.messages import _
from omni_nb.prompt.parts import FramesPart, MediaPart, Part, Prompt, TextPart
from omni_nb.sound.foreign import clip_of

_CONVERSIONS: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}
MOST_PROMPTS = 100_000
"""That many prompts are made of one template at most."""


def choices(name: str, given: Any) -> list[Any]:
    """The values of one name: those of a list, a range, a Series, an array of one dimension; else it is one value.

    Raises:
        ValueError: There is none.
        TypeError: A set or a dict, which say no order or no value.
    """
    if isinstance(given, set | frozenset):
        raise TypeError(_("{name} is a set, which has no order: give a list, for instance sorted({name})", name=name))
    if isinstance(given, Mapping) and clip_of(given) is None and not {"bytes", "path", "content"} & given.keys():
        raise TypeError(
            _(
                "{name} is a dict: give its values as a list, or json.dumps(…) to insert it as JSON",
                name=name,
            )
        )
    if not _is_several(given):
        return [given]
    values = list(islice(given, MOST_PROMPTS + 1))
    if not values:
        raise ValueError(_("{name} is empty, so there is no prompt: give at least one value", name=name))
    return values


def rows(table: Any) -> list[dict[str, Any]]:
    """The rows of a table: a DataFrame (pandas, polars, arrow), or dicts or named tuples one after the other.

    A column whose name is there twice holds `TWICE`.

    Raises:
        ValueError: It has no rows.
        TypeError: It is no table.
    """
    found = _rows(table)
    if not found:
        raise ValueError(_("the table has no rows, so there would be no prompt"))
    return found


class _Twice:
    def __repr__(self) -> str:
        return _("two columns with the same name")


TWICE = _Twice()
"""In place of a value that two columns have."""


def value_part(name: str, value: Any, where: str = "") -> tuple[Part, ...] | Any:
    """Parts for what is media; any other value as it is, to be written by `written`. Strings are always words.

    Args:
        name: Of the placeholder.
        value: What goes there.
        where: For errors: ` in row 3`.

    Raises:
        ValueError: Nothing is there (None, NaN, NA), or two columns have the name.
        TypeError: It is neither words nor media.
        MediaError: Media that cannot be read.
    """
    value = value.value if isinstance(value, Enum) else value
    if getattr(value, "ndim", None) == 0 and not isinstance(value, np.generic) and not _is_nothing(value):
        value = value.item()  # an array or a tensor of one number
    if value is TWICE:
        raise ValueError(_("the table has two columns named {name}: rename one of them", name=repr(name)))
    if _is_nothing(value):
        raise ValueError(
            f"{{{name}}} has no value{where}, got {value!r}: leave that row out (dropna), or write what shall stand there; "
            '"" is nothing at all'
        )
    if isinstance(value, bytes):  # of NumPy, too, whose type says that it is also a number
        return Prompt.of(bytes(value)).parts
    if isinstance(value, str | numbers.Number | np.generic | datetime.date | datetime.time | datetime.timedelta):
        return value
    if isinstance(value, list | tuple) and clip_of(value) is None and any(isinstance(v, str) for v in value):
        raise TypeError(f"{{{name}}} is a list of words{where}: say how they are joined, for instance ', '.join(…)")
    try:
        return Prompt.of(value).parts
    except OmniError:
        raise
    except (TypeError, ValueError) as err:
        if isinstance(err, TypeError) and _writes_itself(value):
            return value
        kind, why = type(err), f"{{{name}}}{where}: {err}"
    raise kind(visible(why))


def written(value: Any, where: Placeholder) -> str:
    """A value as words, in the format that is asked for.

    Raises:
        ValueError: It cannot be written like that.
    """
    converted = _CONVERSIONS[where.conversion](value) if where.conversion else value
    try:
        return format(converted, where.format) if where.format else str(converted)
    except (ValueError, TypeError) as err:
        why = _(
            "{where}: {value} ({kind}) cannot be written like this: {err}",
            where=where,
            value=short(repr(value)),
            kind=type(value).__name__,
            err=err,
        )
    raise ValueError(visible(why))


def label(value: Any) -> str:
    """A value for people: words as they are, media by their names."""
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join(map(_part_label, value))


def _part_label(part: Part) -> str:
    if isinstance(part, TextPart):
        return part.text
    if isinstance(part, FramesPart):
        return _("video of {n} frame|video of {n} frames", n=len(part.frames))
    assert isinstance(part, MediaPart)
    return part.name or part.kind


def _is_several(given: Any) -> bool:
    if isinstance(given, str | bytes | bytearray | memoryview | Mapping) or hasattr(given, "__omni_part__"):
        return False
    if isinstance(given, MediaPart | FramesPart | Prompt | TextPart) or callable(getattr(given, "read", None)):
        return False
    if isinstance(given, list | tuple):
        return clip_of(given) is None if isinstance(given, tuple) else True
    if hasattr(given, "ndim"):
        return bool(given.ndim == 1)
    return isinstance(given, Iterable) and clip_of(given) is None


def _writes_itself(value: Any) -> bool:
    """A UUID, an address: its type says how it is written in words. A table does, too, and is none."""
    return "__str__" in {name for kind in type(value).__mro__[:-1] for name in vars(kind)} and not hasattr(
        value, "ndim"
    )


def _is_nothing(value: Any) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return True
    try:
        return isinstance(value, numbers.Number | np.generic) and bool(value != value)
    except (TypeError, ValueError, ArithmeticError):  # a signalling NaN of Decimal
        return True


def _rows(table: Any) -> list[dict[str, Any]]:
    if hasattr(table, "iloc") and hasattr(table, "columns"):
        names = [str(c) for c in table.columns]
        columns = [table.iloc[:, i].tolist() for i in range(len(names))]
        return [
            _row(zip(names, values, strict=True)) for values in islice(zip(*columns, strict=True), MOST_PROMPTS + 1)
        ]
    for method in ("to_dicts", "to_pylist"):  # polars; arrow
        if hasattr(table, method):
            return [_row(row.items()) for row in getattr(table, method)()]
    if hasattr(table, "iloc") or isinstance(table, str | bytes | Mapping) or not isinstance(table, Iterable):
        raise TypeError(
            _(
                "a {name} is not a table: give a DataFrame or a list of dicts, or each name separately, name=[…]",
                name=type(table).__name__,
            )
        )
    return [_row(_items(row, n)) for n, row in enumerate(islice(table, MOST_PROMPTS + 1), 1)]


def _items(row: Any, n: int) -> Iterable[tuple[Any, Any]]:
    if hasattr(row, "_asdict"):
        return [*row._asdict().items()]
    if hasattr(row, "keys"):
        return [(key, row[key]) for key in row.keys()]  # noqa: SIM118  # a row of sqlite3 is iterated by values
    raise TypeError(
        _(
            "row {row} of the table is a {kind}, not a dict: give {example}",
            row=n,
            kind=type(row).__name__,
            example="{name: value}",
        )
    )


def _row(items: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in items:
        out[str(name)] = TWICE if str(name) in out else value
    return out
