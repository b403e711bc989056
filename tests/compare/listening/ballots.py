"""Votes of listeners whose truth is known."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from omni_nb.compare.listening.votes import Vote

NAMES = ("Ada", "Bo", "Cleo", "Dai")


def ab(left, right, choice, *, listener="Mei", trial=None, **more):
    trial = trial or "-".join(sorted((left, right)))
    return Vote(listener=listener, trial=trial, test="ab", left=left, right=right, choice=choice, **more)


def acr(item, score, *, listener="Mei", trial=None, **more):
    return Vote(listener=listener, trial=trial or item, test="acr", item=item, score=score, **more)


def ccr(left, right, score, *, listener="Mei", trial=None, **more):
    trial = trial or "-".join(sorted((left, right)))
    return Vote(listener=listener, trial=trial, test="ccr", left=left, right=right, score=score, **more)


def abx(left, right, hit, *, x="left", listener="Mei", trial="t1", **more):
    choice = x if hit else {"left": "right", "right": "left"}[x]
    return Vote(listener=listener, trial=trial, test="abx", left=left, right=right, choice=choice, x=x, **more)


def preferences(strengths, *, listeners=6, sentences=2, ties=0.7, seed=0, names=NAMES):
    """All pairs of each sentence by each listener, sides shuffled."""
    random = np.random.default_rng(seed)
    votes = []
    for listener in range(listeners):
        for i, j in combinations(range(len(strengths)), 2):
            for sentence in range(sentences):
                i, j = (i, j) if random.random() < 0.5 else (j, i)
                half = (strengths[i] - strengths[j]) / 2
                weights = np.array([np.exp(half), np.exp(-half), ties])
                choice = ("left", "right", "tie")[random.choice(3, p=weights / weights.sum())]
                trial = f"{min(i, j)}{max(i, j)}{sentence}"
                votes.append(ab(names[i], names[j], choice, listener=f"listener {listener}", trial=trial))
    return votes
