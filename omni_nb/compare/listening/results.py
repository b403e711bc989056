"""The results of a listening test, as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

from omni_nb.compare.listening import fragment, report
from omni_nb.compare.listening.abx import Share, found
from omni_nb.compare.listening.agreement import Agreement, Listener, agreement, listeners
from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.opinion import comparison, opinion
from omni_nb.compare.listening.planning import more_votes_for
from omni_nb.compare.listening.quantiles import check_confidence
from omni_nb.compare.listening.resampling import bootstrap
from omni_nb.compare.listening.rows import Pair, Row, as_probability, pair_as_dict, row_as_dict
from omni_nb.compare.listening.scale import Scale, strengths
from omni_nb.compare.listening.sifting import Reason, sift
from omni_nb.compare.listening.votes import Test, Vote
from omni_nb.messages import _
from omni_nb.notes import Note

Intervals = Literal["clustered", "bootstrap"]
"""`clustered`: over listeners and over trials, measured to cover what they say. `bootstrap`: percentiles of a two-level
bootstrap, which are wider (`ab` only)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Results:
    """What votes say.

    Attributes:
        test: Of which test.
        n: How many votes count.
        excluded: How many do not, by reason.
        confidence: Of all intervals.
        rows: One for each item, the best first (`abx`: by name).
        pairs: One for each two that can be compared, in the order of the rows.
        listeners: Each one's care: repeats, ties, a lean to one side.
        agreement: Krippendorff's alpha between listeners.
        overall: `abx`: all pairs together.
        ties: `ab`: Davidson's ν: of two equals, a tie has the probability ν / (2 + ν).
        notes: What to know of it.
    """

    test: Test
    n: int
    excluded: Mapping[Reason, int] = field(default_factory=dict)
    confidence: float = 0.95
    rows: tuple[Row, ...] = ()
    pairs: tuple[Pair, ...] = ()
    listeners: tuple[Listener, ...] = ()
    agreement: Agreement | None = None
    overall: Share | None = None
    ties: float | None = None
    notes: tuple[Note, ...] = ()

    @property
    def winner(self) -> str | None:
        """The item that is ahead of every other one, or None.

        What counts is the interval of each *difference*, which must not hold 0: two intervals of single items may
        overlap though one is surely ahead, as what is uncertain of both is partly the same.
        """
        if len(self.rows) < 2 or self.test == "abx":
            return None
        best = self.rows[0].item
        ahead = sum(p.ahead == best for p in self.pairs)
        return best if ahead == len(self.rows) - 1 else None

    def pair(self, one: str, other: str) -> Pair:
        """The pair of these two, whichever of them is named first.

        Raises:
            KeyError: There is no such pair.
        """
        for pair in self.pairs:
            if {pair.one, pair.other} == {one, other}:
                return pair
        raise KeyError(
            _(
                "no pair of {one} and {other}; available: {rows}",
                one=repr(one),
                other=repr(other),
                rows=", ".join(r.item for r in self.rows),
            )
        )

    @property
    def text(self) -> str:
        """The results in plain words."""
        return report.summary(self)

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return fragment.as_html(self)

    def to_rows(self, *, name: str = "item") -> list[dict[str, Any]]:
        """The table as plain values, one dict for each item (`abx`: for each pair), as `pandas.DataFrame` takes it.

        What does not apply to the test is left out; what is not known is None.

        Args:
            name: What the column of items is called, such as `voice`.
        """
        if self.test == "abx":
            return [pair_as_dict(pair) for pair in self.pairs]
        return [row_as_dict(row, self.test, name) for row in self.rows]

    def to_pair_rows(self) -> list[dict[str, Any]]:
        """The pairs as plain values: votes, difference and interval, who is ahead, how many more votes."""
        return [pair_as_dict(pair) for pair in self.pairs]


