"""The most that a request can cost, before it is sent; and what an answer did cost, as far as that can be known."""

from __future__ import annotations

import json
import math

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.prompt import estimate
from omni_nb.prompt.request import Request
from omni_nb.reply import usage
from omni_nb.reply.reply import Reply

_AROUND_TURN = 16  # tokens that a chat template writes around each turn
_ROUGH = 1.1  # media are counted by the vendor's rule, which rounds in more than one way
_CHANGES_ALL = ("messages", "model", "n", "best_of")
_TOKEN_S = 1.0  # the longest that one token of text is spoken; a token is some 0.3 s of speech


def unbounded(request: Request) -> list[str]:
    """The names in its `extra`, which wins over all else, by which nobody knows what it takes at most."""
    extra = request.settings.extra
    odd = [name for name in ("max_tokens", "max_completion_tokens") if name in extra and not _whole(extra[name])]
    return [name for name in _CHANGES_ALL if name in extra and extra[name] != 1] + odd


def worst_tokens(request: Request) -> int | None:
    """The most tokens that it can take, question and answer together; None where that is not known."""
    model = catalog.model(request.settings.model)
    into, out = _most_in(request, model), _most_out(request, model)
    return None if into is None or out is None else into + out


def worst_cost(request: Request) -> float | None:
    """The most that it can cost in the catalog's currency; None where a price or a length is not known.

    Text has at most as many tokens as bytes; an answer as many as the model gives, or `max_tokens` (and of its sound a
    second for each). Of what a token can be, the dearest counts: sound, where sound may come.
    """
    model = catalog.model(request.settings.model)
    out, prices = _most_out(request, model), [_text_price(model)]
    if _may_speak(request, model):
        prices.append(model.price.audio_out)
    if out is None or (asked := _in_cost(request, model)) is None or any(p is None for p in prices):
        return None
    return asked + out * max(p for p in prices if p is not None) / 1e6


def cost_of(reply: Reply, request: Request) -> float | None:
    """What an answer cost: by the usage that came; else, if it is whole, by what came; None: not known.

    Of the simulator it is what the service would have charged, so that a budget can be tried.
    A cut answer without usage is not known: the service may have made, and charged for, more of it than arrived.
    """
    model = catalog.model(request.settings.model)
    if "model" in request.settings.extra:  # another one answered
        return None
    if (told := usage.cost_of(reply.usage, model)) is not None:  # not reply.cost: what is simulated costs nothing
        return told.amount
    asked = _in_cost(request, model)
    if not reply.complete or asked is None:
        return None
    if reply.audio is not None and len(reply.audio):  # with sound out, the text is free
        tokens, price = math.ceil(reply.audio.duration_s * model.tokens.audio_out_per_s), model.price.audio_out
    else:
        tokens, price = len((reply.text + reply.reasoning).encode(errors="replace")), _text_price(model)
    return None if price is None else asked + tokens * price / 1e6


def _in_cost(request: Request, model: Model) -> float | None:
    """The most that the question can cost."""
    price, tokens = model.price, _most_in(request, model)
    kinds = {getattr(m, "kind", "video") for m in _media(request)}  # frames are a video
    prices = [price.text_in]
    if kinds & {"audio", "video"}:
        prices.append(price.audio_in)
    if kinds & {"image", "video"}:
        prices.append(price.visual_in)
    if tokens is None or any(p is None for p in prices):
        return None
    return tokens * max(p for p in prices if p is not None) / 1e6


def _most_in(request: Request, model: Model) -> int | None:
    if unbounded(request):
        return None
    most = model.input_tokens or model.context_tokens
    turns = [(request.prompt, ""), *((t.prompt, t.answer) for t in request.turns)]
    words = [request.settings.system or "", *(text for prompt, answer in turns for text in (prompt.text, answer))]
    media = estimate.tokens_of(request.prompt, model, request.turns)
    if media.partial:
        return most
    if request.settings.extra:  # tools and schemas are read, and paid for, as text
        words.append(json.dumps(dict(request.settings.extra)))
    text = sum(len(w.encode(errors="replace")) for w in words) + _AROUND_TURN * (len(turns) + 1)
    found = text + math.ceil((media.audio + media.visual) * _ROUGH)
    return found if most is None else min(found, most)


def _most_out(request: Request, model: Model) -> int | None:
    if unbounded(request):
        return None
    most, extra = model.output_tokens or model.context_tokens, request.settings.extra
    wanted = extra.get("max_tokens", request.settings.max_tokens)
    if wanted is not None and "max_completion_tokens" in extra:  # whichever of the two the server heeds
        wanted = max(wanted, extra["max_completion_tokens"])
    if wanted is not None and _may_speak(request, model):
        wanted += math.ceil(wanted * _TOKEN_S * model.tokens.audio_out_per_s)
    bounds = [n for n in (most, wanted) if n is not None]
    return min(bounds) if bounds else None


def _may_speak(request: Request, model: Model) -> bool:
    sound = request.settings.sound or not request.settings.extra.keys().isdisjoint(("modalities", "audio"))
    return sound and model.audio_out


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _text_price(model: Model) -> float | None:
    known = [p for p in (model.price.text_out, model.price.text_out_media) if p is not None]
    return max(known) if known else None


def _media(request: Request) -> list[object]:
    return [m for p in (request.prompt, *(t.prompt for t in request.turns)) for m in p.media]
