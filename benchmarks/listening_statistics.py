"""Do 95 % intervals of a listening test hold the truth in 95 % of simulations? `python -m benchmarks.listening_statistics [n]`

Listeners with known strengths vote: eight voices, all 28 pairs each, ties, and in some rows what makes votes depend on
each other. The truth of a row is what endless votes of endless such listeners on endless such trials would give: with
lazy listeners (a share of votes is thrown with dice) strengths are nearer to each other than they are heard, and that
is what is estimated. A row says how often strengths and differences of two were covered, and how wide they were.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from omni_nb.compare.listening import bradley_terry
from omni_nb.compare.listening.coded import Coded
from omni_nb.compare.listening.opinion import comparison, opinion
from omni_nb.compare.listening.resampling import bootstrap
from omni_nb.compare.listening.scale import Scale, strengths

SIMULATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
DRAWS = 1_000
rng = np.random.default_rng(1)


@dataclass(frozen=True)
class Case:
    """A listening test. Spreads are standard deviations of log strengths (`ab`) or points (`acr`, `ccr`)."""

    name: str
    listeners: int
    voices: int = 8
    sentences: int = 1
    votes: int | None = None  # each listener; None: all pairs with all sentences
    strengths: float = 0.7
    ties: float = 0.75
    lazy: float = 0.0  # mean share of votes that are thrown with dice; of each listener from 0 to twice that
    tastes: float = 0.0  # each listener likes each voice a little more or less
    divides: float = 0.0  # the same, of the first voice alone
    trials: float = 0.0  # each trial (pair and sentence) has a lean of its own

    @property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        first, second = np.array(list(combinations(range(self.voices), 2))).T
        return first, second


def chances(difference: np.ndarray, ties: float) -> np.ndarray:
    weights = np.stack([np.exp(difference / 2), np.exp(-difference / 2), np.full_like(difference, ties)])
    return weights / weights.sum(axis=0)


def tastes(case: Case, heard: np.ndarray, n: int) -> np.ndarray:
    own = heard + rng.normal(0, case.tastes, (n, case.voices))
    own[:, 0] += rng.normal(0, case.divides, n)
    return own


def truth(case: Case, heard: np.ndarray) -> np.ndarray:
    """What endless votes give: strengths fitted to mean chances, with lazy votes among them."""
    first, second = case.pairs
    many = 4_000 if case.tastes or case.divides or case.trials else 1
    own = tastes(case, heard, many)
    lean = rng.normal(0, case.trials, (many, len(first)))
    mean = chances(own[:, first] - own[:, second] + lean, case.ties).mean(axis=1)
    mean = ((1 - case.lazy) * mean + case.lazy / (3 if case.ties else 2) * (mean > 0)) * 1e6
    counts = bradley_terry.Tally(
        first=first, second=second, wins=mean[:1], losses=mean[1:2], ties=mean[2:], n_items=case.voices
    )
    return bradley_terry.fit(counts, prior_votes=0).strengths[0]


def vote(case: Case, heard: np.ndarray) -> Coded:
    first, second = case.pairs
    shown = len(first) * case.sentences
    each = shown if case.votes is None else case.votes
    question = np.concatenate(
        [
            np.concatenate([rng.permutation(shown) for _ in range(-(-each // shown))])[:each]
            for _ in range(case.listeners)
        ]
    )
    listener, pair = np.repeat(np.arange(case.listeners), each), question % len(first)
    own, lean = tastes(case, heard, case.listeners), rng.normal(0, case.trials, shown)
    chance = chances(own[listener, first[pair]] - own[listener, second[pair]] + lean[question], case.ties)
    dice = rng.random(len(pair)) < (rng.uniform(0, 2 * case.lazy, case.listeners)[listener] if case.lazy else 0)
    chance[:, dice] = (chance[:, dice] > 0) / (3 if case.ties else 2)
    drawn = rng.random(len(pair))
    value = np.where(drawn < chance[0], 1.0, np.where(drawn < chance[0] + chance[1], -1.0, 0.0))
    turned = rng.random(len(pair)) < 0.5
    return Coded(
        items=tuple(map(str, range(case.voices))), listeners=tuple(map(str, range(case.listeners))),
        trials=tuple(map(str, range(shown))), left=np.where(turned, second[pair], first[pair]),
        right=np.where(turned, first[pair], second[pair]), listener=listener, trial=question,
        value=np.where(turned, -value, value),
    )  # fmt: skip


class Cover:
    """How often intervals held the truth."""

    def __init__(self) -> None:
        self.inside: list[bool] = []
        self.widths: list[float] = []

    def add(self, low: float, high: float, true: float) -> None:
        self.inside.append(low <= true <= high)
        self.widths.append(high - low)

    def __str__(self) -> str:
        return f"{np.mean(self.inside):7.1%} {np.mean(self.widths):6.2f}"


def covered(scale: Scale, true: np.ndarray, own: Cover, differences: Cover) -> None:
    for i in range(len(true)):
        found = scale.estimate(i)
        own.add(found.low, found.high, true[i])
    for i, j in combinations(range(len(true)), 2):
        difference = scale.difference(i, j)
        differences.add(difference.low, difference.high, true[i] - true[j])


def preference(case: Case, *, drawn: bool = False, simulations: int = SIMULATIONS) -> None:
    own, differences, first = Cover(), Cover(), Cover()
    winners = 0
    for _ in range(simulations):
        heard = rng.normal(0, case.strengths, case.voices)
        heard -= heard.mean()
        true = truth(case, heard)
        coded = vote(case, heard)
        scale = strengths(coded)
        if drawn:
            scale = bootstrap(scale, coded, draws=300, seed=int(rng.integers(1 << 30)))
        covered(scale, true, own, differences)
        if case.divides:
            found = scale.estimate(0)
            first.add(found.low, found.high, true[0])
        if not case.strengths:
            best = int(np.argmax(scale.values))
            winners += all(scale.difference(best, j).low > 0 for j in range(case.voices) if j != best)
    more = f"   the voice that divides {first}" if case.divides else ""
    more += f"   a winner announced in {winners / simulations:.1%}" if not case.strengths else ""
    print(f"{case.name:66}{own}  {differences}{more}", flush=True)


def scores(case: Case, *, harsh: float, test: str) -> None:
    """Opinion scores: listeners' harshness and tastes, recordings of their own quality, noise, rounded to the scale.

    The truth is the mean of endless listeners and recordings; with one listener that of this one.
    """
    own, differences = Cover(), Cover()
    scale_of = opinion if test == "acr" else comparison
    for _ in range(SIMULATIONS):
        quality = rng.normal(3 if test == "acr" else 0, case.strengths, case.voices)
        people = tastes(case, quality, case.listeners) + rng.normal(0, harsh, (case.listeners, 1))
        if case.listeners > 1:
            everybody = tastes(case, quality, 2_000) + rng.normal(0, harsh, (2_000, 1))
        else:
            everybody = np.repeat(people, 2_000, axis=0)
        true = scale_of(rated(case, everybody, test, endless=True)).values
        covered(scale_of(rated(case, people, test)), true, own, differences)
    print(f"{case.name:66}{own}  {differences}", flush=True)


def rated(case: Case, people: np.ndarray, test: str, *, endless: bool = False) -> Coded:
    """Scores of these people. Endless: each score of a recording of its own."""
    first, second = case.pairs if test == "ccr" else (np.arange(case.voices),) * 2
    shown, n = len(first), len(people)
    sentences = 1 if endless else case.sentences
    question = np.tile(np.arange(shown), n * sentences)
    listener = np.repeat(np.arange(n), shown * sentences)
    trial = question * sentences + np.tile(np.repeat(np.arange(sentences), shown), n)
    trial = np.arange(len(question)) if endless else trial
    felt = people[listener, second[question]] + rng.normal(0, 0.7, len(question))
    felt += rng.normal(0, case.trials, int(trial.max()) + 1)[trial]
    if test == "ccr":
        felt -= people[listener, first[question]]
    return Coded(
        items=tuple(map(str, range(case.voices))), listeners=tuple(map(str, range(n))),
        trials=tuple(map(str, range(int(trial.max()) + 1))), left=first[question], right=second[question],
        listener=listener, trial=trial, value=np.clip(np.rint(felt), *((1, 5) if test == "acr" else (-3, 3))),
    )  # fmt: skip


def pace() -> None:
    coded = vote(Case("", 20), rng.normal(0, 0.7, 8))
    strengths(coded)
    begun = time.perf_counter()
    for _ in range(20):
        scale = strengths(coded)
    one = (time.perf_counter() - begun) / 20
    begun = time.perf_counter()
    bootstrap(scale, coded, draws=DRAWS)
    print(f"\n8 voices, 20 listeners, 28 pairs: strengths with intervals {one * 1e3:.1f} ms; {DRAWS:,} refitted draws {time.perf_counter() - begun:.2f} s (goal under 2 s)")  # fmt: skip


def main() -> None:
    print(f"{SIMULATIONS:,} simulations; goal: covered in 93 to 97 %\n{'':66}strengths      differences\n{'':66}covered  width covered  width")  # fmt: skip
    for n in (5, 10, 20):
        preference(Case(f"{n} listeners × 28 pairs", n))
    preference(Case("5 listeners, a third of the votes thrown with dice", 5, lazy=0.33))
    preference(Case("20 listeners, a third of the votes thrown with dice", 20, lazy=0.33))
    preference(Case("5 listeners with tastes of their own (sd 0.6)", 5, tastes=0.6))
    preference(Case("20 listeners with tastes of their own, and a third lazy", 20, tastes=0.6, lazy=0.33))
    preference(Case("10 listeners, each trial leans (sd 0.6)", 10, trials=0.6))
    preference(Case("20 listeners, each trial leans", 20, trials=0.6))
    preference(
        Case("10 listeners × 3 sentences, tastes, leaning trials", 10, sentences=3, votes=28, tastes=0.6, trials=0.6)
    )
    preference(Case("10 listeners, few ties (ν = 0.2), voices far apart (sd 1.2)", 10, ties=0.2, strengths=1.2))
    preference(Case("10 listeners, no ties", 10, ties=0.0))
    preference(Case("20 listeners, one voice divides them (sd 1.5)", 20, divides=1.5))
    preference(Case("10 listeners, all voices alike", 10, strengths=0.0))
    preference(Case("1 listener × 60 votes", 1, votes=60))
    preference(Case("1 listener × 60 votes, voices far apart (sd 1.2)", 1, votes=60, strengths=1.2))
    preference(Case("2 listeners × 28 pairs", 2))
    preference(Case("2 voices, 5 listeners × 10 sentences", 5, voices=2, sentences=10))
    preference(Case("2 voices, 5 listeners with tastes × 10 sentences", 5, voices=2, sentences=10, tastes=0.6))
    print("\npercentiles of the two-level bootstrap, 300 draws each, for comparison")
    for n in (5, 20):
        preference(Case(f"{n} listeners × 28 pairs", n), drawn=True, simulations=max(SIMULATIONS // 10, 10))
    print(
        "\nopinion scores: each voice with 3 sentences, harsh and mild listeners (sd 0.5), tastes and recordings (sd 0.3)"
    )
    for n in (1, 5, 10, 20):
        scores(Case(f"acr, {n} listener{'s' * (n > 1)}", n, sentences=3, tastes=0.3, trials=0.3), harsh=0.5, test="acr")
    for n in (1, 5, 20):
        scores(Case(f"ccr, {n} listener{'s' * (n > 1)} × 28 pairs", n, tastes=0.3, trials=0.3), harsh=0.0, test="ccr")
    pace()


if __name__ == "__main__":
    main()
