"""Pictures of a question, looked at large: the page has them small, for the notebook keeps what the page shows."""

from __future__ import annotations

from typing import Any

from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.tasks import Tasks
from omni_nb.show.media import at_its_best
from omni_nb.widgets.protocol import turns
from omni_nb.widgets.protocol.reading import Handlers


class LargePictures:
    """Gives a page the picture that somebody opened, as it was sent.

    Args:
        thread: The conversation in which it is.
        bridge: Sends it.
        tasks: Runs what takes long: a frame of a video is decoded.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, thread: Thread, bridge: FormBridge, tasks: Tasks) -> None:
        self._thread, self._bridge, self._tasks = thread, bridge, tasks
        self.handlers: Handlers = {"look": self._on_look}

    def _on_look(self, m: turns.PictureWanted, _buffers: Any) -> None:
        """One that is not there any more is not told of: the page goes on showing what it has."""
        turn = next((e for e in self._thread.branch.exchanges if e.id == m["id"]), None)
        if turn is None:
            return

        def tell(found: tuple[bytes, str] | None) -> None:
            if found is not None:
                self._bridge.tell({"t": "large", "id": m["id"], "at": m["at"], "mime": found[1]}, [found[0]])

        self._tasks.in_thread(lambda: at_its_best(turn.prompt, m["at"]), tell)
