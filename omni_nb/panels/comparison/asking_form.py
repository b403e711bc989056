"""The form that a comparison is asked with: what is written and chosen, what that would ask and cost, and the start."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from omni_nb import catalog
from omni_nb.compare.facts import about
from omni_nb.compare.plan import MOST_UNASKED, Plan
from omni_nb.compare.run import ComparisonRun
from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.messages import _, say
from omni_nb.widgets.protocol import comparison as says

_MOST_REPEATS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is written and chosen.

    Attributes:
        prompt: The question, or the words that are to be read.
        models: Ids.
        voices: Ids; none: the model's own.
        repeats: How often each is asked.
        say: Have the words read out exactly.
    """

    prompt: str = ""
    models: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    repeats: int = 1
    say: bool = False


class Asks(Protocol):
    """What plans a comparison, and starts it."""

    def plan_of(self, wanted: Wanted) -> Plan:
        """What would be asked.

        Raises:
            ValueError: It cannot be asked; the message says why.
        """
        ...

    def start(self, plan: Plan) -> ComparisonRun:
        """Ask it."""
        ...


class AskingForm:
    """Keeps what is written, says what it would cost, and starts it.

    Args:
        asks: Plans and starts.
        wanted: What to begin with.
        show: Given the section when it has changed.
        begin: Given the run that was started.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(
        self, asks: Asks, wanted: Wanted, *, show: Callable[[says.AskingForm], None], begin: Callable[[ComparisonRun], None]
    ) -> None:  # fmt: skip
        self._asks, self._wanted, self._show, self._begin = asks, wanted, show, begin
        self.handlers: dict[str, Callable[[Any, list[Any]], None]] = {
            "draft": self._on_draft,
            "compare": self._on_compare,
        }

    def draw(self) -> None:
        """Show it as it is now."""
        plan, problem = self._planned()
        wanted = self._wanted
        self._show({
            "prompt": wanted.prompt, "models": _models(wanted), "voices": _voices(wanted), "chosen_models": list(wanted.models),
            "chosen_voices": list(wanted.voices), "repeats": wanted.repeats, "say": wanted.say,
            "line": str(plan.estimate) if plan is not None else "", "problem": visible(say(problem)),
            "ready": plan is not None and not problem,
        })  # fmt: skip

    def _planned(self) -> tuple[Plan | None, str]:
        if not self._wanted.prompt.strip():
            return None, ""
        try:
            plan = self._asks.plan_of(self._wanted)
        except (ValueError, TypeError) as err:
            return None, str(err)
        except OmniError as err:
            return None, err.sentence
        most = _(
            "more than {most} at once: choose fewer voices, or use omni.compare(…, confirm=True)",
            most=MOST_UNASKED,
        )
        return plan, most if len(plan.places) > MOST_UNASKED else ""

    def _on_draft(self, m: says.ComparisonDraft, _: Any) -> None:
        self._take(m)
        self.draw()

    def _on_compare(self, m: says.Compare, _: Any) -> None:
        self._take(m)
        self.draw()
        plan, problem = self._planned()
        if plan is not None and not problem:
            self._begin(self._asks.start(plan))

    def _take(self, m: says.ComparisonDraft | says.Compare) -> None:
        repeats = max(1, min(_MOST_REPEATS, m["repeats"]))
        models = tuple(dict.fromkeys(m["models"]))
        known = {v.id for model in models for v in catalog.model(model).voices}
        voices = tuple(
            v
            for v in dict.fromkeys(m["voices"])
            if v in known or (v in self._wanted.voices and catalog.model_with(v) is None)
        )  # those of a model that is no longer chosen go; one that nobody knows may be a clone
        self._wanted = dataclasses.replace(
            self._wanted, prompt=m["prompt"], models=models, voices=voices, repeats=repeats, say=m["say"]
        )


def _models(wanted: Wanted) -> list[says.SortChoice]:
    """Those that speak, and what is chosen."""
    ids = dict.fromkeys([*wanted.models, *(m.id for m in catalog.models() if m.voices)])
    return [{"id": one, "title": visible(one)} for one in ids]


def _voices(wanted: Wanted) -> list[says.VoiceOffer]:
    """Of the first model: what other models do not have is said when they are chosen together."""
    model = catalog.model(wanted.models[0]) if wanted.models else catalog.default_model()
    strange = [v for v in wanted.voices if model.voice(v) is None]
    known: list[says.VoiceOffer] = [{"id": v.id, "about": visible(about(v))} for v in model.voices]
    return [says.VoiceOffer(id=v, about=say(_("unknown"))) for v in strange] + known
