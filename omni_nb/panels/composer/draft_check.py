"""What would be refused of a draft, what it weighs and costs, and the ways out of each problem. It sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_nb import quantities
from omni_nb.messages import _, listed
from omni_nb.notes import Note
from omni_nb.panels.composer.draft import Draft
from omni_nb.prompt.remedies import Mend, offers
from omni_nb.prompt.report import Problem, Report
from omni_nb.prompt.request import Turn
from omni_nb.session.client import Client

# What disappears when a prompt is sent as several turns.
_SPLIT_MENDS = ("one_other_modality", "audio_too_long", "too_many_images", "too_many_audios", "too_many_videos")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a person is told of a draft.

    Attributes:
        line: What it weighs and costs, and who would answer.
        notes: What is unknown or worth knowing.
        problems: What would be refused, each with its ways out.
        cards: Ids of cards that something is wrong with.
    """

    line: str
    notes: tuple[Note, ...]
    problems: tuple[tuple[Problem, tuple[Mend, ...]], ...]
    cards: frozenset[str]

    def mends(self) -> dict[str, Mend]:
        """The ways out by the keys that their buttons have."""
        return {mend_key(p, m): m for p, mends in self.problems for m in mends}


def mend_key(problem: Problem, mend: Mend) -> str:
    """The key of a way out: what it does, not what its button says."""
    return ":".join(map(str, (problem.code, problem.part, mend.way, mend.part, mend.option, mend.kind, mend.value)))


def check(draft: Draft, client: Client, history: Sequence[Turn]) -> Checked:
    """Check a draft, sent with those earlier turns. It never raises: cards are drawn beside what it says."""
    try:
        return _checked(draft, client, history)
    except Exception:  # a fault of ours; without this every card would load for ever
        return Checked(str(_("this could not be checked here; it can be sent as it is")), (), (), frozenset())


def _checked(draft: Draft, client: Client, history: Sequence[Turn]) -> Checked:
    prompt = draft.prompt()
    server = str(_("the simulator answers, no model is asked")) if client.address.simulated else client.address.title
    try:
        report = client.review(client.request(prompt, history, draft.asking()))
    except (ValueError, TypeError) as err:
        return Checked(str(err), (), (), frozenset())
    problems = [p for p in report.problems if not (draft.split and p.code in _SPLIT_MENDS)]
    with_parts = [c for c in draft.cards if c.part is not None]
    bad = {with_parts[p.part].id for p in problems if p.part is not None}
    notes = [n for n in report.notes if n.code != "media"]  # these stand on the cards
    if draft.split:
        notes.append(Note("several_turns", _("it will be asked in several turns")))

    def ways(problem: Problem) -> tuple[Mend, ...]:  # where nothing was said before, nothing can be forgotten
        return tuple(m for m in offers(problem, prompt, draft.model) if history or m.option != "history")

    counted = prompt.parts and (report.tokens.total or not report.tokens.partial)  # "at least 0" says nothing
    line = f"{_weight(report)} · {server}" if counted else server
    return Checked(line, tuple(notes), tuple((p, ways(p)) for p in problems), frozenset(bad))


def _weight(report: Report) -> str:
    weight = _("{count} tokens", count=report.tokens.words)
    if report.input_cost is None:
        return str(weight)
    cost = quantities.cost(report.input_cost, report.currency)
    return str(listed([weight, _("{cost} to send (prices of {day})", cost=cost, day=report.prices_date)]))
