"""The results of a listening test in plain words."""

from __future__ import annotations

import functools
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
from omni_nb.messages import Message, _, clauses, joined, listed, say
from omni_nb.notes import Note

if TYPE_CHECKING:
    from omni_nb.compare.listening.results import Results

WHY: Mapping[Reason, Message] = {
    "practice": _("for practice"),
    "duplicate": _("the same vote twice"),
    "replaced": _("answered again later"),
    "not_heard": _("not heard completely before the vote"),
    "words_differ": _("the samples say different words"),
}
"""Why votes do not count, in words."""
UNITS = {"ab": _("strength"), "acr": _("mean score"), "ccr": _("place")}
"""What is estimated of an item."""


_LEVELS = {"nominal": _("nominal"), "ordinal": _("ordinal"), "interval": _("interval")}


def named(item: str) -> str:
    """A name inside of a sentence: one line, not too long, nothing that cannot be seen."""
    return short(" ".join(visible(item).split()), 60) or say(_("(no name)"))


def summary(results: Results) -> str:
    """Some lines of plain text: how many votes, who is ahead or why nobody is, the table, what to know."""
    lines: list[str] = [counted(results.n, len(results.listeners), results.excluded)]
    if results.n:
        lines += [found_out(pair) for pair in results.pairs] if results.test == "abx" else [verdict(results)]
        lines += _table(results.rows, results.test)
        lines += more(results)
        lines += care(results)
    return "\n".join(map(say, [*lines, *results.notes]))


def counted(n: int, n_listeners: int, excluded: Mapping[Reason, int]) -> Message:
    """How many votes count, and how many do not and why."""
    words = _(
        "{votes} by {listeners}.",
        votes=votes_in_words(n),
        listeners=_("{n} listener|{n} listeners", n=f"{n_listeners:,}"),
    )
    if not excluded:
        return words
    out = listed(_("{count} {why}", count=k, why=WHY[reason]) for reason, k in excluded.items())
    return joined([words, _("{votes} left out: {out}.", votes=votes_in_words(sum(excluded.values())), out=out)])


def votes_in_words(n: int) -> Message:
    """`1 vote`, `1,200 votes`."""
    return _("{n} vote|{n} votes", n=f"{n:,}")


def both(one: str, other: str) -> Message:
    """Two names inside of a sentence."""
    return _("{one} and {other}", one=named(one), other=named(other))


def verdict(results: Results) -> str:
    """Who is ahead of all others, or that nobody is."""
    sure = f"{100 * results.confidence:.6g}%"
    if results.winner is not None:
        return _("{name} is ahead of all others, at {sure} for each.", name=named(results.winner), sure=sure)
    if len(results.rows) < 2:
        return _("There is only one, so there is nothing to compare.") if results.rows else ""
    if results.rows[0].group != results.rows[-1].group or len({r.group for r in results.rows}) > 1:
        return _("No winner: not all of them were compared with each other, directly or through others.")
    first = results.rows[0].item
    near = [named(p.other) for p in results.pairs if p.one == first and p.ahead is None]
    names = _("{one} and {other}", one=listed(near[:-1]), other=near[-1]) if len(near) > 1 else listed(near)
    return _(
        "No winner: {first} cannot be told apart from {names} at {sure}.", first=named(first), names=names, sure=sure
    )


def found_out(pair: Pair) -> Message:
    """What was found of two in ABX."""
    share, names = pair.found or Share(hits=0, n=0), both(pair.one, pair.other)
    if not share.n:
        return _("{both}: no votes.", both=names)
    said = (
        _("{both}: can be told apart.", both=names)
        if share.told_apart
        else _("{both}: no difference was found, which does not prove that there is none.", both=names)
    )
    numbers = _(
        "X was found in {hits} of {all} ({share}, interval {low} to {high}; p = {p} by guessing).",
        hits=share.hits, all=share.n, share=f"{share.share:.0%}", low=f"{share.low:.0%}", high=f"{share.high:.0%}", p=f"{share.p:.2g}",
    )  # fmt: skip
    return joined([said, numbers])


def _table(rows: Sequence[Row], test: str) -> Iterator[str]:
    width = max((len(named(r.item)) for r in rows), default=0)
    for row in rows:
        if row.estimate is None:
            continue
        told: list[Message] = [_("{unit} {interval}", unit=UNITS[test], interval=interval(row.estimate))]
        if (share := row.win_probability) is not None:
            told.append(_("preferred to the average in {share}", share=_share(share)))
        if test != "acr":
            told.append(_("{won} won, {lost} lost, {tied} tied", won=row.wins, lost=row.losses, tied=row.ties))
        yield f"  {named(row.item):{width}}  {clauses([*told, votes_in_words(row.n)])}"


def _share(estimate: Estimate) -> str | Message:
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.0%}"
    return _(
        "{value} ({low} to {high})",
        value=f"{estimate.value:.0%}",
        low=f"{estimate.low:.0%}",
        high=f"{estimate.high:.0%}",
    )


