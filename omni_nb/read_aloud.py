"""Words that are to be read out exactly: asked for, compared, asked for again if wished, and the nearest kept."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence

from omni_nb import quantities
from omni_nb.asking import Asking
from omni_nb.compare.words import nearness, words_notes
from omni_nb.errors import Interrupted, OmniError
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request
from omni_nb.prompt.verbatim import reading_of
from omni_nb.reply.reply import Reply


def read_aloud(
    asking: Asking, text: str, *, retries: int, show: bool | None, strict: bool | None, options: AskOptions
) -> Reply:
    """As `Omni.say`."""
    reading = Reading(text, retries=retries)
    request = asking.prepare(reading.prompt, (), options)
    while reading.goes_on:
        with reading.attempt():
            request = reading.request(request)
            reading.took(asking.send(request, show=show, strict=strict, remarks=reading.remarks, depth=1))
    asking.last = reading.best
    return asking.last


class Reading:
    """One text, asked for until its words came, or as often as is wished.

    Args:
        text: The words.
        retries: How often it may be asked again.

    Attributes:
        prompt: What asks for it.

    Raises:
        ValueError: There is nothing to read.
        TypeError: An argument of a wrong kind.
    """

    def __init__(self, text: str, *, retries: int) -> None:
        if not taken("text", text, none=False).strip():
            raise ValueError(_("there is nothing to read: give the text to say()"))
        self._text, self._most = text, taken("retries", retries, none=False) + 1
        self.prompt = Prompt.of(reading_of(text))
        self._replies: list[Reply] = []
        self._ended = False

    @property
    def goes_on(self) -> bool:
        """It is to be asked, or asked again."""
        return not self._ended and len(self._replies) < self._most

    def request(self, last: Request) -> Request:
        """What to ask this time. With a seed the next one is taken: the same one would bring the same words."""
        if last.settings.seed is None or not self._replies:
            return last
        return dataclasses.replace(last, settings=dataclasses.replace(last.settings, seed=last.settings.seed + 1))

    def remarks(self, reply: Reply) -> Sequence[Note]:
        """Notes for a reply that has just come, before it is shown and kept."""
        notes = words_notes(self._text, reply)
        last = not _differ(notes) or len(self._replies) + 1 == self._most
        told = self._told([*self._replies, reply], last=last)
        return [*notes, *told]

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """What was read before is not lost when a further try fails or is stopped.

        Raises:
            Interrupted: It was stopped; `.reply` is the nearest that had come.
        """
        try:
            yield
        except OmniError:
            if not self._replies:
                raise
            self._ended = True
        except Interrupted as err:
            if not self._replies:
                raise
            raise Interrupted(min([*self._replies, *filter(None, [err.reply])], key=self._distance)) from None

    def took(self, reply: Reply) -> None:
        """A reply has come."""
        self._replies.append(reply)
        self._ended = not _differ(reply.notes)

    @property
    def best(self) -> Reply:
        """The nearest of what came; where there were several, a note tells how often it was asked, and the cost."""
        best = min(self._replies, key=self._distance)
        notes = [n for n in best.notes if n.code != "asked_again"]
        told = self._told(self._replies, last=True)
        return best if not told else dataclasses.replace(best, notes=(*notes, *told))

    def _told(self, replies: list[Reply], *, last: bool) -> list[Note]:
        if self._most == 1 or (last and len(replies) == 1):
            return []
        which = _("asked {n} times (at most {most}), {cost}", n=len(replies), most=self._most, cost=_cost(replies))
        if not last:
            return [Note("asked_again", _("{which}; asking again", which=which))]
        nearest = replies.index(min(replies, key=self._distance)) + 1
        return [
            Note(
                "asked_again",
                _(
                    "{which}; the answer that say() returns is number {nearest}, the nearest",
                    which=which,
                    nearest=nearest,
                ),
            )
        ]

    def _distance(self, reply: Reply) -> tuple[bool, float]:
        return not reply.complete, nearness(self._text, reply.text)


def _differ(notes: Sequence[Note]) -> bool:
    return any(note.code == "words_differ" for note in notes)


def _cost(replies: list[Reply]) -> str:
    costs = [r.cost for r in replies]
    known = [c for c in costs if c is not None]
    if len(known) < len(costs):
        return _("cost unknown")
    return _("{cost} in all", cost=quantities.cost(sum(c.amount for c in known), known[0].currency))
