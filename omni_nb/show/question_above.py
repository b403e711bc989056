"""What was asked about, as an output above its answer."""

from __future__ import annotations

from concurrent.futures import wait

from omni_nb.prompt.parts import Prompt
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display, question

LONGEST_DRAWN_S = 10.0


class QuestionAbove:
    """The media of a question: in words at once, drawn as soon as that is done.

    To draw is to decode a video or to encode a sound: it happens beside the answer, which does not wait for it.
    """

    def __init__(self, asked: Prompt) -> None:
        self._handle = display.show_replaceable(question.in_words(asked))
        self._drawn = EVENT_LOOP.in_thread(lambda: question.about(asked))
        self._settled = False

    def tick(self) -> None:
        """Put the drawing there, once it is made."""
        if self._drawn.done():
            self.settle()

    def settle(self) -> None:
        """Put the drawing there: now, or, where a long video is still being decoded, when it is made."""
        if not self._settled:
            self._settled = True
            try:
                wait([self._drawn], LONGEST_DRAWN_S)
            finally:
                self._drawn.add_done_callback(lambda drawn: self._handle.update(drawn.result(), raw=True))

    def discard(self) -> None:
        """Leave nothing: the question was refused."""
        self._settled = True
        self._drawn.cancel()
        self._handle.update({"text/plain": ""}, raw=True)