def results(
    votes: object,
    *,
    test: str | None = None,
    confidence: float = 0.95,
    words_may_differ: bool = False,
    prior_votes: float = 1.0,
    intervals: Intervals = "clustered",
    draws: int = 1_000,
    seed: int = 0,
) -> Results:
    """What votes of one test say: a table, pairs, listeners, and what to know.

    Hidden repeats count as votes, as the intervals are over listeners and trials; practice does not, nor what was not
    heard, votes that came twice, and samples that say different words.

    Args:
        votes: `Vote`s, dicts of them, or a DataFrame.
        test: Which test; not needed where there is one only.
        confidence: Of the intervals; also what is asked of "told apart".
        words_may_differ: Whether votes count whose samples say different words.
        prior_votes: What keeps strengths finite (`ab`); see `bradley_terry`.
        intervals: How they are made.
        draws: Of the bootstrap.
        seed: Of the bootstrap.

    Raises:
        ValueError: Something is no vote; there are several tests and none was named; an option is odd.
        TypeError: There are no votes in it at all.
        MissingExtra: scipy is not installed.
    """
    check_confidence(confidence)
    if intervals not in ("clustered", "bootstrap"):
        raise ValueError(_("intervals must be clustered or bootstrap, got {intervals}", intervals=repr(intervals)))
    sifted = sift(votes, test=test, words_may_differ=words_may_differ)
    kept = sorted(sifted.votes, key=lambda v: v.key)  # the same votes in another order are the same results, to the bit
    if not kept:
        note = Note("no_votes", _("No valid votes, so there is no result."))
        return Results(test=sifted.test, n=0, excluded=sifted.excluded, confidence=confidence, notes=(note,))
    scale = None
    coded = code(kept)
    if sifted.test == "ab":
        scale = strengths(coded, confidence=confidence, prior_votes=prior_votes)
        if intervals == "bootstrap":
            scale = bootstrap(scale, coded, draws=draws, seed=seed, prior_votes=prior_votes)
    elif sifted.test != "abx":
        scale = (opinion if sifted.test == "acr" else comparison)(coded, confidence=confidence)
    rows = _rows(kept, scale, coded.items)
    people = listeners(kept)
    hits = sum(bool(v.right_answer) for v in kept)
    return Results(
        test=sifted.test, n=len(kept), excluded=sifted.excluded, confidence=confidence, rows=rows,
        pairs=_pairs(kept, rows, scale, confidence), listeners=people, agreement=agreement(kept),
        overall=found(hits, len(kept), confidence=confidence) if scale is None else None,
        ties=None if scale is None else scale.ties,
        notes=report.notes(sifted, rows, people, coded, scale),
    )  # fmt: skip


def _rows(votes: Sequence[Vote], scale: Scale | None, items: tuple[str, ...]) -> tuple[Row, ...]:
    heard: dict[str, list[Vote]] = {item: [] for item in items}
    for vote in votes:
        for item in vote.items:
            heard[item].append(vote)
    rows = [_row(item, n, own, scale) for n, (item, own) in enumerate(heard.items())]
    if scale is None:
        return tuple(rows)
    size = {n: len(group) for n, group in enumerate(scale.groups)}
    return tuple(sorted(rows, key=lambda r: (-size[r.group], r.group, -r.estimate.value if r.estimate else 0.0)))


def _row(item: str, number: int, votes: list[Vote], scale: Scale | None) -> Row:
    if scale is None:
        return Row(item=item, n=len(votes))
    estimate = scale.estimate(number)
    scores: dict[int, int] = {}
    if votes[0].test == "acr":
        scores = {score: sum(v.score == score for v in votes) for score in range(1, 6)}
    wins, losses, ties = _won(votes, item)
    return Row(
        item=item, n=len(votes), estimate=estimate, wins=wins, losses=losses, ties=ties, scores=scores,
        win_probability=as_probability(estimate) if scale.ties is not None else None, one_way=any(number in part for part in scale.one_way),
        group=next(n for n, group in enumerate(scale.groups) if number in group),
    )  # fmt: skip


def _won(votes: Sequence[Vote], item: str) -> tuple[int, int, int]:
    """Wins, losses and ties of an item."""
    if votes and votes[0].test in ("acr", "abx"):
        return 0, 0, 0
    wins = losses = 0
    for vote in votes:
        better = vote.winner if vote.test == "ab" else (vote.right if (vote.score or 0) > 0 else vote.left) if vote.score else None  # fmt: skip
        wins += better == item
        losses += better is not None and better != item
    return wins, losses, len(votes) - wins - losses


def _pairs(votes: Sequence[Vote], rows: tuple[Row, ...], scale: Scale | None, confidence: float) -> tuple[Pair, ...]:
    on: dict[frozenset[str], list[Vote]] = {}
    for vote in votes:
        on.setdefault(frozenset(vote.items), []).append(vote)
    names = [row.item for row in rows]
    number = {item: n for n, item in enumerate(sorted(names))}
    pairs = []
    for one, other in combinations(names, 2):
        own = on.get(frozenset((one, other)), [])
        wins, losses, ties = _won(own, one)
        if scale is None:
            hits = sum(bool(v.right_answer) for v in own)
            if own:
                pairs.append(Pair(one=one, other=other, n=len(own), found=found(hits, len(own), confidence=confidence)))
            continue
        at = number[one], number[other]
        pairs.append(Pair(
            one=one, other=other, n=len(own), wins=wins, losses=losses, ties=ties, difference=scale.difference(*at),
            more=more_votes_for(scale, *at),
        ))  # fmt: skip
    return tuple(pairs)
