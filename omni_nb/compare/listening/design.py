"""The design of a blind listening test: what is compared, in which order, on which side. A value; it plays nothing.

Everything follows from the content: the same samples make the same test (`design.id`) and the same trials, the same
seed and listener the same order. So a test that was cut off goes on where it was, and votes of several people, from
several machines, belong together. Names of voices are in it: a page is given ids only.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from itertools import combinations
from typing import Any

from omni_nb.compare.listening.shuffling import Shuffler, few_of
from omni_nb.compare.listening.trials import PRACTICE, SAID, Stimulus, Trial, hashed, sided, with_repeats
from omni_nb.compare.listening.votes import Test, Vote, known_test
from omni_nb.compare.words import same_words
from omni_nb.messages import _

VERSION = 1
MOST_TRIALS = 60
_MOST_REPEATS = 1_000  # more is a slip of the hand: nobody hears a thousand
"""So many trials take a person about half an hour."""

Chooser = Callable[[Sequence[tuple[str, str]], Sequence[Vote]], tuple[str, str] | None]
"""Of these pairs of items, after these votes: which one to ask next; None: it is known enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDesign:
    """A listening test.

    Attributes:
        test: `ab`, `abx`, `acr` or `ccr`.
        stimuli: The sounds.
        matched: They were made equally loud. Another test than as they came.
        seed: Orders and sides follow from it and from the listener's name.
        repeats: So many trials come again, with the sides swapped. None: about one in six; in `abx` as many as make 16.
        practice: The first trial is for practice and does not count.
        most_trials: For one listener, without practice and repeats. Where there are more, each listener has others.
        different_words: Also pairs that say different words.

    Raises:
        ValueError: There is nothing to compare, or something comes twice.
    """

    __test__ = False  # for pytest: no class of tests

    test: Test
    stimuli: tuple[Stimulus, ...]
    matched: bool = True
    seed: int = 0
    repeats: int | None = None
    practice: bool = True
    most_trials: int = MOST_TRIALS
    different_words: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "test", known_test(self.test))
        object.__setattr__(self, "stimuli", tuple(self.stimuli))
        for name, least in (("seed", None), ("repeats", 0), ("most_trials", 1)):
            value = getattr(self, name)
            if value is None and name == "repeats":
                continue
            whole = operator.index(value) if hasattr(value, "__index__") and not isinstance(value, bool) else None
            if whole is None or (least is not None and whole < least):
                raise ValueError(
                    _("{name} must be a whole number, got {value}", name=name, value=repr(value))
                    if least is None
                    else _(
                        "{name} must be a whole number, {least} or more, got {value}",
                        name=name,
                        least=least,
                        value=repr(value),
                    )
                )
            if name == "repeats" and whole > _MOST_REPEATS:
                raise ValueError(_("repeats must be at most {most_repeats}", most_repeats=f"{_MOST_REPEATS:,}"))
            object.__setattr__(self, name, whole)
        if not self.stimuli:
            raise ValueError(_("there is nothing to hear: no sample has sound"))
        ids = [s.id for s in self.stimuli]
        for s in self.stimuli:
            if ids.count(s.id) > 1:
                raise ValueError(
                    _("the same sound of {item} is given twice: remove one, or give it another name", item=repr(s.item))
                )
        if not self.trials:
            raise ValueError(self._why_none())

    def _why_none(self) -> str:
        if len(self.items) < 2:
            return (
                f"there is nothing to compare {self.items[0]!r} with: {self.test} wants two things or more; "
                "acr takes one"
            )
        if everything := _everything(self):
            return _(
                "all {count} pairs say different words, so a listener would judge the words: have the same text read (say=True), or accept it with different_words=True",
                count=len(everything),
            )
        return _(
            "no two samples are of the same material: samples to compare must say the same sentence or answer the same prompt"
        )

    @property
    def id(self) -> str:
        """What this test is known by: kind and samples. Seed, repeats and number of trials may differ."""
        return hashed(str(VERSION), self.test, str(self.matched), *sorted(s.id for s in self.stimuli))[:16]

    @property
    def items(self) -> tuple[str, ...]:
        """What is compared, each once."""
        return tuple(dict.fromkeys(s.item for s in self.stimuli))

    @property
    def item_of(self) -> dict[str, str]:
        """The item of each sample, by the sample's id."""
        return {s.id: s.item for s in self.stimuli}

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Every trial that there can be, in the order of the stimuli. Without different words, unless wanted."""
        return tuple(t for t in _everything(self) if self.different_words or not t.words_differ)

    @property
    def left_out(self) -> int:
        """How many pairs are left out because their words differ."""
        return len(_everything(self)) - len(self.trials)

    def order(self, listener: str, *, every: bool = False) -> tuple[Trial, ...]:
        """The trials of one listener: practice, then all in a shuffled order, with repeats among them.

        Args:
            listener: Another listener, another order.
            every: All trials, however many.
        """
        shuffle = Shuffler(f"{self.id}/{self.seed}/{listener}")
        items = self.item_of
        shuffled = shuffle.shuffled(self.trials)
        few = shuffled if every else few_of(shuffled, self.most_trials, lambda t: [items[s] for s in t.stimuli])
        trials = with_repeats(sided(few, self.test, items, shuffle), self.repeats, self.test, shuffle)
        if not self.practice:
            return tuple(trials)
        first = sided(shuffle.shuffled(self.trials)[:1], self.test, items, shuffle)[0]
        own = {f.name: getattr(first, f.name) for f in fields(Trial)}
        return Trial(**{**own, "id": PRACTICE + first.id, "practice": True}), *trials

    def next(self, listener: str, votes: Sequence[Vote], choose: Chooser | None = None) -> Trial | None:
        """What this listener is asked next; None at the end.

        Args:
            listener: Whose turn it is.
            votes: All votes so far, also those of others.
            choose: Says which pair of items is the least certain; else it is the next in the order.
        """
        own = [v for v in votes if v.listener == listener]
        done = {(v.trial, v.showing) for v in own}
        left = [t for t in self.order(listener, every=choose is not None) if t.key not in done]
        first = [t for t in left if not t.showing]
        if choose is None or self.test == "acr" or not first or first[0].practice:
            return left[0] if left else None
        items = self.item_of
        pairs = {tuple(sorted(items[s] for s in t.stimuli)): t for t in reversed(first)}
        asked = sum(not v.practice and not v.showing for v in own)
        wanted = choose([(a, b) for a, b in pairs], votes) if asked < self.most_trials else None
        if wanted is None:  # what was asked comes again as often as it should, and no more
            return next((t for t in left if t.showing and (t.id, 0) in done), None)
        return pairs.get(tuple(sorted(wanted)), first[0])

    def vote(self, trial: Trial, listener: str, **said: Any) -> Vote:
        """A vote for a trial, with the names of what was compared.

        Args:
            trial: What was asked.
            listener: Who was asked.
            said: `choice` or `score`, `heard`, `comment`, `at`.

        Raises:
            ValueError: It is no answer to this test, or something was not heard.
        """
        items = self.item_of
        sides: dict[str, Any] = {name: items[id] for name, id in trial.samples.items() if name != "x"}
        vote = Vote(
            listener=listener, trial=trial.id, test=self.test, x=trial.x, showing=trial.showing,
            practice=trial.practice, words_differ=trial.words_differ, **sides, **said,
        )  # fmt: skip
        if vote.not_heard:
            named = functools.reduce(
                lambda one, other: _("{one} and {other}", one=one, other=other), (SAID[s] for s in vote.not_heard)
            )
            raise ValueError(_("only what was heard can be judged, and {named} was not heard to the end", named=named))
        return vote

    def why_foreign(self, vote: Vote) -> str:
        """Why a vote is not of this test, in words; empty where it is."""
        if vote.test != self.test:
            return _("it is a vote of test {test}, and this test is {own}", test=vote.test, own=self.test)
        id = vote.trial.removeprefix(PRACTICE) if vote.practice else vote.trial
        trial = next((t for t in _everything(self) if t.id == id), None)
        if trial is None:
            return _("this test has no such trial")
        items = self.item_of
        if sorted(vote.items) != sorted(items[s] for s in trial.stimuli):
            return _("the samples compared are not those of this trial")
        return ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"version": VERSION, "id": self.id, **asdict(self)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> TestDesign:
        """The design of `to_dict`; names of a later version are left out.

        Raises:
            ValueError: It is none, or it was edited.
        """
        try:
            known = {f.name: plain[f.name] for f in fields(cls) if f.name in plain}
            stimuli = [{f.name: s[f.name] for f in fields(Stimulus) if f.name in s} for s in plain["stimuli"]]
            design = cls(**{**known, "stimuli": tuple(Stimulus(**s) for s in stimuli)})
        except (KeyError, TypeError, AttributeError) as err:
            raise ValueError(_("this is not a description of a listening test: {err}", err=err)) from None
        if plain.get("id") not in (None, design.id):
            raise ValueError(_("this description of a listening test was edited: its id does not match its content"))
        return design


@lru_cache(maxsize=16)
def _everything(design: TestDesign) -> tuple[Trial, ...]:
    """Also pairs of different words."""
    if design.test == "acr":
        return tuple(Trial(id=hashed(design.test, s.id)[:10], item=s.id) for s in design.stimuli)
    return tuple(
        Trial(
            id=hashed(design.test, *sorted((a.id, b.id)))[:10], left=a.id, right=b.id, words_differ=_differ(a, b)
        )
        for a, b in combinations(design.stimuli, 2)
        if a.material == b.material and a.item != b.item
    )  # fmt: skip


def _differ(a: Stimulus, b: Stimulus) -> bool | None:
    return None if a.words is None or b.words is None else not same_words(a.words, b.words)
