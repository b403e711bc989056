"""What the composer's form says of the conversation: its turns, its branches, what becomes of them."""

from typing import Literal, TypedDict


class Edit(TypedDict):
    """Write a turn anew, in a fork."""

    t: Literal["edit"]
    id: str


class Leave(TypedDict):
    """Not that turn after all: back to what was being written."""

    t: Literal["leave"]


class Retry(TypedDict):
    """Ask a turn again, in a fork."""

    t: Literal["retry"]
    id: str


class BranchChosen(TypedDict):
    """Go on with that branch."""

    t: Literal["branch"]
    index: int


class Pin(TypedDict):
    """Mark a turn to be found again, or take the mark away."""

    t: Literal["pin"]
    id: str
    on: bool


class SaveWanted(TypedDict):
    """The conversation as a file, of one branch or of all; answered by `saved`."""

    t: Literal["save"]
    kind: Literal["md", "html", "zip", "srt"]
    all: bool


class PictureWanted(TypedDict):
    """A picture of that turn's question is looked at large; answered by `large`. `at`: its `data-at`."""

    t: Literal["look"]
    id: str
    at: str


class StarterChosen(TypedDict):
    """Ask one of the first questions that are offered."""

    t: Literal["starter"]
    id: str
