"""The results of a listening test in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from omni_nb.compare.listening.abx import Share
from omni_nb.compare.listening.agreement import Listener
from omni_nb.compare.listening.coded import Coded
from omni_nb.compare.listening.rows import Pair, Row
from omni_nb.compare.listening.scale import Scale
from omni_nb.compare.listening.sifting import Reason, Sifted
from omni_nb.compare.listening.spread import FEW_LISTENERS, Estimate, effective
from omni_nb.escape import short, visible
from omni_nb.notes import Note

if TYPE_CHECKING:
    from omni_nb.compare.listening.results import Results

WHY: Mapping[Reason, str] = {
    "practice": "for practice",
    "duplicate": "the same vote twice",
    "replaced": "voted anew later",
    "not_heard": "not all was heard before the vote",
    "words_differ": "the samples say different words",
}
"""Why votes do not count, in words."""
_UNITS = {"ab": "strength", "acr": "mean score", "ccr": "place"}


def named(item: str) -> str:
    """A name inside of a sentence: one line, not too long, nothing that cannot be seen."""
    return short(" ".join(visible(item).split()), 60) or "(no name)"


def summary(results: Results) -> str:
    """Some lines of plain text: how many votes, who is ahead or why nobody is, the table, what to know."""
    lines = [counted(results.n, len(results.listeners), results.excluded)]
    if results.n:
        lines += [found_out(pair) for pair in results.pairs] if results.test == "abx" else [verdict(results)]
        lines += _table(results.rows, results.test)
        lines += more(results)
        lines += care(results)
    return "\n".join([*lines, *results.notes])


def counted(n: int, n_listeners: int, excluded: Mapping[Reason, int]) -> str:
    """How many votes count, and how many do not and why."""
    words = f"{many(n, 'vote')} by {many(n_listeners, 'listener')}."
    if excluded:
        out = ", ".join(f"{k} {WHY[reason]}" for reason, k in excluded.items())
        words += f" {many(sum(excluded.values()), 'vote')} left out: {out}."
    return words


def many(n: int, thing: str) -> str:
    """`1 vote`, `1,200 votes`."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def verdict(results: Results) -> str:
    """Who is ahead of all others, or that nobody is."""
    sure = f"{100 * results.confidence:.6g}%"
    if results.winner is not None:
        return f"{named(results.winner)} is ahead of all others, at {sure} for each."
    if len(results.rows) < 2:
        return "There is only one, so nothing is ahead." if results.rows else ""
    if results.rows[0].group != results.rows[-1].group or len({r.group for r in results.rows}) > 1:
        return "No winner: not all were compared with each other, even by way of others."
    first = results.rows[0].item
    near = [named(p.other) for p in results.pairs if p.one == first and p.ahead is None]
    names = " and ".join([", ".join(near[:-1]), near[-1]] if len(near) > 1 else near)
    return f"No winner: {named(first)} cannot be told apart from {names} at {sure}."


def found_out(pair: Pair) -> str:
    """What was found of two in ABX."""
    share = pair.found or Share(hits=0, n=0)
    both = f"{named(pair.one)} and {named(pair.other)}"
    if not share.n:
        return f"{both}: no votes."
    numbers = (
        f"X was found in {share.hits} of {share.n} ({share.share:.0%}, interval {share.low:.0%} to {share.high:.0%}; "
        f"p = {share.p:.2g} by guessing)"
    )
    said = (
        "can be told apart" if share.told_apart else "no difference was shown, which does not prove that there is none"
    )
    return f"{both}: {said}. {numbers}."


def _table(rows: Sequence[Row], test: str) -> Iterator[str]:
    width = max((len(named(r.item)) for r in rows), default=0)
    for row in rows:
        if row.estimate is None:
            continue
        line = f"  {named(row.item):{width}}  {_UNITS[test]} {interval(row.estimate)}"
        if row.win_probability is not None:
            line += f", preferred to the average in {row.win_probability.value:.0%}"
            if row.win_probability.low is not None and row.win_probability.high is not None:
                line += f" ({row.win_probability.low:.0%} to {row.win_probability.high:.0%})"
        if test != "acr":
            line += f"; {row.wins} won, {row.losses} lost, {row.ties} tied"
        yield f"{line}; {many(row.n, 'vote')}"


