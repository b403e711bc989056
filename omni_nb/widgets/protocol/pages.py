"""What every page says, and the messages of the widgets that stand alone: live text, live player, recorder."""

from typing import Annotated, Literal, NotRequired, TypedDict

from omni_nb.widgets.protocol.reading import BUFFERS_1, BUFFERS_2


class Ready(TypedDict):
    """The page listens. It also asks so for everything again, when it finds that a message was lost."""

    t: Literal["ready"]


class Gone(TypedDict):
    """The last view has left the page."""

    t: Literal["gone"]


class Unknown(TypedDict):
    """The page was told what it does not know, or failed at it. `what` says which, in words."""

    t: Literal["unknown"]
    what: str


# -- live text ---------------------------------------------------------------------------------


class TextChange(TypedDict):
    """What is new, in sequence: blocks that are finished, the first without the `known` units that the page has as its tail.

    Of the growing block, what stays (`keep`) and what follows. Units are UTF-16, as JavaScript counts.
    """

    t: Literal["change"]
    seq: int
    known: NotRequired[int]
    blocks: NotRequired[list[str]]
    keep: NotRequired[int]
    more: NotRequired[str]
    status: NotRequired[str]


class TextAll(TypedDict):
    """All that there is: the answer to `ready`. `over`: nothing more comes."""

    t: Literal["all"]
    seq: int
    blocks: list[str]
    more: str
    status: str
    over: bool


FromText = Ready | Gone | Unknown
ToText = TextChange | TextAll


# -- live player -------------------------------------------------------------------------------


class Played(TypedDict):
    """All of it was heard; `gaps`: how often sound came later than it was played."""

    t: Literal["played"]
    gaps: int


class Over(TypedDict):
    """It gave way to another player, or could not sound: nothing more will be heard of it."""

    t: Literal["over"]
    gaps: int


class Mp3Wanted(TypedDict):
    """A person wants the sound as mp3."""

    t: Literal["mp3"]


class Pcm(TypedDict):
    """More sound, in sequence: int16 samples, and the int8 pairs of their waveform. `beside`: it silences nobody."""

    t: Annotated[Literal["pcm"], BUFFERS_2]
    seq: int
    rate: int
    beside: NotRequired[bool]


class PlayerAll(TypedDict):
    """All of the sound so far (`total` samples) and of its waveform: the answer to a page that lost something."""

    t: Annotated[Literal["all"], BUFFERS_2]
    seq: int
    rate: int
    total: int
    ended: bool
    keep: bool
    summary: str
    sound: str
    beside: NotRequired[bool]


class Caption(TypedDict):
    """Sentences that are spoken, from that number on, each with about how long it takes in seconds."""

    t: Literal["words"]
    at: int
    more: list[tuple[str, float]]


class PlayerEnd(TypedDict):
    """There is no more sound. `keep`: the player stays; `summary`: the sound in a sentence; `sound`: its digest."""

    t: Literal["end"]
    keep: bool
    summary: str
    sound: str


class Silence(TypedDict):
    """Stop sounding, at once."""

    t: Literal["silence"]


class Reset(TypedDict):
    """Forget what there is, and be ready for the next."""

    t: Literal["reset"]


class Mp3(TypedDict):
    """The sound as mp3, for a download."""

    t: Annotated[Literal["mp3"], BUFFERS_1]


FromPlayer = Ready | Played | Over | Mp3Wanted | Gone | Unknown
ToPlayer = Pcm | PlayerAll | Caption | PlayerEnd | Silence | Reset | Mp3


# -- recorder ----------------------------------------------------------------------------------


class RecordingBegins(TypedDict):
    """The microphone gives sound at this rate. `take` counts the tries of a page."""

    t: Literal["begin"]
    take: int
    rate: float


class RecordedSound(TypedDict):
    """A tenth of a second, int16, in sequence."""

    t: Annotated[Literal["sound"], BUFFERS_1]
    take: int
    seq: int


class RecordingEnds(TypedDict):
    """It was stopped after `n` pieces."""

    t: Literal["end"]
    take: int
    n: int


class Discard(TypedDict):
    """The recording is not wanted."""

    t: Literal["discard"]


class Use(TypedDict):
    """The recording is to be handed on."""

    t: Literal["use"]


class UseTitle(TypedDict):
    """The title of the button that hands a recording on."""

    t: Literal["use"]
    title: str


class Again(TypedDict):
    """It must be recorded again, and why."""

    t: Literal["again"]
    why: str


FromRecorder = Ready | RecordingBegins | RecordedSound | RecordingEnds | Discard | Use | Unknown
ToRecorder = UseTitle | Again | Reset
