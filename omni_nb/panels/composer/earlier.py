"""The conversation that stood in a cell before it was run again: found, drawn, and offered as a branch."""

from __future__ import annotations

from collections.abc import Callable

from omni_nb.chat import Chat
from omni_nb.messages import _
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.recall import Branch, Recall
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.transcript import counted, draw
from omni_nb.panels.tasks import Tasks


class EarlierConversation:
    """Offers what stood in a cell before.

    Args:
        thread: The conversation that it becomes a branch of.
        recall: Knows what stood where.
        bridge: Shows the offer.
        tasks: Runs the drawing.
        new_chat: Makes an empty chat.
    """

    def __init__(
        self, thread: Thread, recall: Recall, bridge: FormBridge, tasks: Tasks, *, new_chat: Callable[[], Chat]
    ) -> None:
        self._thread, self._recall, self._bridge, self._tasks, self._new_chat = thread, recall, bridge, tasks, new_chat
        self._offered: list[Branch] = []

    def offer(self, cell: str | None, execution: object) -> None:
        """Offer the conversation that stood in this cell, if there was another one.

        Args:
            cell: Names the cell, or None where the front end does not.
            execution: What tells this run of it from others.
        """
        thread = self._thread
        own = [thread.branch, *thread.branches, *self._offered]
        if not (before := self._recall.shown(cell, execution, own, self._new_chat)):
            return
        self._offered += before

        def drawn(_done: None) -> None:
            first, *_others = [thread.offer(branch) for branch in before]
            if not thread.branch.exchanges:
                said = _(
                    "The earlier conversation is kept ({turns}).",
                    turns=counted(len(before[0].exchanges)),
                )
                self._bridge.offer(str(said), str(_("restore it")), {"t": "branch", "index": first})

        self._tasks.in_thread(lambda: draw([e for branch in before for e in branch.exchanges if e.settled]), drawn)
