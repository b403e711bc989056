"""The sections of the composer's form: what it shows, each set by one module of `panels.composer`."""

from typing import Any, Literal, NotRequired, TypedDict


class ModelChoice(TypedDict):
    """A model of the menu."""

    id: str
    note: str


class About(TypedDict):
    """Which composer this is, and the models it knows."""

    id: str
    models: list[ModelChoice]


class Options(TypedDict):
    """What is asked for. What is not there has its default."""

    model: str
    voice: str | None
    sound: bool
    thinking: NotRequired[bool]
    system: NotRequired[str]
    temperature: NotRequired[float]
    seed: NotRequired[int]
    max_tokens: NotRequired[int]


class VoiceChoice(TypedDict):
    """A voice of the menu; `about` stands beside it."""

    id: str
    label: str
    about: str


class Capabilities(TypedDict):
    """What the model can be asked for, and why not."""

    sound: bool
    sound_why: str
    thinking: bool
    thinking_why: str


class CardView(TypedDict):
    """An attachment. `bad`: something about it would be refused; `listen`: it can be heard here."""

    id: str
    name: str
    kind: Literal["image", "audio", "video", "file"]
    facts: str
    thumb: str
    note: str
    error: str
    state: Literal["coming", "ready", "bad"]
    bad: bool
    listen: bool


class MendOffer(TypedDict):
    """A way out of a problem. `card`: what it changes; with the way `url` the page asks for one."""

    key: str
    title: str
    way: str
    card: str | None


class ProblemView(TypedDict):
    """What would be refused."""

    cause: str
    mends: list[MendOffer]


class Check(TypedDict):
    """What stands below the box."""

    line: str
    notes: list[str]
    problems: list[ProblemView]


class Notice(TypedDict):
    """Words for the person. An offer has a button, which says `says` as if it were the page's own."""

    kind: Literal["error", "offer"]
    text: str
    button: NotRequired[str]
    says: NotRequired[dict[str, Any]]


class DraftText(TypedDict):
    """Words that Python puts into the box, once for each version."""

    text: str
    version: int


class Busy(TypedDict):
    """Something is being asked."""

    on: bool


class Editing(TypedDict):
    """A turn is being written anew."""

    title: str


class BranchTab(TypedDict):
    """A course of the conversation."""

    title: str
    current: bool


class Live(TypedDict):
    """The turn whose answer comes, with the ids of the widgets that show it."""

    turn: str
    text: str | None
    player: str | None


class LanguageChoice(TypedDict):
    """A language that a program can be had in."""

    id: str
    title: str


class Code(TypedDict):
    """A program that sends what is written."""

    language: str
    languages: list[LanguageChoice]
    text: str
    note: str


class TurnView(TypedDict):
    """A turn: its number, its three pieces of HTML (made and sanitised here), and a word if something is `bad` about it."""

    n: int
    question: str
    words: str
    rest: str
    state: str
    bad: bool


class Sections(TypedDict, total=False):
    """Every section by its name. Beside these each turn is one, named `turn:` and its id, of type `TurnView`."""

    about: About
    options: Options | None
    voices: list[VoiceChoice]
    capabilities: Capabilities
    cards: list[CardView]
    check: Check
    mending: str | None
    recorder: str | None
    sampling: str
    notice: Notice | None
    draft: DraftText
    busy: Busy
    order: list[str]
    live: Live | None
    branches: list[BranchTab]
    editing: Editing | None
    code: Code
