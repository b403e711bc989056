"""TurnEdit: an earlier turn that is written anew, in a fork; what was being written meanwhile waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omni_nb.panels.composer.card_sources import card_of
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.draft_editor import DraftEditor
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.tasks import Tasks
from omni_nb.widgets.protocol import turns
from omni_nb.widgets.protocol.reading import Handlers

Written = tuple[str, list[Card]]


class TurnEdit:
    """Begins and leaves the edit of a turn; `Thread.edited` says which one it is.

    Args:
        editor: Holds what is written.
        thread: Holds the turns.
        tasks: Runs what takes long.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, editor: DraftEditor, thread: Thread, tasks: Tasks) -> None:
        self._editor, self._thread, self._tasks = editor, thread, tasks
        self._waiting: list[Written] = []  # the last one was put away last
        self.handlers: Handlers = {"edit": self._on_edit, "leave": self._on_leave}

    def fork(self) -> None:
        """Go on from before the edited turn, if there is one: its new words are about to be sent."""
        if (edited := self._thread.edited) is not None:
            self._thread.edited = None
            self._thread.fork_before(edited)

    def put_away(self, text: str, cards: Sequence[Card]) -> None:
        """Keep what is written until the box is free again; nothing written is nothing to keep."""
        if text or cards:
            self._waiting.append((text, list(cards)))

    def bring_back(self) -> Written:
        """Put what was put away last into the box, in place of what is there; an empty box, where nothing waits."""
        back = self._waiting.pop() if self._waiting else ("", [])
        self._editor.fill(*back)
        return back

    def leave(self) -> None:
        """Leave the edited turn as it was, and go back to what was being written; nothing happens without one."""
        if self._thread.edited is not None:
            self._thread.edited = None
            self.bring_back()
            self._thread.show()

    def _on_edit(self, m: turns.Edit, _: Any) -> None:
        """Put a turn's words and media into the box."""
        exchange, draft = self._thread.exchange(m["id"]), self._editor.draft
        if self._thread.edited is None:
            self.put_away(draft.text, draft.cards)
        self._thread.edited = exchange

        def written(cards: list[Card]) -> None:
            self._editor.fill(exchange.prompt.text, cards)
            self._thread.show()

        self._tasks.in_thread(lambda: [card_of(part) for part in exchange.prompt.media], written)

    def _on_leave(self, _m: turns.Leave, _: Any) -> None:
        self.leave()
