"""Frozen values as what JSON can hold, and back, by their type hints: so that a value that gains a field is kept whole.

What is read may be of a later version, or damaged: a field that does not fit its type is left to its default.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union


def to_plain(value: Any) -> Any:
    """A value as dicts, lists, strings and numbers. What JSON cannot hold is told by its words."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.compare}
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(v) for v in value]
    if not isinstance(value, bool | int | float | str) and callable(item := getattr(value, "item", None)):
        value = item()  # numpy's numbers
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # "inf", "-inf", "nan": JSON has no word for them
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def of_plain(hint: Any, plain: Any) -> Any:
    """The value of that type.

    Raises:
        ValueError: It is none, and there is no default.
    """
    if hint in (Any, object):
        return plain
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_of(hint, plain)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(args, plain)
    if origin is Literal and plain in args:
        return plain
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(plain, dict):
        return {k: v if isinstance(v, int | float) else of_plain(args[1], v) for k, v in plain.items()}
    if isinstance(origin, type) and issubclass(origin, Sequence) and isinstance(plain, list):
        kinds = args[:1] * len(plain) if len(args) == 1 or args[-1] is Ellipsis else args
        return tuple(of_plain(k, v) for k, v in zip(kinds, plain, strict=True))
    if hint is float and isinstance(plain, str) and plain in ("inf", "-inf", "nan"):
        return float(plain)
    if hint is float and type(plain) in (int, float):
        return plain
    if type(plain) is hint or (plain is None and hint is types.NoneType):
        return plain
    raise ValueError(f"{plain!r} is no {hint}")


def _one_of(hints: tuple[Any, ...], plain: Any) -> Any:
    for hint in hints:
        try:
            return of_plain(hint, plain)
        except ValueError:
            continue
    raise ValueError(f"{plain!r} is none of {hints}")


def _dataclass_of(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, dict):
        raise ValueError(f"{plain!r} is no {kind.__name__}")
    hints, given = _hints(kind), {}
    for field in dataclasses.fields(kind):
        if field.name not in plain or not field.init:
            continue
        try:
            given[field.name] = of_plain(hints[field.name], plain[field.name])
        except ValueError:
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                raise
    try:
        return kind(**given)
    except TypeError as err:  # one is missing
        raise ValueError(str(err)) from None


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
