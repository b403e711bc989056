"""The messages of the composer's form. What is state stands in `sections`."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown
from omni_nb.widgets.protocol.reading import BUFFERS_1
from omni_nb.widgets.protocol.turns import (
    BranchChosen,
    Edit,
    Leave,
    PictureWanted,
    Pin,
    Retry,
    SaveWanted,
    StarterChosen,
)

Json = str | float | bool | None
"""A value that a field of the form has."""

# -- what the page says ------------------------------------------------------------------------


class Seen(TypedDict):
    """A view is there (again)."""

    t: Literal["seen"]


class DraftWords(TypedDict):
    """What is written now: 0.2 s after the last key."""

    t: Literal["draft"]
    text: str


class Send(TypedDict):
    """Ask it."""

    t: Literal["send"]
    text: str


class Stop(TypedDict):
    """Cancel what is being asked. The page has fallen silent already; taken at once, on the thread that hears it."""

    t: Literal["stop"]


class SetOption(TypedDict):
    """An option of `draft.OPTIONS` was chosen; null is the default."""

    t: Literal["option"]
    name: str
    value: Json


class NearWanted(TypedDict):
    """Nothing in a menu has these words: which names are nearly so? Answered by the section `near`."""

    t: Literal["near"]
    menu: Literal["model", "voice"]
    text: str


class ModelsWanted(TypedDict):
    """The menu of models is open: what does the server itself list?"""

    t: Literal["models"]


class LanguageChosen(TypedDict):
    """The language to be spoken from now on, here and in every other widget."""

    t: Literal["language"]
    language: Literal["en", "zh", "auto"]


class FileAnnounced(TypedDict):
    """A file will come in slices; the page made the id."""

    t: Literal["file"]
    id: str
    name: str
    size: int


class Slice(TypedDict):
    """A piece of a file from byte `at` on, a mebibyte at most; `crc`: CRC-32 of the file up to the piece's end."""

    t: Annotated[Literal["slice"], BUFFERS_1]
    id: str
    at: int
    crc: int


class Where(TypedDict):
    """Nothing has moved for 2 s: how far is it? Answered by `got` with `asked`."""

    t: Literal["where"]
    id: str


class Drop(TypedDict):
    """The page cannot go on with a file."""

    t: Literal["drop"]
    id: str
    why: str


class PathGiven(TypedDict):
    """A file on the kernel's machine."""

    t: Literal["path"]
    value: str


class UrlGiven(TypedDict):
    """A URL; `kind` is empty where its ending says it; `replaces`: the card in whose place it comes."""

    t: Literal["url"]
    value: str
    kind: Literal["", "image", "audio", "video"]
    replaces: NotRequired[str | None]


class Remove(TypedDict):
    """Take a card away."""

    t: Literal["remove"]
    id: str


class Move(TypedDict):
    """Put a card at that place in the order."""

    t: Literal["move"]
    id: str
    to: int


class MendChosen(TypedDict):
    """A way out of a problem, by the key that `check` gave it."""

    t: Literal["mend"]
    key: str


class RecorderWanted(TypedDict):
    """The microphone is wanted: the section `recorder` will name its widget."""

    t: Literal["record"]


class Hear(TypedDict):
    """Listen to a card; answered by `play`."""

    t: Literal["hear"]
    id: str


class SampleWanted(TypedDict):
    """Listen to a voice; answered by `play`, once it has spoken."""

    t: Literal["sample"]
    voice: str


class Unheard(TypedDict):
    """The browser did not play what it was given."""

    t: Literal["unheard"]
    why: str


class Dismiss(TypedDict):
    """The notice was read."""

    t: Literal["dismiss"]


class CodeWanted(TypedDict):
    """What is written, as a program: it will stand in the section `code`."""

    t: Literal["code"]
    language: str
    text: str


FromForm = (
    Ready | Seen | Gone | Unknown | DraftWords | Send | Stop | SetOption | NearWanted | ModelsWanted | LanguageChosen | FileAnnounced | Slice | Where | Drop | PathGiven
    | UrlGiven | Remove | Move | MendChosen | RecorderWanted | Hear | SampleWanted | Unheard | Dismiss | Edit | Leave | Retry
    | BranchChosen | CodeWanted | Pin | SaveWanted | PictureWanted | StarterChosen
)  # fmt: skip


# -- what Python says --------------------------------------------------------------------------


class SetSection(TypedDict):
    """One section of `Sections`, whole. Null takes a turn away."""

    t: Literal["set"]
    name: str
    value: Any


class AllSections(TypedDict):
    """Every section, and the form's own id: the answer to `ready`."""

    t: Literal["all"]
    sections: dict[str, Any]
    me: str


class Got(TypedDict):
    """So many bytes of a file are here. `asked`: the answer to `where`, behind which nothing more is on its way."""

    t: Literal["got"]
    id: str
    upto: int
    asked: NotRequired[bool]


class Forget(TypedDict):
    """Nobody waits for that file."""

    t: Literal["forget"]
    id: str


class Shut(TypedDict):
    """Close a panel, if it is open. `problems`: what was sent is refused for what stands below the box; look there."""

    t: Literal["shut"]
    panel: str


class Play(TypedDict):
    """Sound once; `key` says which button it belongs to: `card:…` or `voice:…`."""

    t: Annotated[Literal["play"], BUFFERS_1]
    key: str
    mime: str


class Saved(TypedDict):
    """A file for the person's machine."""

    t: Annotated[Literal["saved"], BUFFERS_1]
    name: str
    mime: str


class LargePicture(TypedDict):
    """A picture of a question at its best."""

    t: Annotated[Literal["large"], BUFFERS_1]
    id: str
    at: str
    mime: str


ToForm = SetSection | AllSections | Got | Forget | Shut | Play | Saved | LargePicture
