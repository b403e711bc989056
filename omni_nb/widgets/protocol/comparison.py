"""What the comparison's widget and its page say to each other: messages, and the sections that it shows."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from omni_nb.widgets.protocol.pages import Gone, Ready, Unknown

# -- what the page says ------------------------------------------------------------------------


class CellsSeen(TypedDict):
    """A view is there (again)."""

    t: Literal["seen"]


class Arrange(TypedDict):
    """Order by a measure or a fact, empty for the order in which they were asked; show only what has these facts."""

    t: Literal["arrange"]
    by: str
    reverse: bool
    facts: dict[str, str]


class PinCell(TypedDict):
    """A favourite, or no longer."""

    t: Literal["pin"]
    cell: str
    on: bool


class RemoveCell(TypedDict):
    """Show it no more."""

    t: Literal["remove"]
    cell: str


class RestoreCells(TypedDict):
    """Show again what was removed."""

    t: Literal["restore"]


class AskAgain(TypedDict):
    """Ask a cell again; without one, all that failed."""

    t: Literal["again"]
    cell: NotRequired[str]


class StopCells(TypedDict):
    """Cancel what is under way; what came is kept. Taken at once, on the thread that hears it."""

    t: Literal["stop"]


class CellHeard(TypedDict):
    """This cell sounds now, or none: the sound of that one is sent soonest."""

    t: Literal["hears"]
    cell: str | None


class ComparisonDraft(TypedDict):
    """What is written and chosen in the form, 0.2 s after the last change."""

    t: Literal["draft"]
    prompt: str
    voices: list[str]
    models: list[str]
    repeats: int
    say: bool


class Compare(TypedDict):
    """Ask what is written and chosen."""

    t: Literal["compare"]
    prompt: str
    voices: list[str]
    models: list[str]
    repeats: int
    say: bool


FromComparison = (
    Ready | CellsSeen | Gone | Unknown | Arrange | PinCell | RemoveCell | RestoreCells | AskAgain | StopCells
    | CellHeard | ComparisonDraft | Compare
)  # fmt: skip

# -- what Python says --------------------------------------------------------------------------


class SoundPiece(TypedDict):
    """More of a cell's sound: sample number `at` of it stands first in its buffer. From 0 on it is heard anew."""

    cell: str
    at: int
    rate: int
    ended: bool


class CellSound(TypedDict):
    """Pieces, each with a buffer of int16 samples, in order."""

    t: Annotated[Literal["pcm"], "a buffer for each piece"]
    pieces: list[SoundPiece]


class CellsSet(TypedDict):
    """A section is this now; that of a cell goes when it is null."""

    t: Literal["set"]
    name: str
    value: Any


class CellsAll(TypedDict):
    """All sections, for a page that comes late or again; `me`: the widget's own id."""

    t: Literal["all"]
    sections: dict[str, Any]
    me: str


ToComparison = CellSound | CellsSet | CellsAll

# -- sections ----------------------------------------------------------------------------------


class AboutComparison(TypedDict):
    """`kept`: the key of the output that stays in the notebook; `again`: cells can be asked again."""

    kept: str
    again: bool


class Word(TypedDict):
    """A stretch of words; `differs`: other words were asked for."""

    text: str
    differs: bool


class CellView(TypedDict):
    """One cell, in words that are ready to be read. `unasked`: nobody has wanted it yet."""

    name: str
    about: str
    state: Literal["unasked", "waiting", "asked", "coming", "checking", "done", "failed"]
    why: str
    words: list[Word]
    same_words: bool | None
    seconds: str
    facts: list[str]
    measures: list[tuple[str, str]]
    gain_db: float | None
    gain_note: str
    from_s: float
    to_s: float | None
    pinned: bool


class SortChoice(TypedDict):
    """Something to order by."""

    id: str
    title: str


class FactChoice(TypedDict):
    """A fact to filter by, with its values."""

    id: str
    title: str
    values: list[SortChoice]


class Arrangement(TypedDict):
    """Which cells are shown, in order, and what made it so."""

    cells: list[str]
    by: str
    reverse: bool
    facts: dict[str, str]
    sorts: list[SortChoice]
    filters: list[FactChoice]
    removed: int
    hidden: int


class Progress(TypedDict):
    """How far the comparison is; `line`: in words."""

    busy: bool
    failed: int
    line: str


class WordPlaces(TypedDict):
    """Where the same words stand: seconds of a cell's sound, and seconds of a clock that all cells share."""

    own: list[float]
    common: list[float]


class SameWords(TypedDict):
    """The cells whose words are aligned."""

    cells: dict[str, WordPlaces]


class VoiceOffer(TypedDict):
    """A voice that can be chosen; `about`: what is known of it."""

    id: str
    about: str


class AskingForm(TypedDict):
    """The form: what can be chosen and what is; `line`: what it would ask and cost; `problem`: why it cannot
    be asked; `ready`: it can.
    """

    prompt: str
    models: list[SortChoice]
    voices: list[VoiceOffer]
    chosen_models: list[str]
    chosen_voices: list[str]
    repeats: int
    say: bool
    line: str
    problem: str
    ready: bool


class ComparisonSections(TypedDict):
    """Every section by its name. Beside these each cell is one, named `cell:` and its number, of type `CellView`."""

    about: AboutComparison
    arrangement: Arrangement
    progress: Progress
    places: SameWords
    notice: str
    asking: AskingForm | None