def interval(estimate: Estimate) -> str:
    """`0.42 (0.10 to 0.74)`."""
    if estimate.low is None or estimate.high is None:
        words = f"{estimate.value:.2f} (too few votes for an interval)"
    else:
        words = f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
    return words.replace("-0.00", "0.00").replace("-", "−")


def more(results: Results) -> Iterator[str]:
    """About how many more votes tell the first two apart."""
    pair = next((p for p in results.pairs if p.ahead is None and p.more is not None), None)
    if pair is None or pair.more is None or results.winner is not None:
        return
    both = f"{named(pair.one)} and {named(pair.other)}"
    if pair.more.votes is None:
        yield f"{both} are so near to each other that no number of votes in reach tells them apart."
        return
    least = "" if pair.more.least is None else f"{pair.more.least:,} if they differ more than estimated, "
    most = "never if they are alike" if pair.more.most is None else f"{pair.more.most:,} if less"
    yield f"About {many(pair.more.votes, 'more vote')} on {both} would tell them apart ({least}{most})."


def care(results: Results) -> Iterator[str]:
    """Whether listeners agree with each other and with themselves."""
    found = results.agreement
    if found is not None and len(results.listeners) > 1:
        if found.alpha is None:
            yield f"Agreement between listeners is not defined: {found.why}."
        else:
            yield f"Agreement between listeners: Krippendorff's alpha {found.alpha:.2f} (1 is full, 0 is chance; {found.level})."
    repeats = sum(p.repeats for p in results.listeners)
    if repeats:
        same = sum(p.same for p in results.listeners)
        least = min((p for p in results.listeners if p.repeats), key=lambda p: p.same / p.repeats)
        words = f"Hidden repeats: the same answer in {same:,} of {repeats:,}"
        own = (
            ""
            if len(results.listeners) == 1 or same == repeats
            else f"; least by {named(least.name)}, {least.same} of {least.repeats}"
        )
        yield f"{words}{own}."


def notes(
    sifted: Sifted, rows: Sequence[Row], people: Sequence[Listener], coded: Coded, scale: Scale | None
) -> tuple[Note, ...]:
    """What a person should know before believing the table."""
    found: list[Note] = []
    if n := sifted.excluded.get("words_differ"):
        said = f"{many(n, 'vote')} left out, for the samples say different words; words_may_differ=True counts them."
        found.append(Note("votes_left_out", said))
    most = max(people, key=lambda p: p.n)
    if effective(coded.listener) < FEW_LISTENERS:
        who = (
            "One listener" if len(people) == 1 else f"{named(most.name)} gave {most.n:,} of {len(sifted.votes):,} votes"
        )
        said = f"{who}: the intervals are over trials, and say nothing about other people."
        found.append(Note("one_listener", said))
    if len(coded.trials) <= len(rows) and scale is not None and len(coded.trials) < len(sifted.votes):
        found.append(Note("one_trial", "So few trials that nothing is known of how other sentences would do."))
    found += _of_the_scale(rows, scale)
    for person in people:
        if person.leans:
            n = person.left if person.leans == "left" else person.right
            words = f"{named(person.name)} chose the {person.leans} one in {n} of {person.left + person.right}, whatever it was"
            found.append(Note("one_sided", f"{words}. With sides shuffled that is no preference."))
    return tuple(found)


def _of_the_scale(rows: Sequence[Row], scale: Scale | None) -> Iterator[Note]:
    if scale is None:
        return
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(named(row.item))
    if len(groups) > 1:
        apart = "; ".join(", ".join(names[:8]) + ("…" if len(names) > 8 else "") for names in groups.values())
        words = f"Nothing links these to each other, so each group has a scale of its own: {apart}."
        yield Note("not_linked", words)
    place = {row.item: n for n, row in enumerate(rows)}
    for group in scale.groups:
        parts = [
            sorted((scale.items[i] for i in p), key=lambda i: place[i]) for p in scale.one_way if set(p) <= set(group)
        ]
        if parts:
            over = " over ".join(", ".join(map(named, p)) for p in sorted(parts, key=lambda p: place[p[0]])[:8])
            words = f"Votes went one way only: {over}. How far apart these are in truth is open."
            yield Note("won_or_lost_all", words)
    n = len(rows) * (len(rows) - 1) // 2
    if n > 4:
        by_chance = n * (1 - scale.confidence)
        words = f"Of {n} pairs, about {by_chance:.2g} would be found apart by chance if all were alike."
        yield Note("by_chance", words)
