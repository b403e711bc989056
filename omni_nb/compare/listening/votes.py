"""A vote of a blind listening test, as a value that goes to JSON and back.

Four kinds of test, by the names of ITU-T P.800 and P.808 where they have one: `ab` (which of two is better, or a
tie), `abx` (which of two is X), `acr` (absolute category rating: one sample, 1 bad to 5 excellent) and `ccr`
(comparison category rating: how much better is the second than the first, −3 to +3).

What is compared is an *item*: a voice, a model, a prompt. Names are words of others: whoever shows them sends them
through `escape`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from omni_nb.messages import _

Test = Literal["ab", "abx", "acr", "ccr"]
"""A kind of listening test."""
Side = Literal["left", "right"]
"""Where an item stood: first and second, A and B."""
Choice = Literal["left", "right", "tie"]
"""What was said of two: one of them, or that neither is better, which is an answer of its own."""
Sample = Literal["left", "right", "x", "item"]
"""What can be heard in a trial: two items, the X of `abx`, the one item of `acr`."""

TESTS: tuple[Test, ...] = get_args(Test)
SAMPLES: Mapping[Test, tuple[Sample, ...]] = {
    "ab": ("left", "right"),
    "abx": ("left", "right", "x"),
    "acr": ("item",),
    "ccr": ("left", "right"),
}
"""What must be heard before a vote."""
SCALES: Mapping[Test, tuple[int, int]] = {"acr": (1, 5), "ccr": (-3, 3)}
"""The least and the greatest score."""
_ALSO = {"mos": "acr", "preference": "ab", "cmos": "ccr"}


def known_test(name: str) -> Test:
    """The test of this name, in any case: `ab`, `abx`, `acr` (also `mos`), `ccr` (also `cmos`).

    Raises:
        ValueError: There is no such test.
    """
    word = str(name).strip().lower()
    for test in TESTS:
        if test == _ALSO.get(word, word):
            return test
    raise ValueError(
        _(
            "unknown listening test {name}; available: {tests}, and mos for acr",
            name=repr(name),
            tests=", ".join(TESTS),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one listener said in one trial.

    `vote.key` is what makes a vote itself: a second vote with the same key is the same vote come twice, or changed.

    Attributes:
        listener: Who voted. Any name; it keeps the votes of one person together.
        trial: Which trial. The same for all listeners who heard the same samples, and for its hidden repeats.
        test: Which kind of test.
        left: The item that stood first (A). None in `acr`.
        right: The item that stood second (B). None in `acr`.
        item: The one item of `acr`; None in all others.
        choice: `ab`: the better one, or `"tie"`. `abx`: the one that was taken for X. None where there is a score.
        score: `acr`: 1 to 5. `ccr`: −3 to +3, of the second against the first, so that +3 is "right much better".
        x: `abx`: which one X was.
        showing: 0 when the trial was shown for the first time, 1 in its first hidden repeat (sides swapped or not).
        practice: Does not count.
        heard: What was heard before the vote; None where that is not known.
        words_differ: Whether the two say different words; None where nobody looked.
        comment: In the listener's words.
        at: When, in UTC; None where that is not known.
    """

    listener: str
    trial: str
    test: Test
    left: str | None = None
    right: str | None = None
    item: str | None = None
    choice: Choice | None = None
    score: int | None = None
    x: Side | None = None
    showing: int = 0
    practice: bool = False
    heard: tuple[Sample, ...] | None = None
    words_differ: bool | None = None
    comment: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "test", known_test(self.test))
        if self.heard is not None:
            object.__setattr__(self, "heard", tuple(self.heard))
        if self.at is not None:
            object.__setattr__(self, "at", _utc(self.at))
        wrong = _wrong(self)
        if wrong:
            raise ValueError(
                _(
                    "a vote of test {test} (trial {trial}, by {listener}): {wrong}",
                    test=repr(self.test),
                    trial=repr(self.trial),
                    listener=repr(self.listener),
                    wrong=wrong,
                )
            )

    @property
    def key(self) -> tuple[str, str, str, int]:
        """`(listener, test, trial, showing)`."""
        return self.listener, self.test, self.trial, self.showing

    @property
    def items(self) -> tuple[str, ...]:
        """What was compared: two items, or one in `acr`."""
        return tuple(i for i in (self.left, self.right, self.item) if i is not None)

    @property
    def winner(self) -> str | None:
        """`ab`: the item that was found better; None for a tie, and in other tests."""
        if self.test != "ab" or self.choice == "tie":
            return None
        return self.left if self.choice == "left" else self.right

    @property
    def right_answer(self) -> bool | None:
        """`abx`: whether X was found; None in other tests."""
        return self.choice == self.x if self.test == "abx" else None

    @property
    def not_heard(self) -> tuple[Sample, ...]:
        """What should have been heard before the vote and was not. Empty where that is not known."""
        return () if self.heard is None else tuple(s for s in SAMPLES[self.test] if s not in self.heard)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; what has its default is left out."""
        plain: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                plain[field.name] = list(value) if isinstance(value, tuple) else value
        if self.at is not None:
            plain["at"] = self.at.isoformat()
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Vote:
        """The vote of `to_dict`, or of a page's JSON. Names that are not known, as of a later version, are left out.

        Raises:
            ValueError: This is no vote; says why.
        """
        if not isinstance(plain, Mapping):
            raise ValueError(_("a vote must be an object with named fields, got {name}", name=type(plain).__name__))
        missing = [n for n in ("listener", "trial", "test") if n not in plain]
        if missing:
            raise ValueError(
                _(
                    "a vote needs {missing}; this one has {names}",
                    missing=", ".join(missing),
                    names=", ".join(map(repr, plain)) or _("nothing"),
                )
            )
        return cls(**{f.name: plain[f.name] for f in dataclasses.fields(cls) if f.name in plain})


def _utc(at: object) -> datetime:
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if not isinstance(at, datetime):
        raise ValueError(_("`at` must be a time such as 2026-01-31T12:00:00Z, got {at}", at=repr(at)))
    return at.astimezone(UTC)


def _wrong(vote: Vote) -> str:
    """What is not as the test wants it, in words; empty where all is well."""
    texts = (vote.listener, vote.trial, vote.comment)
    if not all(isinstance(t, str) for t in texts) or not vote.listener or not vote.trial:
        return _("listener and trial must be text, and not empty")
    if type(vote.showing) is not int or vote.showing < 0:
        return _("showing starts at 0, got {showing}", showing=repr(vote.showing))
    if not isinstance(vote.practice, bool) or not isinstance(vote.words_differ, bool | None):
        return _("practice and words_differ must be true or false")
    if vote.heard is not None and not set(vote.heard) <= set(get_args(Sample)):
        return _(
            "the samples are {samples}, got {heard}",
            samples=", ".join(SAMPLES[vote.test]),
            heard=repr(vote.heard),
        )
    return _wrong_items(vote) or _wrong_answer(vote)


def _wrong_items(vote: Vote) -> str:
    alone = vote.test == "acr"
    given = {"left": vote.left, "right": vote.right, "item": vote.item}
    wanted = ("item",) if alone else ("left", "right")
    for name, value in given.items():
        if name in wanted and not (isinstance(value, str) and value):
            return _("{name} must name what was heard, got {value}", name=name, value=repr(value))
        if name not in wanted and value is not None:
            return _("{name} is not allowed here; it takes {wanted}", name=name, wanted=" and ".join(wanted))
    return _("left and right are both {left}", left=repr(vote.left)) if not alone and vote.left == vote.right else ""


def _wrong_answer(vote: Vote) -> str:
    if (vote.x is None) == (vote.test == "abx") or vote.x not in (None, "left", "right"):
        return _("x says which side X was, for abx only; got {x}", x=repr(vote.x))
    if vote.test in SCALES:
        least, most = SCALES[vote.test]
        if type(vote.score) is not int or not least <= vote.score <= most or vote.choice is not None:
            return _(
                "it needs a whole score from {least} to {most} and no choice, got {score}, {choice}",
                least=least,
                most=most,
                score=repr(vote.score),
                choice=repr(vote.choice),
            )
        return ""
    choices = ("left", "right", "tie") if vote.test == "ab" else ("left", "right")
    if vote.choice not in choices or vote.score is not None:
        return _(
            "it needs a choice of {choices} and no score, got {choice}, {score}",
            choices=", ".join(choices),
            choice=repr(vote.choice),
            score=repr(vote.score),
        )
    return ""
