"""Comparing: a comparison is planned, told what it costs, asked, shown while it comes, and asked again in part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from omni_nb.asking import Asking
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.plan import MOST_UNASKED, Asked, Plan, plan
from omni_nb.compare.run import ComparisonRun
from omni_nb.errors import Interrupted
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import PartLike, Prompt
from omni_nb.prompt.verbatim import reading_of
from omni_nb.session.limiter import Limiter
from omni_nb.show import display
from omni_nb.show.comparison_terminal import ComparisonTerminal


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
    def last(self) -> Comparison | None:
        """The latest comparison as it is now: pins, cells that were asked again and all."""
        return self.run.comparison if self.run is not None else None

    def compare(
        self, prompts: Sequence[Asked], *, models: Sequence[str] | str | None, voices: Sequence[str] | str | None,
        repeats: int, at_once: int, per_minute: int | None, confirm: bool, show: bool | None, options: AskOptions,
    ) -> Comparison:  # fmt: skip
        """As `Omni.compare`, with prompts that are made."""
        limiter = self._limiter(at_once, per_minute)
        planned = plan(self._asking.client, prompts, models=models, voices=voices, repeats=repeats, options=options)
        _confirmed(planned, confirm)
        return self._follow(
            ComparisonRun(self._asking.client, planned, limiter=limiter, on_end=self._asking.ended), show
        )

    def again(self, comparison: Comparison, *, show: bool | None) -> Comparison:
        """Ask those cells of a comparison again that were not answered in whole.

        Raises:
            ValueError: It was read from disk, where no request is kept.
        """
        if lost := [
            name for name, c in zip(comparison.names, comparison, strict=True) if not c.ok and c.request is None
        ]:
            raise ValueError(
                f"what {', '.join(lost)} was asked is not known any more: it was read from disk; compare anew"
            )
        requests = tuple(c.request for c in comparison)
        planned = Plan(places=tuple(c.place for c in comparison), requests=requests, verbatim=tuple(c.verbatim for c in comparison))  # type: ignore[arg-type]  # fmt: skip
        limiter = self._limiter(8, None)
        run = ComparisonRun(self._asking.client, planned, limiter=limiter, on_end=self._asking.ended, of=comparison)
        return self._follow(run, show)

    def _follow(self, run: ComparisonRun, show: bool | None) -> Comparison:
        self.run = run
        try:
            view = self._view(run, show)
            run.wait(view.tick)
        except KeyboardInterrupt:
            run.stop()
            view.finish()
            raise Interrupted(self._asking.last, comparison=run.comparison) from None
        except BaseException:
            run.cancel()
            raise
        view.finish()
        return run.comparison

    def _view(self, run: ComparisonRun, show: bool | None) -> ComparisonView:
        show = self._asking.show if show is None else taken("show", show)
        if show is False:
            return _NoView()
        if display.in_notebook():
            return ComparisonTerminal(run)
        return ComparisonTerminal(run) if show or display.in_terminal() else _NoView()

    def _limiter(self, at_once: int, per_minute: int | None) -> Limiter:
        """One for all comparisons with the same limits: what one was told of haste, the next one heeds."""
        return self._limiters.setdefault((at_once, per_minute), Limiter(at_once=at_once, per_minute=per_minute))


def asked(parts: Sequence[PartLike], prompts: Sequence[Any] | None, *, say: bool) -> list[Asked]:
    """What `compare` was given, as prompts.

    Raises:
        ValueError: Nothing was given, or both; something that is no words is to be read.
    """
    if bool(parts) == (prompts is not None):
        raise ValueError("compare() takes a question (its parts), or prompts=[…] with several, and not both")
    several: list[Any] = [parts] if prompts is None else list(prompts)
    made = [Prompt.of(*(one if isinstance(one, list | tuple) else [one])) for one in several]
    return [_reading(p) for p in made] if say else [Asked(prompt=p) for p in made]


def _reading(prompt: Prompt) -> Asked:
    if prompt.media or not prompt.text.strip():
        raise ValueError("say=True has words read out: give words alone, without media")
    return Asked(prompt=Prompt.of(reading_of(prompt.text)), verbatim=prompt.text)


def _confirmed(planned: Plan, confirm: bool) -> None:
    if len(planned.places) <= MOST_UNASKED or taken("confirm", confirm, none=False):
        return
    raise ValueError(
        f"that is a large comparison: {planned.estimate}. Nothing was asked yet. "
        f"Add confirm=True to ask it all the same; make the grid smaller; or use a sweep, which keeps to a budget and can be resumed"
    )
