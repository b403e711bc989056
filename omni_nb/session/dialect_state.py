"""How requests to one server are written: its dialect, and what was learnt of it for each model."""

from __future__ import annotations

from dataclasses import dataclass, field

from omni_nb.messages import _, both
from omni_nb.notes import Note
from omni_nb.prompt.request import Settings
from omni_nb.wire.dialects.dialect import Dialect, Json
from omni_nb.wire.lessons import Lesson, lesson_of

_MOST_TRIED = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """The way of writing of one attempt.

    Attributes:
        dialect, lessons: In force.
        tried: Those of them that are not known to be true yet.
    """

    dialect: Dialect
    lessons: tuple[Lesson, ...]
    tried: tuple[Lesson, ...] = ()

    def with_lesson(self, lesson: Lesson) -> Writing:
        """The next attempt."""
        return Writing(lesson.dialect or self.dialect, (*self.lessons, lesson), (*self.tried, lesson))


@dataclass(slots=True)
class DialectState:
    """The way of writing, shared by all requests to a server.

    Attributes:
        dialect: The dialect.
        fixed: The dialect was named by the user: no other is tried.
        owned: The host's owner is known: what it speaks is known, and nothing is learnt.
        lessons: What was learnt, by model.
    """

    dialect: Dialect
    fixed: bool = False
    owned: bool = False
    lessons: dict[str, tuple[Lesson, ...]] = field(default_factory=dict)

    def gives_sound(self, model: str) -> bool:
        """As far as is known, that model answers in sound here."""
        return self.dialect.audio_format is not None and not any(x.silent for x in self.lessons.get(model, ()))

    def known_of(self, settings: Settings) -> tuple[Lesson, ...]:
        """The lessons for a request. Sound that is asked for although the server refused it once is tried again."""
        return tuple(x for x in self.lessons.get(settings.model, ()) if not (x.silent and settings.sound))

    def lesson_in(self, message: str, param: str | None, body: Json, writing: Writing) -> Lesson | None:
        """What a refusal teaches, and is worth one more try; None if it is the person's to read."""
        if self.owned or len(writing.tried) >= _MOST_TRIED:
            return None
        lesson = lesson_of(message, param, body, writing.dialect)
        if lesson is None or lesson in writing.tried:
            return None
        another = lesson.dialect is not None and (self.fixed or any(t.dialect for t in writing.tried))
        return None if another else lesson

    def settle(self, model: str, writing: Writing, whole: Json) -> list[Note]:
        """The server answered what was written so: keep what was tried, forget what is not true. Notes for people.

        Args:
            model: Whom it answered for.
            writing: How it was written.
            whole: The body without any lesson.
        """
        notes: list[Note] = []
        for lesson in self.lessons.get(model, ()):
            if lesson not in writing.lessons and lesson.concerns(whole):
                self.lessons[model] = tuple(x for x in self.lessons[model] if x != lesson)
                taken = both(n for n in lesson.without if n in whole)
                notes.append(Note("lesson", _("the server does accept {taken}", taken=taken)))
        for lesson in writing.tried:
            if lesson.dialect is not None:
                self.dialect = lesson.dialect
            elif lesson not in self.lessons.get(model, ()):  # others that were under way learnt it, too
                self.lessons[model] = (*self.lessons.get(model, ()), lesson)
            notes.append(Note("dialect" if lesson.dialect else "lesson", _("the server {words}", words=lesson.words)))
        return notes
