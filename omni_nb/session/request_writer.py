"""One request, written as its server is known to take it, and what is learnt of the server on the way. It sends nothing."""

from __future__ import annotations

from omni_nb.errors import OmniError, RequestRefused
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.request import Request
from omni_nb.session.dialect_state import DialectState, Writing
from omni_nb.wire import detection
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.encode import encode, rearranged
from omni_nb.wire.lessons import Lesson, rewritten


class RequestWriter:
    """Writes a request, and once more with each lesson that a refusal teaches.

    Args:
        request: What is asked.
        state: What is known of the server.
        tried: What earlier tries of it were taught.

    Attributes:
        settled: The server has answered, and what was learnt is kept.
    """

    def __init__(self, request: Request, state: DialectState, tried: tuple[Lesson, ...] = ()) -> None:
        self._request, self._state = request, state
        self._writing = Writing(state.dialect, state.known_of(request.settings))
        for lesson in tried:
            if lesson not in self._writing.lessons:  # others may have found it true meanwhile
                self._writing = self._writing.with_lesson(lesson)
        self.settled = False

    @property
    def tried(self) -> tuple[Lesson, ...]:
        """What refusals of this request taught, and is not known to be true yet."""
        return self._writing.tried

    def body(self) -> Json:
        """The JSON to send now.

        Raises:
            PromptRefused: The dialect has no words for a part.
        """
        return self._body(self._writing)

    def _body(self, writing: Writing) -> Json:
        return rewritten(encode(self._request, writing.dialect), writing.lessons)

    def learns(self, err: OmniError) -> bool:
        """Whether a refusal teaches something that is worth one more try: then `body` is another from here on."""
        if not isinstance(err, RequestRefused):
            return False
        lesson = self._state.lesson_in(err.service_message, err.param, self.body(), self._writing)
        if lesson is not None:
            self._writing = self._writing.with_lesson(lesson)
        return lesson is not None

    def meets(self, chunk: Json) -> Note | None:
        """Learn from a chunk which dialect the server speaks; the note is for people."""
        state = self._state
        if state.fixed or state.owned or not (found := detection.from_chunk(chunk, state.dialect)):
            return None
        state.dialect = found
        return Note(
            "dialect",
            _("the server uses {value}; the next request will be written that way", value=found.title or found.name),
        )

    def settle(self) -> list[Note]:
        """The server has answered: what was tried is true, and what was learnt and not needed is not. Told once."""
        if self.settled:
            return []
        self.settled = True
        writing, request = self._writing, self._request
        moved = rearranged(request.prompt, writing.dialect)
        whole = self._body(Writing(writing.dialect, ()))
        return [*([moved] if moved else []), *self._state.settle(request.settings.model, writing, whole)]
