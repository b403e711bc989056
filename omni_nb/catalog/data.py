"""The dated files of this folder, each read once. It refuses to know what their fields mean."""

from __future__ import annotations

import csv
import difflib
import functools
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any


@functools.cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of this folder as plain dicts."""
    facts: dict[str, Any] = tomllib.loads(_text(f"{name}.toml"))
    return facts


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of this folder, a dict for each row; an empty cell is an empty string."""
    return tuple(csv.DictReader(_text(f"{name}.csv").splitlines()))


def nearest(word: str, words: Iterable[str]) -> list[str]:
    """Up to three similar words, for "did you mean"."""
    folded = {w.casefold(): w for w in words}
    return [folded[w] for w in difflib.get_close_matches(word.casefold(), folded, n=3, cutoff=0.5)]


def _text(name: str) -> str:
    return resources.files("omni_nb.catalog").joinpath(name).read_text(encoding="utf-8")
