"""Cell: one answer of a comparison, with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from omni_nb import catalog
from omni_nb.catalog import Voice
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.compare.words import WordMatch
from omni_nb.errors import OmniError
from omni_nb.notes import Note
from omni_nb.prompt.request import Request
from omni_nb.reply.reply import Reply
from omni_nb.sound.clip import Clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One answer of a comparison.

    Attributes:
        place: Where it stands in the grid.
        request: What was asked. Only in memory, as with a reply.
        reply: What came, whole or cut; None where nothing came.
        error: Why nothing came, or why it is not complete.
        measures: Numbers of what came; all None until it is there.
        verbatim: The words that were to be read, where reading was asked for; else empty.
        words: What came against `verbatim`, by the service's own text; None where a question was asked.
        heard: What another model heard in the sound, where that was asked for; None where it was not, or failed.
        heard_words: The same against `verbatim`, or against the reply's own text where a question was asked.
        tries: How often it was asked: more than once where other words were read.
        pinned: A favourite.
    """

    place: Place
    request: Request | None = field(default=None, repr=False, compare=False)
    reply: Reply | None = None
    error: OmniError | None = None
    measures: Measures = field(default_factory=Measures)
    verbatim: str = ""
    words: WordMatch | None = None
    heard: str | None = None
    heard_words: WordMatch | None = None
    tries: int = 1
    pinned: bool = False

    @property
    def clip(self) -> Clip | None:
        """Its sound, or None."""
        return self.reply.audio if self.reply is not None else None

    @property
    def text(self) -> str:
        """Its words."""
        return self.reply.text if self.reply is not None else ""

    @property
    def ok(self) -> bool:
        """It was answered in whole."""
        return self.reply is not None and self.reply.complete

    @property
    def reused(self) -> bool:
        """It was answered before: the reply came from the history, and nothing was sent."""
        return self.reply is not None and any(isinstance(n, Note) and n.code == "reused" for n in self.reply.notes)

    @property
    def words_differ(self) -> bool:
        """Other words were read than were given, or heard than were given or written."""
        return any(match is not None and not match.same for match in (self.words, self.heard_words))

    @property
    def dialect(self) -> str | None:
        """What its voice speaks beside Mandarin: `none` is known to speak no dialect, None is not known."""
        voice = self.voice
        return None if voice is None else voice.dialect or ("none" if voice.languages else None)

    @property
    def voice(self) -> Voice | None:
        """What the catalog knows of its voice."""
        return catalog.model(self.place.model).voice(self.place.voice) if self.place.voice else None
