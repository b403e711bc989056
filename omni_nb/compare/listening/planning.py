"""What to ask next, and how much more."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.quantiles import two_sided
from omni_nb.compare.listening.scale import Scale, strengths
from omni_nb.compare.listening.sifting import sift
from omni_nb.compare.listening.spread import Estimate
from omni_nb.messages import _

# Beyond this nobody will ask; and so small a difference, squared, says nothing about how many.
_MOST = 10_000
# So many standard errors farther out and the interval misses 0 in four tests of five; at just its reach, in one of two.
_FOUR_OF_FIVE = 0.8416


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreVotes:
    """About how many more votes on two items tell them apart, in four tests of five, if they differ by the estimate.

    Attributes:
        votes: About so many; 0 where they are told apart already; None where more than 10,000 would be needed, as for
            items that are estimated to be equal.
        least: If the true difference is greater by one standard error.
        most: If it is smaller by one standard error; None where that leaves no difference, so that no number is enough.
    """

    votes: int | None
    least: int | None
    most: int | None


def more_votes(difference: Estimate, *, noise: float, reach: float) -> MoreVotes | None:
    """How many more votes on these two, by listeners like these.

    Args:
        difference: Of the two, with its interval.
        noise: The variance that one vote has as an estimate of the difference.
        reach: How many standard errors the interval reaches to either side.

    Returns:
        None where the difference has no interval.
    """
    if difference.low is None or difference.high is None:
        return None
    if difference.low > 0 or difference.high < 0:
        return MoreVotes(votes=0, least=0, most=0)
    error = (difference.high - difference.low) / 2 / reach
    size = abs(difference.value)

    def needed(true: float) -> int | None:
        if true <= 0:
            return None
        votes = noise * max(((reach + _FOUR_OF_FIVE) / true) ** 2 - 1 / error**2, 0.0)
        return max(math.ceil(votes), 1) if votes <= _MOST else None

    return MoreVotes(votes=needed(size), least=needed(size + error), most=needed(size - error))


def more_votes_for(scale: Scale, one: int, other: int) -> MoreVotes | None:
    """The same for two items of a scale; in `acr` a vote on each of both counts as one."""
    difference = scale.difference(one, other)
    if difference is None:
        return None
    reach = two_sided(scale.confidence)
    return more_votes(difference, noise=scale.noise_of_a_vote(one, other), reach=reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPair:
    """What to ask next.

    Attributes:
        left: First.
        right: Second.
        why: `never_compared`: nothing links the two yet, not even by way of others. `undecided`: of the pairs that are
            not told apart, one vote on this one tells most.
    """

    left: str
    right: str
    why: Literal["never_compared", "undecided"]


def next_pair(
    votes: object, *, items: Sequence[str], seed: int = 0, confidence: float = 0.95, words_may_differ: bool = False
) -> NextPair | None:
    """The pair of which the next vote of `ab` tells most.

    What a vote tells is what it takes off the uncertainty of the pair's difference: most where little was asked and
    the two are near to each other. So a pair that was asked again and again loses its turn though it stays undecided.
    The one that stood on the left less often stands there. Of equal ones the seed decides, anew with each vote; the
    same votes and seed give the same pair.

    Args:
        votes: What was voted, as `sifting.votes_of` takes it. All kinds but `ab` are left out.
        items: What is compared.
        seed: Decides between equal ones.
        confidence: At which a pair is told apart.
        words_may_differ: Whether votes count whose samples say different words.

    Returns:
        None when all are told apart.

    Raises:
        ValueError: There are fewer than two items, or one is there twice.
        TypeError: `items` is a string.
    """
    if isinstance(items, str):
        raise TypeError(_("a list of items is needed, got the string {items}", items=repr(items)))
    names = sorted(set(items))
    if len(names) < 2 or len(names) != len(items):
        raise ValueError(_("at least two different items are needed, got {items}", items=repr(list(items))))
    counted = [
        v for v in sift(votes, test="ab", words_may_differ=words_may_differ).votes if {v.left, v.right} <= set(names)
    ]
    scale = strengths(code(counted, items=names), confidence=confidence)
    chance = random.Random(f"{seed}:{len(counted)}")
    asked = {name: sum(name in v.items for v in counted) for name in names}
    best: list[tuple[float, int, int]] = []
    unlinked = False
    for one, other in combinations(range(len(names)), 2):
        difference = scale.difference(one, other)
        if difference is None:
            gain, fresh = -float(asked[names[one]] + asked[names[other]]), True
        elif difference.low is None or difference.high is None or difference.low > 0 or difference.high < 0:
            continue
        else:
            error = (difference.high - difference.low) / 2
            gain, fresh = error**2 / scale.noise_of_a_vote(one, other), False
        if fresh and not unlinked:
            best, unlinked = [], True
        if fresh == unlinked:
            best.append((gain, one, other))
    if not best:
        return None
    most = max(gain for gain, _, _ in best)
    __, one, other = chance.choice([b for b in best if b[0] >= most - 1e-6 * abs(most)])
    pair = [names[one], names[other]]
    chance.shuffle(pair)
    pair.sort(key=lambda name: sum((v.left == name) - (v.right == name) for v in counted))
    return NextPair(left=pair[0], right=pair[1], why="never_compared" if unlinked else "undecided")
