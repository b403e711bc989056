"""Plan: what a comparison will ask, before anything is sent: requests with their places, and what they weigh."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from omni_nb import catalog, quantities
from omni_nb.compare.ablation import ablations
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import MOST_CELLS, Place, places
from omni_nb.compare.ids import ids_of, models_of
from omni_nb.messages import Message, _, listed, say
from omni_nb.prompt import estimate
from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request
from omni_nb.session.client import Client

MOST_UNASKED = 200
"""A grid of more cells is asked only when that was confirmed: each of them is paid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One prompt of a comparison.

    Attributes:
        prompt: What is sent.
        variables: What was put into its placeholders, as words.
        variant: What is different about it, in words; see `Place`.
        verbatim: The words of it that are to be read; empty where a question is asked.
    """

    prompt: Prompt
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    variant: str = ""
    verbatim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a plan weighs, before it is asked.

    Attributes:
        requests: How many.
        input_tokens: Of all of them.
        partial: A medium has a length or size that is not known, so there are more.
        input_cost: In `currency`; None where a price is not known.
        output_cost: Of the sound, where the words are given and so their length can be guessed; else None.
        checked_by: The model that is asked besides, once for each cell, what it hears; None: none is.
        check_cost: Of that, for the sound that it is sent; None where it cannot be guessed.
    """

    requests: int
    input_tokens: int
    partial: bool
    input_cost: float | None
    output_cost: float | None
    currency: str
    prices_date: str
    checked_by: str | None = None
    check_cost: float | None = None

    def __str__(self) -> str:
        tokens = f"{self.input_tokens:,}"
        told = [
            _("{n} request|{n} requests", n=f"{self.requests:,}"),
            _("at least {tokens} input tokens", tokens=tokens) if self.partial else _("about {tokens} input tokens", tokens=tokens),
            _("cost unknown") if self.input_cost is None else self._cost(self.input_cost),
        ]  # fmt: skip
        if self.checked_by:
            of = _("at unknown cost") if self.check_cost is None else quantities.cost(self.check_cost, self.currency)
            told.append(_("and {requests} more to {checked_by} to check what is heard, {of}", requests=f"{self.requests:,}", checked_by=self.checked_by, of=of))  # fmt: skip
        return say(listed(told))

    def _cost(self, cost: float) -> Message:
        asked = _("{cost} for the input", cost=quantities.cost(cost, self.currency, at_least=self.partial))
        answered = _("the answer costs extra")
        if self.output_cost is not None:
            answered = _("{cost} for the speech", cost=quantities.cost(self.output_cost, self.currency))
        return _("{asked}, {answered} (prices of {date})", asked=asked, answered=answered, date=self.prices_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is going to be asked: a request for each place.

    Attributes:
        places: The grid.
        requests: One for each place; None where it is answered already, and what was asked is not known.
        verbatim: The words that are to be read in each place; empty where a question is asked.
        verify: The model that is to be asked what it hears in each answer; None: none is.
    """

    places: tuple[Place, ...]
    requests: tuple[Request | None, ...]
    verbatim: tuple[str, ...]
    verify: str | None = None

    @property
    def estimate(self) -> Estimate:
        """What it weighs: all of which it is known what is asked. Every request is looked at; nothing is sent."""
        tokens, cost, known, partial = 0, 0.0, True, False
        found: dict[tuple[int, str], tuple[int, bool, float | None]] = {}
        for place, request, __ in self._known:
            key = (place.prompt, place.model)
            if key not in found:
                model = catalog.model(place.model)
                of = estimate.tokens_of(request.prompt, model, request.turns)
                found[key] = (of.total, of.partial, estimate.cost_of(of, model))
            n, some, price = found[key]
            tokens, partial = tokens + n, partial or some
            known, cost = known and price is not None, cost + (price or 0.0)
        return Estimate(
            requests=len(self._known), input_tokens=tokens, partial=partial, input_cost=cost if known else None,
            output_cost=self._speech_cost(), checked_by=self.verify, check_cost=self._check_cost(), currency=catalog.currency(), prices_date=catalog.date(),
        )  # fmt: skip

    @property
    def _known(self) -> list[tuple[Place, Request, str]]:
        rows = zip(self.places, self.requests, self.verbatim, strict=True)
        return [(place, request, words) for place, request, words in rows if request is not None]

    def _speech_cost(self) -> float | None:
        """Of words that are given, for how long they take is about known."""
        cost = 0.0
        for place, __, words in self._known:
            model = catalog.model(place.model)
            if not words or model.price.audio_out is None:
                return None
            cost += estimate.reading_s(words) * model.tokens.audio_out_per_s * model.price.audio_out / 1e6
        return cost

    def _check_cost(self) -> float | None:
        price = catalog.model(self.verify).price.audio_in if self.verify else None
        said = [words for _, _, words in self._known]
        if price is None or not all(said):
            return None
        rate = catalog.model(self.verify or "").tokens.audio_in_per_s
        return sum(map(estimate.reading_s, said)) * rate * price / 1e6


def plan(
    client: Client, prompts: Sequence[Asked], *, models: Sequence[str] | None = None,
    voices: Any = None, repeats: int = 1, verify: str | None = None,
    options: AskOptions | None = None, most: int = MOST_CELLS,
) -> Plan:  # fmt: skip
    """Everything that a comparison asks.

    Args:
        client: Its defaults are those of every cell.
        prompts: What is asked, one or several.
        models: Ids; by default the client's model.
        voices: Ids, or a gallery in which some are picked; `"all"` for every voice that the catalog knows of the first
            model; by default the model's own.
        repeats: How often each is asked.
        verify: The model that is to be asked what it hears in each answer.
        options: As for `ask`, for all cells.
        most: How many cells there may be.

    Raises:
        TypeError, ValueError: There is no cell, an option that there is not, or a voice of another model.
    """
    found = models_of(models, voices, client.model)
    given = options or {}
    if verify is not None and (hears := catalog.model(verify)).known and (hears.text_only or hears.realtime_of):
        raise ValueError(
            _(
                "{verify} cannot hear sound: verify= needs a model that can, such as {id}",
                verify=verify,
                id=catalog.default_model().id,
            )
        )
    chosen = _voices(voices, found[0])
    grid = places(
        models=found, voices=chosen or (None,), repeats=_whole(repeats), prompts=[p.variables for p in prompts],
        variants=[p.variant for p in prompts] or [""], most=most,
    )  # fmt: skip
    _refuse_strangers(found, chosen, sound="audio" in (given.get("modalities") or ["audio"]))
    requests, settled = [], []
    made: dict[tuple[int, str, str | None], Request] = {}  # repeats share one
    for place in grid:
        own: AskOptions = {**given, "model": place.model}
        if place.voice is not None:
            own["voice"] = place.voice
        key = (place.prompt, place.model, place.voice)
        request = (
            made[key] if key in made else made.setdefault(key, client.request(prompts[place.prompt].prompt, (), own))
        )
        requests.append(request)
        settled.append(_with_voice(place, request))
    words = tuple(prompts[place.prompt].verbatim for place in grid)
    return Plan(places=tuple(settled), requests=tuple(requests), verbatim=words, verify=verify)


def plan_again(comparison: Comparison) -> Plan:
    """To ask what was not answered in whole.

    Raises:
        ValueError: What was asked there is not known: it was read from disk.
    """
    named = zip(comparison.names, comparison, strict=True)
    if lost := [name for name, c in named if not c.ok and c.request is None]:
        raise ValueError(
            _("what {cells} was asked is no longer known: it was read from disk; compare again", cells=listed(lost))
        )
    requests = tuple(c.request for c in comparison)
    places, words = tuple(c.place for c in comparison), tuple(c.verbatim for c in comparison)
    return Plan(places=places, requests=requests, verbatim=words)


def plan_without_parts(comparison: Comparison) -> Plan:
    """To ask each question of each model in text, whole and without each of its parts.

    Raises:
        ValueError: No question has a part that could be left out, or none is known any more.
    """
    made: dict[tuple[int, str], tuple[Cell, Request]] = {}
    for cell in comparison:
        if cell.request is not None:
            made.setdefault((cell.place.prompt, cell.place.model), (cell, cell.request))
    rows: list[tuple[Place, Request]] = []
    numbers: dict[tuple[int, int | None], int] = {}
    for cell, request in made.values():
        forms = ablations(request.prompt)
        for form in forms if len(forms) > 1 else ():
            number = numbers.setdefault((cell.place.prompt, form.part), len(numbers))
            place = Place(
                model=cell.place.model,
                prompt=number,
                variables=cell.place.variables,
                variant=form.variant or say(_("whole")),
            )
            settings = dataclasses.replace(request.settings, sound=False)
            rows.append((place, dataclasses.replace(request, prompt=form.prompt, settings=settings)))
    if not rows:
        raise ValueError(_("no part can be left out: the question has only one part, or is no longer known"))
    return Plan(places=tuple(p for p, _ in rows), requests=tuple(r for _, r in rows), verbatim=("",) * len(rows))


def _with_voice(place: Place, request: Request) -> Place:
    """The voice that will really speak: a default has a name, too."""
    settings = request.settings
    return dataclasses.replace(place, voice=settings.voice if settings.sound else None)


def _voices(given: Any, model: str) -> tuple[str, ...]:
    if isinstance(given, str) and given.strip().lower() == "all":
        known = catalog.model(model).voices
        if not known:
            raise ValueError(
                _("the voices of {model} are unknown, so voices='all' cannot be used: name them", model=model)
            )
        return tuple(v.id for v in known)
    return ids_of("voices", given)


def _refuse_strangers(models: Sequence[str], voices: Sequence[str], *, sound: bool) -> None:
    """A voice of another model would fail in each of its cells; it is said once, before anything is asked."""
    if voices and not sound:
        raise ValueError(_("voices are compared by their sound: leave modalities out, or ask for ['text', 'audio']"))
    for model in map(catalog.model, models):
        wrong = [v for v in voices if model.voices and model.voice(v) is None and catalog.model_with(v)]
        if wrong:
            other = catalog.model_with(wrong[0])
            near = [like for v in wrong for like in model.voices_like(v)] or [v.id for v in model.voices[:4]]
            raise ValueError(
                _(
                    "{model} has no voice {wrong} ({first} belongs to {other}); remove it, or use {near}: omni.voices({named}) shows all",
                    model=model.id,
                    wrong=", ".join(map(repr, wrong)),
                    first=wrong[0],
                    other=other.id if other else _("another model"),
                    near=", ".join(dict.fromkeys(near)),
                    named=repr(model.id),
                )
            )


def _whole(repeats: Any) -> int:
    try:
        number = int(repeats)
    except (TypeError, ValueError, OverflowError):  # infinity
        number = 0
    if number < 1 or number != repeats or isinstance(repeats, bool):
        raise ValueError(_("repeats must be a whole number, 1 or more, got {repeats}", repeats=repr(repeats)))
    return number
