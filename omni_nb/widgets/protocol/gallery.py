"""What the gallery's widget and its page say to each other. Voices are cells, as a comparison's are, and heard like them."""

from typing import Literal, TypedDict

from omni_nb.widgets.protocol.comparison import (
    AboutComparison,
    Arrangement,
    AskAgain,
    CellHeard,
    CellsAll,
    CellSound,
    CellsSeen,
    CellsSet,
    PinCell,
    Progress,
    StopCells,
)
from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown

# -- what the page says ------------------------------------------------------------------------


class ChooseVoices(TypedDict):
    """Show the voices that have these words and facts, ordered by one of them; empty for the order of the list."""

    t: Literal["choose"]
    text: str
    by: str
    reverse: bool
    facts: dict[str, str]


class HearVoice(TypedDict):
    """Its sample is wanted: the one that is kept, or else it is asked for."""

    t: Literal["hear"]
    cell: str


class HearVoices(TypedDict):
    """The samples of all voices that are shown are wanted."""

    t: Literal["hear_all"]


class AddVoice(TypedDict):
    """One more voice, by its id: one that was cloned, or that the catalog does not know."""

    t: Literal["add"]
    voice: str


class CompareVoices(TypedDict):
    """Have the picked voices answer this, side by side."""

    t: Literal["compare"]
    words: str


FromGallery = (
    Ready | CellsSeen | Gone | Unknown | ChooseVoices | HearVoice | HearVoices | AskAgain | StopCells | PinCell
    | CellHeard | AddVoice | CompareVoices
)  # fmt: skip

# -- what Python says --------------------------------------------------------------------------

ToGallery = CellSound | CellsSet | CellsAll

# -- sections ----------------------------------------------------------------------------------


class AboutGallery(AboutComparison):
    """`source`: where what is told was read; `cost`: what hearing costs; `adds`: voices can be added by their id."""

    title: str
    source: str
    adds: bool


class VoiceArrangement(Arrangement):
    """`text`: the words that are looked for; `told`: what was taken for them, where nothing has them."""

    text: str
    told: str


class HearingCost(Progress):
    """How far it is; `cost`: what hearing costs; `all`: what hearing all that are shown asks; empty where nothing is asked."""

    cost: str
    all: str


class Picked(TypedDict):
    """The voices that are picked, in that order, as people name them; `code`: what compares them in Python."""

    names: list[str]
    code: str
    words: str
    cost: str


class Compared(TypedDict):
    """The comparison of the picked voices: the id of its widget, or empty."""

    id: str


class GallerySections(TypedDict):
    """Every section by its name. Beside these each voice is one, named `cell:` and its number, of type `CellView`."""

    about: AboutGallery
    arrangement: VoiceArrangement
    progress: HearingCost
    picked: Picked
    compared: Compared
    notice: str
