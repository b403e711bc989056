"""Models, voices, limits, prices, hosts: dated data from `catalog.toml`.

It refuses to know anything itself: a model or voice that is not in the file is "unknown", which
passes with a note, never an error. Facts age; the file carries their date.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

Thinking = Literal["switch", "on", "never", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice of a model. Empty fields are not known."""

    id: str
    name_zh: str = ""
    gender: str = ""
    speaks: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimit:
    """Limits of one kind of media in one user message; None is not known."""

    max_count: int | None = None
    max_count_url: int | None = None
    max_bytes: int | None = None
    max_s: float | None = None
    min_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """CNY per million tokens; None is not known. With sound out, text out is free."""

    text_in: float | None = None
    audio_in: float | None = None
    visual_in: float | None = None
    text_out: float | None = None
    text_out_media: float | None = None
    audio_out: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is known of a model.

    Attributes:
        known: False for an id that is not in the catalog: permissive defaults.
        stream_only: A request without `stream: true` is refused.
        mixes: One user message may hold several kinds of media.
        text_only: It takes and gives text only.
    """

    id: str
    known: bool = True
    voices: tuple[Voice, ...] = ()
    context_tokens: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    thinking: Thinking = "unknown"
    audio_out: bool = True
    stream_only: bool = False
    mixes: bool = True
    text_only: bool = False
    text_place: Literal["content", "transcript"] = "content"
    image: MediaLimit = MediaLimit()
    audio: MediaLimit = MediaLimit()
    video: MediaLimit = MediaLimit()
    frames: Mapping[str, int] = field(default_factory=dict)
    tokens: Mapping[str, float] = field(default_factory=dict)
    price: Price = Price()
    dialect: str = "dashscope"
    note: str = ""

    @property
    def default_voice(self) -> str | None:
        """The voice that the service takes when none is named."""
        return next((v.id for v in self.voices if v.default), None)

    def voice(self, id: str) -> Voice | None:
        """The voice of that exact id (ids are case-sensitive), or None."""
        return next((v for v in self.voices if v.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A service known by its host name."""

    name: str
    dialect: str
    key_variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOwner:
    """A company whose keys tell by their first letters that they are its own."""

    name: str
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]

    def has(self, hostname: str) -> bool:
        """The host is one of its own."""
        return any(_belongs(hostname, suffix) for suffix in self.suffixes)


@functools.cache
def raw() -> dict[str, Any]:
    """The file as plain dicts."""
    text = resources.files("omni_nb.catalog").joinpath("catalog.toml").read_text(encoding="utf-8")
    facts: dict[str, Any] = tomllib.loads(text)
    return facts


def date() -> str:
    """The day on which these facts were collected."""
    return str(raw()["date"])


@functools.cache
def models() -> tuple[Model, ...]:
    """Every model that is known, in the file's order."""
    return tuple(_model(entry, id) for entry in raw()["models"] for id in entry["ids"])


def model(id: str) -> Model:
    """The model of that id, a dated snapshot of it, or an unknown one with permissive defaults."""
    base = re.sub(r"-\d{4}-\d{2}-\d{2}$", "", id)
    by_id = {m.id: m for m in models()}
    found = by_id.get(id) or by_id.get(base)
    if found is None:
        return Model(id=id, known=False, dialect="vllm-omni" if "/" in id and "omni" in id.lower() else "dashscope")
    return found if found.id == id else _model(_entry_of(base), id)


def nearest(word: str, words: list[str]) -> list[str]:
    """Up to three similar words, for "did you mean"."""
    folded = {w.casefold(): w for w in words}
    return [folded[w] for w in difflib.get_close_matches(word.casefold(), folded, n=3, cutoff=0.5)]


def host(hostname: str) -> Host | None:
    """The service that owns this host name, or None."""
    for entry in raw()["hosts"]:
        for suffix in entry["suffix"]:
            if _belongs(hostname, suffix):
                return Host(name=entry["name"], dialect=entry["dialect"], key_variable=entry["key_variable"])
    return None


@functools.cache
def key_owners() -> tuple[KeyOwner, ...]:
    """Whose keys begin how."""
    return tuple(
        KeyOwner(name=e["name"], prefixes=tuple(e["prefixes"]), suffixes=tuple(e["suffix"])) for e in raw()["keys"]
    )


def _belongs(hostname: str, suffix: str) -> bool:
    # a bare name matches itself and its sub-domains, never `evil-api.openai.com.example`
    return hostname == suffix.lstrip(".") or hostname.endswith("." + suffix.lstrip("."))


def regions() -> dict[str, str]:
    """Region name → base URL."""
    return dict(raw()["regions"])


def limit(name: str) -> float:
    """One of the limits that hold for every model."""
    return float(raw()["limits"][name])


def _entry_of(id: str) -> dict[str, Any]:
    entry: dict[str, Any] = next(e for e in raw()["models"] if id in e["ids"])
    if "like" in entry:
        entry = {**_entry_of(entry["like"]), **entry}
    return entry


def _model(entry: dict[str, Any], id: str) -> Model:
    e = dict(_entry_of(entry["ids"][0]))
    for key in ("ids", "like"):
        e.pop(key, None)
    voices = tuple(Voice(**v) for v in raw()["voices"].get(e.pop("voices", ""), ()))
    kinds: dict[str, Any] = {k: MediaLimit(**e.pop(k)) for k in ("image", "audio", "video") if k in e}
    price = Price(**e.pop("price", {}))
    return Model(id=id, voices=voices, price=price, **kinds, **e)
