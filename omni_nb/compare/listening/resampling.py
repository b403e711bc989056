"""The two-level bootstrap: listeners are drawn, and within each drawn listener trials."""

from __future__ import annotations

import dataclasses

import numpy as np

from omni_nb.compare.listening import bradley_terry
from omni_nb.compare.listening.coded import Coded, Floats, Ints
from omni_nb.compare.listening.scale import Draws, Scale
from omni_nb.messages import _

_MOST_CELLS = 5_000_000


def bootstrap(scale: Scale, coded: Coded, *, draws: int = 1_000, seed: int = 0, prior_votes: float = 1.0) -> Scale:
    """The same strengths with the intervals of a two-level bootstrap: percentiles of refitted draws.

    They are wider than they say (`spread` tells why and by how much); with one listener trials alone are drawn.

    Args:
        scale: Strengths of these votes.
        coded: Votes of `ab`.
        draws: How many.
        seed: The same seed draws the same.
        prior_votes: As in `scale.strengths`.
    """
    if draws < 2:
        raise ValueError(_("a bootstrap needs at least 2 draws, got {draws}", draws=repr(draws)))
    counts = bradley_terry.tally(coded)
    start = bradley_terry.fit(counts, prior_votes=prior_votes)
    drawn = _drawn(coded, len(counts.first), draws, np.random.default_rng(seed))
    many = dataclasses.replace(counts, wins=drawn[0], losses=drawn[1], ties=drawn[2])
    return dataclasses.replace(
        scale, uncertainty=Draws(values=bradley_terry.fit(many, prior_votes=prior_votes, start=start).strengths)
    )


def _drawn(coded: Coded, n_pairs: int, draws: int, random: np.random.Generator) -> Floats:
    """(3, B, P) wins, losses and ties of each draw."""
    pair, outcome, __, __ = bradley_terry.cells(coded)
    n_listeners = len(coded.listeners)
    times = random.multinomial(n_listeners, np.full(n_listeners, 1 / n_listeners), draws)
    total = np.zeros((draws, 3 * n_pairs))
    for listener in range(n_listeners):
        own = np.flatnonzero(coded.listener == listener)
        cell, trial = outcome[own] * n_pairs + pair[own], np.unique(coded.trial[own], return_inverse=True)[1]
        total += _trials_drawn(cell, trial, times[:, listener], 3 * n_pairs, random)
    return total.reshape(draws, 3, n_pairs).transpose(1, 0, 2)


def _trials_drawn(cell: Ints, trial: Ints, times: Ints, n_cells: int, random: np.random.Generator) -> Floats:
    """Counts of one listener's votes when he is drawn so many times and his trials are drawn anew each time."""
    n_trials = int(trial.max()) + 1
    order = np.argsort(cell, kind="stable")
    there, starts = np.unique(cell[order], return_index=True)
    even, block = np.full(n_trials, 1 / n_trials), max(1, _MOST_CELLS // len(cell))
    counts = np.zeros((len(times), n_cells))
    for at in range(0, len(times), block):
        drawn = random.multinomial(times[at : at + block] * n_trials, even)
        counts[at : at + block, there] = np.add.reduceat(drawn[:, trial[order]], starts, axis=1)
    return counts
