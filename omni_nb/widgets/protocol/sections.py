"""The sections of the composer's form: what it shows, each set by one module of `panels.composer`."""

from typing import Any, Literal, NotRequired, TypedDict


class Choice(TypedDict):
    """A model or a voice of a long menu: its name, one line about it, and the words by which it is found (`catalog.search`)."""

    id: str
    name: str
    line: str
    words: str
    group: str


class About(TypedDict):
    """Which composer this is. `send_key`: which key sends, where the program says it."""

    id: str
    send_key: Literal["both", "shift+enter", "ctrl+enter", "enter"] | None


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


class Near(TypedDict):
    """What has a name that is nearly what was typed into a menu; a few ids, the nearest first."""

    menu: Literal["model", "voice"]
    text: str
    ids: list[str]


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
    """Words for the person.

    An offer has a button, which says `says` as if it were the page's own. With `again` the page has one that runs the cell.
    """

    kind: Literal["error", "warn", "offer"]
    text: str
    again: NotRequired[bool]
    button: NotRequired[str]
    says: NotRequired[dict[str, Any]]


class RefusedSource(TypedDict):
    """What was put into a panel's field and cannot be attached."""

    panel: Literal["url", "path"]
    value: str
    why: str


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
    """A course of the conversation: the first words in which it differs from the others, and more about it."""

    title: str
    about: str
    current: bool
    earlier: bool


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
    """A turn: its number, its three pieces of HTML (made and sanitised here), and a word if something is `bad` about it.

    `asked` and `answer` are the words as they were written and came, `markdown` the whole turn, to be copied.
    """

    n: int
    question: str
    words: str
    rest: str
    state: str
    bad: bool
    pinned: bool
    asked: str
    answer: str
    markdown: str


class Starter(TypedDict):
    """A first question that is ready to be sent, with what is special about it: a voice, a picture, a sound."""

    id: str
    kind: Literal["voice", "image", "audio"]
    title: str
    words: str


class Sections(TypedDict, total=False):
    """Every section by its name. Beside these each turn is one, named `turn:` and its id, of type `TurnView`."""

    about: About
    options: Options | None
    models: list[Choice]
    voices: list[Choice]
    near: Near | None
    capabilities: Capabilities
    cards: list[CardView]
    check: Check
    mending: str | None
    recorder: str | None
    refused: RefusedSource | None
    place: str
    language: Literal["en", "zh", "auto"]
    sampling: str
    notice: Notice | None
    draft: DraftText
    busy: Busy
    order: list[str]
    live: Live | None
    branches: list[BranchTab]
    editing: Editing | None
    code: Code
    starters: list[Starter]
