"""Do listeners agree with each other, and each with himself?

Krippendorff's alpha is 1 for full agreement, 0 for what chance gives, and below 0 where they contradict each other.
Written from the formula in Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": α = 1 − Do / De, with
the coincidences of values within units, each unit of m values weighing 1 / (m − 1).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from omni_nb.compare.listening.coded import Floats
from omni_nb.compare.listening.quantiles import exact_binomial
from omni_nb.compare.listening.votes import Test, Vote
from omni_nb.messages import _

Level = Literal["nominal", "ordinal", "interval"]
"""What differences between values mean: other or the same; by how many values in between; by how much."""
_LEVELS: Mapping[Test, Level] = {"ab": "nominal", "abx": "nominal", "acr": "ordinal", "ccr": "ordinal"}
# Under this probability by chance a lean to one side is told. In a test of ten listeners one false alarm in a hundred.
_ONE_SIDED = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Krippendorff's alpha.

    Attributes:
        alpha: None where it is not defined.
        why: Why it is not defined, in words; else empty.
        level: What differences between values mean.
        n_units: How many units had at least two values.
        n_values: How many values they had.
    """

    alpha: float | None
    why: str = ""
    level: Level = "nominal"
    n_units: int = 0
    n_values: int = 0


def alpha(units: Sequence[Sequence[object]], *, level: Level = "nominal") -> Agreement:
    """Krippendorff's alpha of any number of listeners, with values missing.

    Args:
        units: For each unit (trial) the values that were given to it, in any order, None where one is missing.
        level: `nominal` for names; `ordinal` and `interval` need numbers.

    Raises:
        ValueError: There is no such level.
    """
    if level not in ("nominal", "ordinal", "interval"):
        raise ValueError(_("level must be nominal, ordinal or interval, got {level}", level=repr(level)))
    paired = [kept for unit in units if len(kept := [v for v in unit if v is not None]) > 1]
    n_values = sum(map(len, paired))
    if not paired:
        return Agreement(alpha=None, why=_("no trial was judged by two listeners"), level=level)
    values = sorted({v for unit in paired for v in unit}, key=_order)
    number = {value: n for n, value in enumerate(values)}
    coincidences = np.zeros((len(values), len(values)))
    for unit in paired:
        counts = np.bincount([number[v] for v in unit], minlength=len(values)).astype(float)
        coincidences += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    if len(values) == 1:
        why = _("all values are the same, so agreement by chance cannot be estimated")
        return Agreement(alpha=None, why=why, level=level, n_units=len(paired), n_values=n_values)
    totals = coincidences.sum(axis=1)
    apart = _distances(values, totals, level)
    observed = float((coincidences * apart).sum()) / n_values
    expected = float((np.outer(totals, totals) * apart).sum()) / (n_values * (n_values - 1))
    return Agreement(alpha=1 - observed / expected, level=level, n_units=len(paired), n_values=n_values)


def _order(value: object) -> tuple[bool, object]:
    return isinstance(value, str), value


def _distances(values: Sequence[object], totals: Floats, level: Level) -> Floats:
    """Squared differences between values."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "interval":
        numbers = np.array(values, float)
        return np.asarray((numbers[:, None] - numbers[None, :]) ** 2)
    middle = np.cumsum(totals) - totals / 2  # how many lie below, the value itself counting half
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def agreement(votes: Sequence[Vote]) -> Agreement:
    """Alpha of votes of one test, each trial a unit. Hidden repeats do not count: one listener, one value.

    `ab` and `abx` are nominal (which item), `acr` and `ccr` ordinal.
    """
    units: dict[str, dict[str, Hashable]] = {}
    for vote in sorted(votes, key=lambda v: v.showing):
        units.setdefault(vote.trial, {}).setdefault(vote.listener, answer(vote))
    level = _LEVELS[votes[0].test] if votes else "nominal"
    return alpha([list(unit.values()) for unit in units.values()], level=level)


def answer(vote: Vote) -> str | int | bool:
    """What was said, whichever side was which: an item, `""` for a tie, or the score of the first item by name."""
    if vote.test == "ab":
        return vote.winner or ""
    if vote.test == "abx":
        return bool(vote.right_answer)
    score = vote.score or 0
    return -score if vote.left is not None and vote.right is not None and vote.left < vote.right else score


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One listener's care.

    Attributes:
        name: Words of others.
        n: Votes that count.
        repeats: How many trials were judged twice and more (hidden repeats).
        same: In how many of these the answer stayed the same.
        ties: How many votes were ties (`ab`), or 0 (`ccr`).
        left: How often the left one was chosen, or scored higher.
        right: How often the right one.
        leans: The side that was chosen far more often than chance gives (p < 0.001), or None. With sides shuffled
            that is no preference for what was heard.
    """

    name: str
    n: int
    repeats: int
    same: int
    ties: int
    left: int
    right: int
    leans: Literal["left", "right"] | None = None

    @property
    def consistency(self) -> float | None:
        """Share of repeats with the same answer; None where nothing was repeated."""
        return self.same / self.repeats if self.repeats else None


def listeners(votes: Sequence[Vote]) -> tuple[Listener, ...]:
    """Each listener of these votes of one test, by name."""
    by_name: dict[str, list[Vote]] = {}
    for vote in votes:
        by_name.setdefault(vote.listener, []).append(vote)
    return tuple(_listener(name, own) for name, own in sorted(by_name.items()))


def _listener(name: str, votes: Sequence[Vote]) -> Listener:
    by_trial: dict[str, list[Vote]] = {}
    for vote in votes:
        by_trial.setdefault(vote.trial, []).append(vote)
    again = [own for own in by_trial.values() if len(own) > 1]
    sides = [_side(vote) for vote in votes]
    left, right = sides.count("left"), sides.count("right")
    leaning = left + right > 0 and exact_binomial(max(left, right), left + right) < _ONE_SIDED
    return Listener(
        name=name, n=len(votes), repeats=len(again), same=sum(len({answer(v) for v in own}) == 1 for own in again),
        ties=sides.count("tie"), left=left, right=right,
        leans=("left" if left > right else "right") if leaning else None,
    )  # fmt: skip


def _side(vote: Vote) -> str:
    if vote.choice is not None:
        return vote.choice
    if vote.test == "acr" or vote.score is None:
        return ""
    return "right" if vote.score > 0 else "left" if vote.score < 0 else "tie"
