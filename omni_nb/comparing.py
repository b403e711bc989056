"""Comparing: a comparison is planned, told what it costs, asked, shown while it comes, and asked again in part."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from omni_nb.asking import Asking
from omni_nb.catalog import Model
from omni_nb.compare.alignment import require_jiwer
from omni_nb.compare.cell_run import Asker
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.ids import ids_of, models_of
from omni_nb.compare.passport import Passport, passport_plan
from omni_nb.compare.plan import MOST_UNASKED, Asked, Plan, plan, plan_again, plan_without_parts
from omni_nb.compare.questions import questions
from omni_nb.compare.run import ComparisonRun
from omni_nb.errors import Interrupted
from omni_nb.messages import _
from omni_nb.panels.gallery.gallery import Gallery
from omni_nb.panels.sampling import Sampler
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import PartLike
from omni_nb.session.limiter import AT_ONCE, Limiter
from omni_nb.show import display
from omni_nb.show.comparison_terminal import ComparisonTerminal
from omni_nb.sound.loudness import require_loudness


class ComparisonView(Protocol):
    """Shows a comparison while it comes."""

    def tick(self) -> None:
        """Show what is new."""
        ...

    def finish(self) -> None:
        """Show how it ended."""
        ...


class _NoView:
    def tick(self) -> None: ...

    def finish(self) -> None: ...


class Comparing:
    """Asks comparisons with what `Asking` holds.

    Attributes:
        run: The latest comparison's run, or None.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._limiters: dict[tuple[int, int | None], Limiter] = {}
        self.run: ComparisonRun | None = None

    @property
    def model(self) -> str:
        """The model that is asked by default."""
        return self._asking.model

    @property
    def last(self) -> Comparison | None:
        """The latest comparison as it is now: pins, cells that were asked again and all."""
        return self._result(self.run) if self.run is not None else None

    def _result(self, run: ComparisonRun) -> Comparison:
        return dataclasses.replace(run.comparison, asks=_AsBefore(self, run.asker))

    def compare(
        self, prompts: Sequence[Asked], *, models: Sequence[str] | str | None, voices: Sequence[str] | Gallery | str | None,
        repeats: int, word_retries: int, verify: str | None, at_once: int, per_minute: int | None, confirm: bool, reuse: bool,
        show: bool | None, options: AskOptions,
    ) -> Comparison:  # fmt: skip
        """As `Omni.compare`, with prompts that are made; without one, in a notebook, a form that asks for it."""
        _needed_now()
        if prompts is _FROM_A_FORM:
            return self._form(models=models, voices=voices, repeats=repeats, options=options)
        if word_retries and not any(one.verbatim for one in prompts):
            raise ValueError(
                _("word_retries asks again when the words read differ from the given text: use it with say=True")
            )
        limiter = self._limiter(at_once, per_minute)
        planned = plan(
            self._asking.client, prompts, models=models, voices=voices, repeats=repeats, verify=verify, options=options
        )
        _confirmed(planned, confirm)
        return self._follow(ComparisonRun(planned, self._asker(limiter, word_retries, verify, reuse=reuse)), show)

    def _form(
        self, *, models: Sequence[str] | str | None, voices: Sequence[str] | Gallery | str | None, repeats: int, options: AskOptions
    ) -> Comparison:  # fmt: skip
        from omni_nb.panels.comparison.showing import show_form

        show_form(
            _FormAsks(self, options),
            chosen_models=models_of(models, voices, self._asking.client.model),
            chosen_voices="all" if isinstance(voices, str) and voices == "all" else ids_of("voices", voices),
            repeats=repeats,
        )
        return Comparison((), asks=self)

    def voices(self, model: Model) -> Gallery:
        """As `Omni.voices`, with a model of the catalog."""
        asking = self._asking
        own = asking.client.voice
        extra = [own] if own and model.id == asking.model and model.voice(own) is None else []
        return Gallery(
            model,
            sampler=Sampler(asking.client, keeps=asking.keeps),
            limiter=self._limiter(),
            asks=_FormAsks(self, {}),
            extra=extra,
        )

    def ask_again(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        """Ask those cells of a comparison again that were not answered in whole, with the limits and checks of the first time.

        Raises:
            ValueError: It was read from disk, where no request is kept.
        """
        asker = self._before(comparison)
        return self._follow(ComparisonRun(plan_again(comparison), asker, of=comparison), show)

    def passport(
        self, *voices: str, model: str | None = None, languages: Sequence[str] = (), show: bool | None = None
    ) -> Passport:
        """What voices are like: each reads the same sentences, and its pitch, rate, loudness and pauses are measured.

        Args:
            voices: Ids.
            model: Its id; the default one's otherwise.
            languages: Codes of further languages in which every voice greets; one with a dialect greets in it, too.
            show: As in `Omni`.

        Returns:
            The passport: a table and a picture; `.comparison` holds what was said.

        Raises:
            MissingExtra: `omni_nb[compare]` is not installed.
            ValueError: No voice, one of another model, or a language in which no greeting is known.
        """
        _needed_now()
        planned = passport_plan(self._asking.client, voices, model=model, languages=languages)
        return Passport(self._follow(ComparisonRun(planned, self._asker(self._limiter())), show))

    def ablate(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        """As `Comparison.ablate`."""
        asker = self._asker(self._before(comparison).limiter)
        return self._follow(ComparisonRun(plan_without_parts(comparison), asker), show)

    def _before(self, comparison: Comparison) -> Asker:
        """What it was asked with, if that was by this one; else the usual."""
        asks = comparison.asks
        same = isinstance(asks, _AsBefore) and asks.comparing is self
        return asks.asker if isinstance(asks, _AsBefore) and same else self._asker(self._limiter())

    def _asker(
        self, limiter: Limiter, word_retries: int = 0, verify: str | None = None, *, reuse: bool = False
    ) -> Asker:
        asking = self._asking
        return Asker(
            client=asking.client, limiter=limiter, on_end=asking.ended, word_retries=word_retries, verify=verify,
            answered=asking.answered if reuse else None,
        )  # fmt: skip

    def _follow(self, run: ComparisonRun, show: bool | None) -> Comparison:
        self.run = run
        try:
            view = self._view(run, show)
            run.wait(view.tick)
        except KeyboardInterrupt:
            run.stop()
            view.finish()
            raise Interrupted(self._asking.last, comparison=self._result(run)) from None
        except BaseException:
            run.cancel()
            raise
        view.finish()
        return self._result(run)

    def _view(self, run: ComparisonRun, show: bool | None) -> ComparisonView:
        show = self._asking.show if show is None else taken("show", show)
        if show is False:
            return _NoView()
        if display.shows_widgets():
            return _in_page(run)
        if display.in_notebook():
            from omni_nb.panels.comparison.showing import InCell

            return InCell(run)
        return ComparisonTerminal(run) if show or display.in_terminal() else _NoView()

    def _limiter(self, at_once: int = AT_ONCE, per_minute: int | None = None) -> Limiter:
        """One for all comparisons with the same limits: what one was told of haste, the next one heeds."""
        made = self._asking.client.limiter(at_once=at_once, per_minute=per_minute)
        return self._limiters.setdefault((at_once, per_minute), made)


@dataclass(frozen=True, slots=True)
class _AsBefore:
    """Asks a comparison further, with the limits and checks that it was asked with."""

    comparing: Comparing
    asker: Asker

    def ask_again(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        return self.comparing.ask_again(comparison, show=show)

    def ablate(self, comparison: Comparison, *, show: bool | None = None) -> Comparison:
        return self.comparing.ablate(comparison, show=show)


_FROM_A_FORM: list[Asked] = []  # nothing was given, in a notebook: a person writes it there


class _FormAsks:
    """What the form of a notebook asks with."""

    def __init__(self, comparing: Comparing, options: AskOptions) -> None:
        self._comparing, self._options = comparing, options

    def plan_of(self, wanted: Any) -> Plan:
        prompts = asked([wanted.prompt], None, variables=None, say=wanted.say)
        return plan(
            self._comparing._asking.client, prompts, models=wanted.models or None, voices=wanted.voices or None,
            repeats=wanted.repeats, options=self._options,
        )  # fmt: skip

    def start(self, planned: Plan) -> ComparisonRun:
        _needed_now()
        comparing = self._comparing
        comparing.run = ComparisonRun(planned, comparing._asker(comparing._limiter()))
        return comparing.run


def _in_page(run: ComparisonRun) -> ComparisonView:
    from omni_nb.panels.comparison.panel import ComparisonPanel

    panel = ComparisonPanel(run)
    panel.show()
    return panel


def asked(
    parts: Sequence[PartLike], prompts: Sequence[Any] | Mapping[str, Any] | None, *, variables: Any, say: bool
) -> list[Asked]:
    """What `compare` was given, as prompts.

    Raises:
        ValueError: Nothing was given, or both; something that is no words is to be read; a placeholder lacks a value.
    """
    if not parts and prompts is None and display.shows_widgets():
        return _FROM_A_FORM
    if bool(parts) == (prompts is not None):
        raise ValueError(_("compare() takes one question (its parts), or prompts=[…] with several, not both"))
    return questions([list(parts)] if prompts is None else prompts, variables=variables, say=say)


def _needed_now() -> None:
    """What measures and compares the answers, before any of them is paid for.

    Raises:
        MissingExtra: It is not installed.
    """
    require_loudness()
    require_jiwer()


def _confirmed(planned: Plan, confirm: bool) -> None:
    if len(planned.places) <= MOST_UNASKED or taken("confirm", confirm, none=False):
        return
    raise ValueError(
        _(
            "this is a large comparison: {estimate}. Nothing was sent yet. Add confirm=True to send it anyway; make the grid smaller; or use a sweep, which keeps to a budget and can be resumed",
            estimate=planned.estimate,
        )
    )
