"""Form: what a person sees of the composer, as sections that are set by name. It decides nothing.

A section that is set to what it was is not sent. A page that comes late, or again, gets all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omni_nb.widgets.base import BaseWidget, joined
from omni_nb.widgets.protocol.form import ToForm
from omni_nb.widgets.protocol.reading import name_of

_GONE = "Here was a composer. Run the cell to have one; the conversation that was held is kept below."
Listener = Callable[[Any, list[Any]], None]


class Form(BaseWidget):
    """The composer's form.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
    """

    _esm = joined(
        "messages.js", "form_dom.js", "answer.js", "playing.js", "capture.js", "crc32.js", "upload.js", "form_sample.js", "form_children.js",
        "form_settings.js", "form_cards.js", "form_text.js", "form_check.js", "form_panel.js", "form_foot.js", "form_thread.js",
        "form_hands.js", "form.js",
    )  # fmt: skip
    _css = joined("form.css")

    def __init__(self, on_message: Listener, **kwargs: Any) -> None:
        self._sections: dict[str, Any] = {}
        self._take = on_message
        super().__init__(**kwargs)
        self.on_msg(self._on_message)
        self._answer_while_cells_run()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The view, and words in its place for exported notebooks and viewers without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data |= {"text/html": f'<div style="color:#808896;font-size:0.85em">{_GONE}</div>', "text/plain": _GONE}
        return bundle

    def set(self, name: str, value: Any) -> None:
        """Set one section, whole. None removes that of a turn."""
        if name in self._sections and self._sections[name] == value:
            return
        self._sections[name] = value
        self._say({"t": "set", "name": name, "value": value})
        if value is None and name.startswith("turn:"):
            del self._sections[name]

    def _say(self, message: ToForm) -> None:
        self.send(message)

    def _on_message(self, _widget: Any, content: Any, buffers: Any) -> None:
        if name_of(content) == "ready":
            self._say({"t": "all", "sections": self._sections, "me": self.model_id})
        self._take(content, list(buffers or ()))

    def _answer_while_cells_run(self) -> None:
        """Have messages handled on a thread of their own where ipykernel has one, not behind the cell that runs.

        ipykernel 7 sends them back to the thread that last sent on the comm, which is the one that is busy;
        without that method they go where the front end asked for. Guarded: it is no public interface.
        """
        comm = getattr(self, "comm", None)
        if callable(getattr(comm, "_reply_subshell_for", None)):
            comm._reply_subshell_for = None  # type: ignore[union-attr]
