"""How many tokens an input has and what it costs, by the vendor's published rules and prices. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence

from omni_nb.catalog import Model, TokenRates
from omni_nb.prompt.parts import USUAL_FPS, FramesPart, MediaPart, Prompt
from omni_nb.prompt.report import Tokens
from omni_nb.prompt.request import Turn


def tokens_of(prompt: Prompt, model: Model, turns: Sequence[Turn] = ()) -> Tokens:
    """Estimated input tokens of a prompt and of the earlier turns, which go along with their media."""
    words = prompt.text + "".join(t.prompt.text + t.answer for t in turns)
    wide = sum(ord(c) >= 0x2E80 for c in words)
    text = math.ceil(wide * 0.7 + (len(words) - wide) / 4)
    found = [_media_tokens(part, model) for p in (prompt, *(t.prompt for t in turns)) for part in p.media]
    known = [f for f in found if f is not None]
    return Tokens(
        text=text, audio=sum(a for a, _ in known), visual=sum(v for _, v in known), partial=len(known) < len(found)
    )


def _media_tokens(part: MediaPart | FramesPart, model: Model) -> tuple[int, int] | None:
    """Of sound and of pictures; None where the length is unknown."""
    if isinstance(part, FramesPart):
        info = part.frames[0].info
        return 0, math.ceil(len(part.frames) / 2) * (
            _patches(info.width_px, info.height_px, model.tokens) if info else 0
        ) + 2
    info = part.info
    if info is not None and part.kind == "image":
        return 0, _patches(info.width_px, info.height_px, model.tokens) + 2
    if info is None or info.duration_s is None:
        return None
    sound = math.ceil(max(info.duration_s, model.tokens.audio_min_s) * model.tokens.audio_in_per_s)
    if part.kind == "audio":
        return sound, 0
    frames = max(info.duration_s * USUAL_FPS, 2)
    return (sound if info.has_sound else 0), math.ceil(frames / 2) * _patches(
        info.width_px, info.height_px, model.tokens
    ) + 2


def _patches(width: int, height: int, rates: TokenRates) -> int:
    """Sides rounded to the patch, then clamped (the rule: h·w/f² + 2)."""
    patches = max(1, round(width / rates.image_patch_px)) * max(1, round(height / rates.image_patch_px))
    return max(rates.image_min, min(rates.image_max, patches))


def reading_s(words: str) -> float:
    """About how long it takes to say that, in seconds: 0.22 s a Chinese character, 0.065 s any other."""
    wide = sum(c >= "\u2e80" for c in words)
    return wide * 0.22 + (len(words) - wide) * 0.065


def cost_of(tokens: Tokens, model: Model) -> float | None:
    """Estimated cost in the catalog's currency; None where a price is not known."""
    p = model.price
    pairs = ((tokens.text, p.text_in), (tokens.audio, p.audio_in), (tokens.visual, p.visual_in))
    if any(n and price is None for n, price in pairs) or p.text_in is None:
        return None
    return sum(n * (price or 0) for n, price in pairs) / 1e6
