"""A widget that shows sections, each set by name. It decides nothing.

A section that is set to what it was is not sent. A page that comes late, or again, gets all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omni_nb import escape
from omni_nb.widgets.base import BaseWidget
from omni_nb.widgets.protocol.reading import name_of

Listener = Callable[[Any, list[Any]], None]


class SectionedWidget(BaseWidget):
    """Sections, and what the page says about them.

    Args:
        on_message: Is given what the page says, on whatever thread that comes.
        passing: What a section's name begins with that goes when it is set to None.

    Attributes:
        gone: What stands in its place in exported notebooks and in viewers without widgets.
    """

    gone = ""

    def __init__(self, on_message: Listener, *, passing: str = "turn:", **kwargs: Any) -> None:
        self._sections: dict[str, Any] = {}
        self._take, self._passing = on_message, passing
        super().__init__(**kwargs)
        self.on_msg(self._on_message)
        self._answer_while_cells_run()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The view, and words in its place for exported notebooks and viewers without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            words = f'<div style="opacity:0.75;font-size:0.85em">{escape.html(self.gone)}</div>' if self.gone else ""
            data |= {"text/html": words, "text/plain": str(self.gone)}
        return bundle

    def set(self, name: str, value: Any) -> None:
        """Set one section, whole. None removes one that may pass."""
        if name in self._sections and self._sections[name] == value:
            return
        self._sections[name] = value
        self.send({"t": "set", "name": name, "value": value})
        if value is None and name.startswith(self._passing):
            del self._sections[name]

    def note(self, name: str, value: Any) -> None:
        """Remember a section that the page itself has changed: a page that comes later gets it, this one is not told."""
        self._sections[name] = value

    def language_changed(self) -> None:
        """Words and sections anew; whoever made the sections of cut words sets them again."""
        super().language_changed()
        if self.comm is not None and self._sections:
            self.tell_all()

    def tell_all(self) -> None:
        """Send all sections."""
        self.send({"t": "all", "sections": self._sections, "me": self.model_id})

    def _on_message(self, _widget: Any, content: Any, buffers: Any) -> None:
        if name_of(content) == "ready":
            self.tell_all()
        self._take(content, list(buffers or ()))

    def _answer_while_cells_run(self) -> None:
        """Have messages handled on a thread of their own where ipykernel has one, not behind the cell that runs.

        ipykernel 7 sends them back to the thread that last sent on the comm, which is the one that is busy;
        without that method they go where the front end asked for. Guarded: it is no public interface.
        """
        comm = getattr(self, "comm", None)
        if callable(getattr(comm, "_reply_subshell_for", None)):
            comm._reply_subshell_for = None  # type: ignore[union-attr]
