"""Models and their prices: dated data from `models.toml`.

It refuses to know anything itself: a model that is not in the file is "unknown", which passes with
a note, never an error. Facts age; the file carries their date.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from omni_nb.catalog.bounds import UNKNOWN_FRAMES, UNKNOWN_LIMIT, FrameLimit, MediaLimit, TokenRates
from omni_nb.catalog.data import nearest, table
from omni_nb.catalog.services import DialectName, guessed_dialect
from omni_nb.catalog.voice_list import Voice, voice_sets
from omni_nb.messages import language

Thinking = Literal["switch", "on", "never", "unknown"]
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_KINDS: Mapping[str, type[Any]] = {"image": MediaLimit, "audio": MediaLimit, "video": MediaLimit, "frames": FrameLimit}


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
        thinking: `switch`: when asked to, and then without sound; `on`: by itself; `never`; `unknown`.
        stream_only: A request without `stream: true` is refused.
        mixes: One user message may hold several kinds of media.
        text_only: It takes and gives text only.
        clones_voices: A voice that nobody knows may be one that its user cloned.
        legacy: The service answers it as it did before: words in the transcript, refusals in other words.
        dialect: How its own service, or who serves it, writes the protocol.
        realtime_of: For a model of another protocol (WebSocket), the id of the one that is asked as here; else empty.
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
    clones_voices: bool = False
    legacy: bool = False
    image: MediaLimit = UNKNOWN_LIMIT
    audio: MediaLimit = UNKNOWN_LIMIT
    video: MediaLimit = UNKNOWN_LIMIT
    frames: FrameLimit = UNKNOWN_FRAMES
    tokens: TokenRates
    price: Price = Price()
    dialect: DialectName
    realtime_of: str = ""
    note: str = ""
    note_zh: str = ""

    @property
    def note_in_words(self) -> str:
        """What is worth knowing of it, in the reader's language where the catalog has that."""
        return self.note_zh or self.note if language() == "zh" else self.note

    @property
    def default_voice(self) -> str | None:
        """The voice that the service takes when none is named."""
        return next((v.id for v in self.voices if v.default), None)

    def takes(self, kind: Literal["image", "audio", "video"]) -> bool:
        """Whether media of that kind can be sent to it, as far as is known: what is unknown may be tried."""
        limit: MediaLimit = getattr(self, kind)
        return not self.text_only and limit.max_count != 0

    def voice(self, id: str) -> Voice | None:
        """The voice of that exact id (ids are case-sensitive), or None."""
        return next((v for v in self.voices if v.id == id), None)

    def voices_like(self, word: str) -> list[str]:
        """Ids of up to three voices whose id or Chinese name is like a word, for "did you mean"."""
        ids = {name: v.id for v in self.voices for name in (v.name_zh, v.id) if name}
        return list(dict.fromkeys(ids[name] for name in nearest(word, ids)))


def date() -> str:
    """The day on which models and prices were read."""
    return str(table("models")["date"])


def currency() -> str:
    """The currency of all prices."""
    return str(table("models")["currency"])


def models() -> tuple[Model, ...]:
    """Every model that is known, in the file's order."""
    return tuple(_by_id().values())


def model(id: str) -> Model:
    """The model of that id, a dated snapshot of it, or an unknown one with permissive defaults.

    Raises:
        TypeError: Not an id.
    """
    if not isinstance(id, str):
        raise TypeError(f"model must be an id, such as {table('models')['roles']['default']!r}, got {id!r}")
    found = _by_id().get(id) or _by_id().get(_SNAPSHOT.sub("", id))
    if found is not None:
        return replace(found, id=id)
    original, mark, _ = id.partition(table("models")["other_protocol"]["mark"])
    return Model(
        id=id, known=False, tokens=TokenRates(**table("models")["tokens"]), dialect=guessed_dialect(id),
        realtime_of=original if mark else "",
    )  # fmt: skip


def model_with(voice: str) -> Model | None:
    """The first model that has a voice of that id, or None."""
    return next((m for m in models() if m.voice(voice)), None)


@functools.cache
def _by_id() -> Mapping[str, Model]:
    entries = {id: entry for entry in table("models")["models"] for id in entry["ids"]}
    return {id: _model(id, _whole(entry, entries)) for id, entry in entries.items()}


def _whole(entry: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An entry with what it takes from the one that it is like."""
    base = _whole(entries[entry["like"]], entries) if "like" in entry else {}
    return {**base, **{k: v for k, v in entry.items() if k not in ("ids", "like")}}


def _model(id: str, entry: dict[str, Any]) -> Model:
    given = {"dialect": guessed_dialect(id), **entry}
    given["voices"] = voice_sets()[given["voices"]] if "voices" in given else ()
    given["price"] = Price(**given.get("price", {}))
    given["tokens"] = TokenRates(**{**table("models")["tokens"], **given.get("tokens", {})})
    return Model(id=id, **{name: _KINDS[name](**value) if name in _KINDS else value for name, value in given.items()})
