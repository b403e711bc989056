"""What is heard in a listening test: its samples, its trials, and the order of a listener's trials. Values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from omni_nb.compare.listening.shuffling import Shuffler
from omni_nb.compare.listening.votes import Sample, Side, Test
from omni_nb.messages import _

PRACTICE = "practice-"
"""How the id of a practice trial begins: the same question may come again and count."""
SAID: Mapping[Sample, str] = {"left": "A", "right": "B", "x": "X", "item": _("the sample")}
"""What a listener knows each sample by."""
LEAST_ABX_TRIALS = 16
"""Fewer answers tell little: of 16, twelve must be right to be better than chance at 5 %; of 4 no number is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stimulus:
    """One sound of the test.

    Attributes:
        item: What is judged: a voice, a model, a prompt. Never shown to a listener.
        sound: What tells the sound from others: a hash of its samples.
        material: What was said: only samples of the same material are compared. Empty where there is only one.
        words: Its words, if they are known.
    """

    item: str
    sound: str
    material: str = ""
    words: str | None = None

    @property
    def id(self) -> str:
        """What a page knows it by. It tells nothing to those who do not have the sounds."""
        return hashed(self.item, self.material, self.sound)[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question to the listener. Samples are named by the ids of their stimuli.

    Attributes:
        id: The same for all listeners and for hidden repeats: of what is compared, not of the sides.
        left: First, A. None in `acr`.
        right: Second, B. None in `acr`.
        item: The one sample of `acr`.
        x: `abx`: which of the two X is.
        showing: 0, or 1 and more in hidden repeats.
        practice: It does not count.
        words_differ: Whether the two say different words; None where nobody knows.
    """

    id: str
    left: str | None = None
    right: str | None = None
    item: str | None = None
    x: Side | None = None
    showing: int = 0
    practice: bool = False
    words_differ: bool | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What a vote for it is found by, among those of one listener."""
        return self.id, self.showing

    @property
    def stimuli(self) -> tuple[str, ...]:
        """The ids of what is judged."""
        return tuple(s for s in (self.left, self.right, self.item) if s is not None)

    @property
    def samples(self) -> dict[Sample, str]:
        """What is to be heard, and the id of its sound."""
        heard: dict[Sample, str | None] = {"left": self.left, "right": self.right, "item": self.item}
        if self.x is not None:
            heard["x"] = self.left if self.x == "left" else self.right
        return {name: id for name, id in heard.items() if id is not None}


def hashed(*words: str) -> str:
    """A hash of these words, in hexadecimal."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def sided(trials: Sequence[Trial], test: Test, items: Mapping[str, str], shuffle: Shuffler) -> list[Trial]:
    """Each pair on its sides: an item stands about as often on the left as on the right.

    Args:
        trials: Pairs, or single samples, which stay as they are.
        test: In `abx` a coin says what X is.
        items: The item of each stimulus, by id.
        shuffle: Chance.
    """
    lefts = dict.fromkeys(items.values(), 0)

    def on_sides(trial: Trial) -> Trial:
        if trial.left is None or trial.right is None:
            return trial
        a, b = items[trial.left], items[trial.right]
        swap = lefts[a] > lefts[b] if lefts[a] != lefts[b] else shuffle.coin()
        lefts[b if swap else a] += 1
        return replace(_swapped(trial) if swap else trial, x=_x(test, shuffle))

    return [on_sides(t) for t in trials]


def with_repeats(trials: Sequence[Trial], wanted: int | None, test: Test, shuffle: Shuffler) -> list[Trial]:
    """With hidden repeats: sides swapped, and as far behind the first showing as there is room.

    Args:
        trials: In their order.
        wanted: How many; None: about one in six, and in `abx` as many as make 16 trials.
        test: Which test.
        shuffle: Chance.
    """
    n = len(trials)
    if wanted is None:
        wanted = max(round(n / 6) if n >= 4 else 0, LEAST_ABX_TRIALS - n if test == "abx" else 0)
    order, last = list(trials), {t.id: t for t in trials}
    for k in range(wanted):
        before = last[trials[k % n].id]
        again = replace(_swapped(before), showing=before.showing + 1, x=_x(test, shuffle))
        least = min(len(order), order.index(before) + max(2, n // 2))
        order.insert(least + int(shuffle.unit() * (len(order) + 1 - least)), again)
        last[again.id] = again
    return order


def _swapped(trial: Trial) -> Trial:
    return replace(trial, left=trial.right, right=trial.left)


def _x(test: Test, shuffle: Shuffler) -> Side | None:
    if test != "abx":
        return None
    return "left" if shuffle.coin() else "right"
