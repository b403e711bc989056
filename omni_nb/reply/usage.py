"""Tokens that were used, and what they cost by the catalog's dated prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omni_nb.prompt import catalog
from omni_nb.prompt.catalog import Model


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
        """From the `usage` object of a chunk; anything that is not a count is left out."""
        into = raw.get("prompt_tokens_details")
        out = raw.get("completion_tokens_details")
        return cls(
            input_tokens=_count(raw, "prompt_tokens"), output_tokens=_count(raw, "completion_tokens"),
            total_tokens=_count(raw, "total_tokens"), text_in=_count(into, "text_tokens"), audio_in=_count(into, "audio_tokens"),
            image_in=_count(into, "image_tokens"), video_in=_count(into, "video_tokens"), cached_in=_count(into, "cached_tokens"),
            text_out=_count(out, "text_tokens"), audio_out=_count(out, "audio_tokens"), reasoning_out=_count(out, "reasoning_tokens"),
        )  # fmt: skip


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
    return Cost(amount=amount, currency=str(catalog.raw()["currency"]), prices_date=catalog.date())


def _count(d: object, key: str) -> int | None:
    value = d.get(key) if isinstance(d, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
