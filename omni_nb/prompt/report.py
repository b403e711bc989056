"""What the check before sending found: problems, notes, an estimate of tokens and cost. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from omni_nb import escape, quantities
from omni_nb.errors import PromptRefused
from omni_nb.messages import Message, _, clauses, joined
from omni_nb.notes import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason for a refusal, and its repair.

    Attributes:
        part: Which of `prompt.media` it is about, or None.
        most: The limit that was passed, in the unit of the problem (seconds, bytes, pieces), or None.
    """

    code: str
    cause: str
    repair: Message
    part: int | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Estimated input tokens by kind.

    Attributes:
        partial: There is also something of unknown length or size, which is not counted.
    """

    text: int = 0
    audio: int = 0
    visual: int = 0
    partial: bool = False

    @property
    def total(self) -> int:
        """All kinds together."""
        return self.text + self.audio + self.visual

    @property
    def words(self) -> str:
        """`about 1,234`, or `at least 1,234` where not all could be counted."""
        total = f"{self.total:,}"
        return _("at least {total}", total=total) if self.partial else _("about {total}", total=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `check` found.

    Attributes:
        problems: What would be refused.
        notes: What is unknown or worth knowing.
        tokens: Estimated input tokens.
        input_cost: Estimated cost of the input in `currency`, None if a price is not known.
        prices_date: The day of the prices.
    """

    model: str
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    tokens: Tokens
    input_cost: float | None
    currency: str = "CNY"
    prices_date: str = ""

    @property
    def ok(self) -> bool:
        """Nothing is known that would be refused."""
        return not self.problems

    def raise_if_refused(self) -> None:
        """Raise `PromptRefused` with all problems, if there are any."""
        if self.problems:
            raise PromptRefused(
                _("this would be refused: {causes}", causes=clauses(p.cause for p in self.problems)),
                report=self,
                code=self.problems[0].code,
                repair=joined(p.repair for p in self.problems),
            )

    def __str__(self) -> str:
        tokens = _("{model}: {tokens} input tokens", model=self.model, tokens=self.tokens.words)
        lines = [str(tokens + self._cost())]
        lines += [f"✗ {p.cause}\n  → {p.repair}" for p in self.problems]
        lines += [f"· {n}" for n in self.notes]
        if not self.problems and not self.notes:
            lines.append(str("✓ " + _("no problems found")))
        return escape.visible("\n".join(lines))

    def _cost(self) -> str:
        if self.input_cost is None:
            return ""
        cost = quantities.cost(self.input_cost, self.currency, at_least=self.tokens.partial)
        return _(", {cost} (prices of {day})", cost=cost, day=self.prices_date)

    def _repr_html_(self) -> str:
        return f'<pre style="white-space:pre-wrap">{escape.html(self)}</pre>'
