"""PageViews: which pages show a form, what they report, and the end of a form that nobody shows any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omni_nb.escape import short
from omni_nb.messages import _
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.page_life import Views
from omni_nb.panels.tasks import Tasks
from omni_nb.widgets.protocol import form
from omni_nb.widgets.protocol.pages import Ready, Unknown
from omni_nb.widgets.protocol.reading import Handlers, puzzled


class PageViews:
    """Counts the views of a form.

    Args:
        thread: The form stays as long as it asks.
        bridge: Says what a person must know.
        tasks: Runs the waiting.
        close: Called when the last view has gone for good.

    Attributes:
        handlers: For what the page says.
    """

    def __init__(self, thread: Thread, bridge: FormBridge, tasks: Tasks, *, close: Callable[[], None]) -> None:
        self._thread, self._bridge = thread, bridge
        self._loads = 0
        self.handlers: Handlers = {
            **Views(tasks, busy=lambda: thread.busy, close=close).handlers,
            "ready": self._on_ready,
            "unheard": self._on_unheard,
            "dismiss": self._on_dismiss,
            "unknown": self._on_unknown,
        }

    def restart(self) -> None:
        """Count anew, for a new form."""
        self._loads = 0

    def _on_ready(self, _m: Ready, _buffers: Any) -> None:
        """A page has loaded the form. After a reload Lab no longer knows which output is renewed: say so."""
        self._loads += 1
        if self._loads > 1 and self._thread.branch.exchanges:
            self._bridge.advise(
                _(
                    "This page was reloaded. You can go on here; run the cell again, so that the notebook keeps the next turns too. The conversation comes back."
                )
            )

    def _on_unheard(self, m: form.Unheard, _buffers: Any) -> None:
        self._bridge.notice(_("The browser did not play it ({why}). Click once more.", why=short(m["why"])))

    def _on_dismiss(self, _m: form.Dismiss, _buffers: Any) -> None:
        self._bridge.notice("")

    def _on_unknown(self, m: Unknown, _buffers: Any) -> None:
        self._bridge.notice(puzzled(m))
