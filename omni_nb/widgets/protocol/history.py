"""What the history's widget and its page say to each other. Replies are named by their ids."""

from typing import Literal, TypedDict

from omni_nb.widgets.protocol.comparison import CellsSeen
from omni_nb.widgets.protocol.form import AllSections, LargePicture, Play, SetSection
from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown
from omni_nb.widgets.protocol.turns import PictureWanted

# -- what the page says ------------------------------------------------------------------------


class ChooseReplies(TypedDict):
    """Show the replies that have these words and facts; empty for all. `since`: UTC, ISO 8601."""

    t: Literal["choose"]
    text: str
    model: str
    voice: str
    kind: Literal["", "pinned", "sound", "cut", "served"]
    since: str


class TurnPage(TypedDict):
    """Show the page that begins behind so many newer ones."""

    t: Literal["page"]
    at: int


class LookAnew(TypedDict):
    """Show what has been asked meanwhile."""

    t: Literal["anew"]


class OpenReply(TypedDict):
    """Show a reply whole; empty for none."""

    t: Literal["open"]
    id: str


class HearReply(TypedDict):
    """Its sound is wanted; answered by `play`."""

    t: Literal["hear"]
    id: str


class PickReplies(TypedDict):
    """These are picked, in that order."""

    t: Literal["pick"]
    ids: list[str]


class PinReplies(TypedDict):
    """Pin these, or no longer."""

    t: Literal["pin"]
    ids: list[str]
    on: bool


class VoteForReply(TypedDict):
    """A vote of 1 or -1; none takes it back."""

    t: Literal["vote"]
    id: str
    vote: int | None


class RemarkOnReply(TypedDict):
    """A remark; empty takes it back."""

    t: Literal["remark"]
    id: str
    words: str


class ForgetReplies(TypedDict):
    """Delete these for good."""

    t: Literal["forget"]
    ids: list[str]


class GoOnFrom(TypedDict):
    """Open it in a composer."""

    t: Literal["compose"]
    id: str


class CompareReplies(TypedDict):
    """Put the picked ones side by side."""

    t: Literal["compare"]


class ShutBelow(TypedDict):
    """Take away what stands below the list."""

    t: Literal["shut"]


class Unheard(TypedDict):
    """The browser did not play a sound, and why."""

    t: Literal["unheard"]
    why: str


FromHistory = (
    Ready | CellsSeen | Gone | Unknown | ChooseReplies | TurnPage | LookAnew | OpenReply | HearReply | PictureWanted | PickReplies
    | PinReplies | VoteForReply | RemarkOnReply | ForgetReplies | GoOnFrom | CompareReplies | ShutBelow | Unheard
)  # fmt: skip

# -- what Python says --------------------------------------------------------------------------


ToHistory = SetSection | AllSections | Play | LargePicture

# -- sections ----------------------------------------------------------------------------------


class AboutHistory(TypedDict):
    """`kept` names the output that stays."""

    kept: str


class KeptLine(TypedDict):
    """A reply in the list. `created`: UTC, ISO 8601; `state`: what is not as it should be."""

    id: str
    created: str
    question: str
    attached: str
    answer: str
    error: str
    model: str
    voice: str
    sound: str
    pinned: bool
    vote: int | None
    remark: str
    state: str
    simulated: bool


class OpenedReply(TypedDict):
    """A reply whole: HTML of the turns before it, question, answer, and sound and facts; words to be copied."""

    id: str
    before: str
    question: str
    words: str
    rest: str
    asked: str
    answer: str
    settings: str
    python: str


class KeptPage(TypedDict):
    """Which page of what was found is shown: `ids` stand behind `at` newer ones of `count`."""

    ids: list[str]
    at: int
    count: int
    most: int
    filtered: bool


class KeptMenus(TypedDict):
    """What there is to choose from, each with how many there are."""

    models: list[tuple[str, int]]
    voices: list[tuple[str, int]]


class Below(TypedDict):
    """The widget that stands below the list, by its id, or empty; and what it is."""

    id: str
    kind: Literal["", "composer", "comparison"]


class HistorySections(TypedDict):
    """Every section by its name. Beside these each reply of the page is one, named `line:` and its id, of type `KeptLine`."""

    about: AboutHistory
    chosen: ChooseReplies
    page: KeptPage
    menus: KeptMenus
    opened: OpenedReply | None
    opening: str
    hearing: str
    picked: list[str]
    news: int
    below: Below
    notice: str
    done: str
