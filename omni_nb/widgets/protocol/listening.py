"""The messages of the listening test: one trial at a time, without a name in it."""

from typing import Annotated, Literal, TypedDict

from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown
from omni_nb.widgets.protocol.reading import BUFFERS_1

SampleName = Literal["left", "right", "x", "item"]


class CastVote(TypedDict):
    """An answer to the trial of that number: a choice or a score. What was heard of it before, and a comment."""

    t: Literal["vote"]
    serial: int
    choice: Literal["left", "right", "tie"] | None
    score: int | None
    heard: list[SampleName]
    comment: str


class Undo(TypedDict):
    """Take back the last vote before that trial."""

    t: Literal["undo"]
    serial: int


FromListening = Ready | Gone | Unknown | CastVote | Undo


class ShowTrial(TypedDict):
    """The trial to be asked now, and a buffer of int16 for each of `samples`, all at `rate` and of one length.

    `place` counts from 1, `of` is how many there are, without practice. `undo`: there is a vote that can be taken back.
    """

    t: Annotated[Literal["trial"], BUFFERS_1]
    me: str
    serial: int
    test: Literal["ab", "abx", "acr", "ccr"]
    title: str
    question: str
    samples: list[SampleName]
    rate: int
    practice: bool
    practised: bool
    place: int
    of: int
    answered: int
    undo: bool
    notice: str


class Finished(TypedDict):
    """There is nothing left to ask."""

    t: Literal["finished"]
    serial: int
    answered: int
    undo: bool
    notice: str


class Refused(TypedDict):
    """The vote is not kept, and why; the trial stays."""

    t: Literal["refused"]
    why: str


ToListening = ShowTrial | Finished | Refused
