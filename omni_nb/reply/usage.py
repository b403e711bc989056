"""Tokens that were used, and what they cost by the catalog's dated prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from omni_nb import catalog
from omni_nb.catalog import Model

_MOST_TOKENS = 10**12


_INPUT = ("prompt_tokens", "input_tokens", "prompt_token_count", "tokens_prompt", "prompt_eval_count", "input")
_OUTPUT = (
    "completion_tokens", "output_tokens", "candidates_token_count", "tokens_completion", "generated_tokens", "eval_count", "output",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the service counts them. None is "not reported", which is not 0."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    text_in: int | None = None
    audio_in: int | None = None
    image_in: int | None = None
    video_in: int | None = None
    cached_in: int | None = None
    text_out: int | None = None
    audio_out: int | None = None
    reasoning_out: int | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Usage:
        """From the `usage` object of a chunk, under whichever names; anything that is not a count is left out."""
        raw = {_snake(k): v for k, v in raw.items()}
        into = _first(raw, "prompt_tokens_details", "input_tokens_details")
        out = _first(raw, "completion_tokens_details", "output_tokens_details")
        cached = _count(into, "cached_tokens")
        reasoning = _count(out, "reasoning_tokens")
        return cls(
            input_tokens=_count(raw, *_INPUT),
            output_tokens=_count(raw, *_OUTPUT),
            total_tokens=_count(raw, "total_tokens", "total_token_count"), text_in=_count(into, "text_tokens"), audio_in=_count(into, "audio_tokens"),
            image_in=_count(into, "image_tokens"), video_in=_count(into, "video_tokens"),
            cached_in=cached if cached is not None else _count(raw, "cached_tokens", "prompt_cache_hit_tokens"),
            text_out=_count(out, "text_tokens"), audio_out=_count(out, "audio_tokens"),
            reasoning_out=reasoning if reasoning is not None else _count(raw, "reasoning_tokens"),
        )  # fmt: skip

    def updated(self, later: Usage) -> Usage:
        """With what a later report says; what it leaves out stays."""
        said = {f.name: v for f in fields(later) if (v := getattr(later, f.name)) is not None}
        return replace(self, **said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An estimate from list prices: `amount` in `currency`, by the prices of `prices_date`."""

    amount: float
    currency: str
    prices_date: str


def cost_of(usage: Usage | None, model: Model) -> Cost | None:
    """What the usage costs, or None where a count or a price is not known.

    With sound out, the service charges the sound and gives the text free.
    """
    if usage is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    p = model.price
    visual = (usage.image_in or 0) + (usage.video_in or 0)
    media = visual + (usage.audio_in or 0)
    text_in = usage.text_in if usage.text_in is not None else usage.input_tokens - media
    if usage.audio_out:
        out = (usage.audio_out, p.audio_out)
    else:
        out = (usage.output_tokens, p.text_out_media if media and p.text_out_media is not None else p.text_out)
    bill = ((text_in, p.text_in), (usage.audio_in or 0, p.audio_in), (visual, p.visual_in), out)
    if p.text_in is None or any(n and price is None for n, price in bill):
        return None
    amount = sum(n * (price or 0.0) for n, price in bill) / 1e6
    return Cost(amount=amount, currency=catalog.currency(), prices_date=catalog.date())


def _first(raw: Mapping[str, Any], *keys: str) -> object:
    return next((d for k in keys if isinstance(d := raw.get(k), Mapping) and d), None)


def _snake(key: object) -> str:
    """`promptTokens` is `prompt_tokens`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(key)).lower()


def _count(d: object, *keys: str) -> int | None:
    """The first of these that is a count; also as a float or in digits. What no model can have used is none."""
    for value in (d.get(key) for key in keys) if isinstance(d, Mapping) else ():
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,13}(?:\.0+)?", value):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_TOKENS:
            continue
        if value == int(value):
            return int(value)
    return None
