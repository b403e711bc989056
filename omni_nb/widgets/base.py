"""What all widgets here share: a module joined from the files beside it, and an end that leaves nothing."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anywidget

from omni_nb.widgets.protocol.reading import Handlers, MessageError, dispatch, puzzled

_HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """Join files to one module: each sees what those before it define; the last one exports. No bundler."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


class BaseWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """An anywidget whose `close` leaves nothing: ipywidgets makes a `Layout` with a comm for each, and leaves it open."""

    _says: Any = None
    _handlers: Handlers = MappingProxyType({})

    def listen(self, says: Any, handlers: Handlers) -> None:
        """Have what the page says taken by the handler of its name; what cannot be taken is warned of.

        Args:
            says: The union of what may come, from `protocol`.
            handlers: One for each of them, but for `unknown`.
        """
        self._says = says
        self._handlers = {"unknown": lambda m, _: _warn(puzzled(m)), **handlers}
        self.on_msg(self._on_message)

    def _on_message(self, _widget: Any, content: Any, buffers: Any) -> None:
        try:
            dispatch(content, list(buffers or ()), self._says, self._handlers)
        except MessageError as err:
            _warn(str(err))

    def send_lean(self, content: Mapping[str, Any], buffers: list[Any] | None = None) -> None:
        """As `send`, without naming the cell that runs: that is 224 of the 645 bytes around each message.

        A front end finds the widget by its comm. Where the kernel is not ipykernel it is a plain `send`.
        """
        comm = self.comm
        kernel = getattr(comm, "kernel", None)
        if kernel is None or not hasattr(comm, "topic") or not hasattr(kernel, "iopub_socket"):
            self.send(content, buffers)
            return
        message = {"data": {"method": "custom", "content": content}, "comm_id": comm.comm_id}
        kernel.session.send(kernel.iopub_socket, "comm_msg", message, parent={}, ident=comm.topic, buffers=buffers)

    def close(self) -> None:
        """Close the widget and the layout that was made for it."""
        layout = getattr(self, "layout", None)
        super().close()
        if layout is not None:
            layout.close()


def _warn(words: str) -> None:
    warnings.warn(words, stacklevel=3)
