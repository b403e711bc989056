"""Ids of voices and models, in whatever form people have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from omni_nb.escape import short
from omni_nb.messages import _


def ids_of(name: str, given: Any) -> tuple[str, ...]:
    """Ids as people give them: one, several, with the same one twice, a table's column or its rows, what a gallery has picked.

    Args:
        name: `voices` or `models`.
        given: In any of these forms.

    Raises:
        TypeError, ValueError: They are no ids, or there is none.
    """
    if given is None:
        return ()
    if (picked := getattr(given, "picked", None)) == ():
        raise ValueError(
            "nothing is picked in this gallery: pick voices in it (Enter), or set gallery.picked = ['Cherry', 'Ethan']; "
            "voices='all' takes every one"
        )
    column = name.removesuffix("s")
    if picked is not None:
        given = picked
    elif not isinstance(given, list) and column in list(
        getattr(given, "columns", ())
    ):  # a DataFrame is its columns' names
        given = given[column]
    elif getattr(given, "ndim", 1) != 1:
        raise TypeError(
            _(
                "{name} must be ids, such as ['Cherry', 'Ethan'], got {given}: give one column of it",
                name=name,
                given=_shown(given),
            )
        )
    several = list(given) if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping) else [given]
    rows = [one.get(column, one) if isinstance(one, Mapping) else one for one in several]
    ids = [getattr(one, "id", one) for one in rows]  # records of the catalog, too
    if wrong := [one for one in ids if not isinstance(one, str)]:
        raise TypeError(
            _("{name} must be ids, such as ['Cherry', 'Ethan'], got {wrong}", name=name, wrong=short(repr(wrong[0])))
        )
    if not ids or not all(one.strip() for one in ids):
        raise ValueError(_("there is nothing to ask: {name} is empty; name at least one", name=name))
    return tuple(dict.fromkeys(one.strip() for one in ids))


def _shown(given: Any) -> str:
    columns = list(getattr(given, "columns", ()))
    return (
        _("a table of {columns}", columns=", ".join(map(repr, columns[:8])))
        if columns
        else _("{kind} of {dimensions} dimensions", kind=type(given).__name__, dimensions=given.ndim)
    )


def models_of(models: Any, voices: Any, usual: str) -> tuple[str, ...]:
    """The models that are asked: those that are named, else the one whose gallery the voices are picked in, else the usual one."""
    own = getattr(voices, "model", None) if hasattr(voices, "picked") else None
    return ids_of("models", models) or (own or usual,)