def interval(estimate: Estimate) -> Message:
    """`0.42 (0.10 to 0.74)`."""
    if estimate.low is None or estimate.high is None:
        return _("{value} (too few votes for an interval)", value=_signed(estimate.value))
    return _(
        "{value} ({low} to {high})",
        value=_signed(estimate.value),
        low=_signed(estimate.low),
        high=_signed(estimate.high),
    )


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def more(results: Results) -> Iterator[Message]:
    """About how many more votes tell the first two apart."""
    pair = next((p for p in results.pairs if p.ahead is None and p.more is not None), None)
    if pair is None or pair.more is None or results.winner is not None:
        return
    names = both(pair.one, pair.other)
    if pair.more.votes is None:
        yield _("{both} are so close that no practical number of votes tells them apart.", both=names)
        return
    least = [] if pair.more.least is None else [_("{n} if they differ more than estimated", n=f"{pair.more.least:,}")]
    most = _("never if they are alike") if pair.more.most is None else _("{n} if less", n=f"{pair.more.most:,}")
    yield _(
        "About {n} more vote on {both} would tell them apart ({reach}).|About {n} more votes on {both} would tell them apart ({reach}).",
        n=f"{pair.more.votes:,}", both=names, reach=listed([*least, most]),
    )  # fmt: skip


def care(results: Results) -> Iterator[Message]:
    """Whether listeners agree with each other and with themselves."""
    found = results.agreement
    if found is not None and len(results.listeners) > 1:
        if found.alpha is None:
            yield _("Agreement between listeners is not defined: {why}.", why=found.why)
        else:
            yield _(
                "Agreement between listeners: Krippendorff's alpha {alpha} (1 is full, 0 is chance; {level}).",
                alpha=f"{found.alpha:.2f}", level=_LEVELS[found.level],
            )  # fmt: skip
    repeats = sum(p.repeats for p in results.listeners)
    if repeats:
        same = sum(p.same for p in results.listeners)
        least = min((p for p in results.listeners if p.repeats), key=lambda p: p.same / p.repeats)
        n_same, n_all = f"{same:,}", f"{repeats:,}"
        if len(results.listeners) == 1 or same == repeats:
            yield _("Hidden repeats: the same answer in {same} of {repeats}.", same=n_same, repeats=n_all)
        else:
            yield _(
                "Hidden repeats: the same answer in {same} of {repeats}; least by {name}, {own} of {of}.",
                same=n_same, repeats=n_all, name=named(least.name), own=least.same, of=least.repeats,
            )  # fmt: skip


def notes(
    sifted: Sifted, rows: Sequence[Row], people: Sequence[Listener], coded: Coded, scale: Scale | None
) -> tuple[Note, ...]:
    """What a person should know before believing the table."""
    found: list[Note] = []
    if n := sifted.excluded.get("words_differ"):
        said = _(
            "{votes} left out because the samples say different words; words_may_differ=True counts them.",
            votes=votes_in_words(n),
        )
        found.append(Note("votes_left_out", said))
    most = max(people, key=lambda p: p.n)
    if effective(coded.listener) < FEW_LISTENERS:
        name, n_own, n_all = named(most.name), f"{most.n:,}", f"{len(sifted.votes):,}"
        who = (
            _("One listener")
            if len(people) == 1
            else _("{name} gave {n} of {all} votes", name=name, n=n_own, all=n_all)
        )
        said = _("{who}: the intervals are over trials, and say nothing about other people.", who=who)
        found.append(Note("one_listener", said))
    if len(coded.trials) <= len(rows) and scale is not None and len(coded.trials) < len(sifted.votes):
        found.append(Note("one_trial", _("Too few trials to know how other sentences would do.")))
    found += _of_the_scale(rows, scale)
    for person in people:
        if person.leans:
            n = person.left if person.leans == "left" else person.right
            name, both_n = named(person.name), person.left + person.right
            words = (
                _("{name} chose the left one in {chosen} of {all}, whichever it was. Since the sides are shuffled, that is not a preference.", name=name, chosen=n, all=both_n)
                if person.leans == "left"
                else _("{name} chose the right one in {chosen} of {all}, whichever it was. Since the sides are shuffled, that is not a preference.", name=name, chosen=n, all=both_n)
            )  # fmt: skip
            found.append(Note("one_sided", words))
    return tuple(found)


def _of_the_scale(rows: Sequence[Row], scale: Scale | None) -> Iterator[Note]:
    if scale is None:
        return
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(named(row.item))
    if len(groups) > 1:
        apart = clauses(listed([*names[:8], *(["…"] if len(names) > 8 else [])]) for names in groups.values())
        words = _("These groups were never compared with each other, so each has its own scale: {apart}.", apart=apart)
        yield Note("not_linked", words)
    place = {row.item: n for n, row in enumerate(rows)}
    for group in scale.groups:
        parts = [
            sorted((scale.items[i] for i in p), key=lambda i: place[i]) for p in scale.one_way if set(p) <= set(group)
        ]
        if parts:
            ranks = [listed(map(named, p)) for p in sorted(parts, key=lambda p: place[p[0]])[:8]]
            over = functools.reduce(lambda better, worse: _("{better} over {worse}", better=better, worse=worse), ranks)
            words = _("All votes went one way: {over}. How far apart they really are is unknown.", over=over)
            yield Note("won_or_lost_all", words)
    n = len(rows) * (len(rows) - 1) // 2
    if n > 4:
        by_chance = n * (1 - scale.confidence)
        words = _(
            "Of {n} pairs, about {chance} would look different by chance if all were alike.",
            n=n,
            chance=f"{by_chance:.2g}",
        )
        yield Note("by_chance", words)
