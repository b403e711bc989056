"""The door to IPython: where we are, and how to put outputs there."""

from __future__ import annotations

import os
import sys
from typing import Any, Protocol

Bundle = dict[str, Any]


class Handle(Protocol):
    """An output that can be replaced."""

    def update(self, obj: Any, **kwargs: Any) -> None:
        """Replace what the output shows."""
        ...


def shell() -> Any:
    """The running IPython shell, or None. Never imports IPython where nobody has."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def in_notebook() -> bool:
    """A kernel whose front end shows rich outputs (Lab, Notebook, VS Code, Colab, nbclient)."""
    return getattr(shell(), "kernel", None) is not None


def shows_widgets() -> bool:
    """Such a kernel, and its user has not switched widgets off (`OMNI_NB_WIDGETS=0`)."""
    wanted = os.environ.get("OMNI_NB_WIDGETS", "1").strip().lower()
    return in_notebook() and wanted not in ("0", "no", "off", "false")


def in_terminal() -> bool:
    """IPython at a terminal."""
    return shell() is not None and not in_notebook()


def execution_count() -> int | None:
    """The number of the cell that runs."""
    return getattr(shell(), "execution_count", None)


def this_cell() -> str | None:
    """The cell that runs, by its notebook and its id: the same when it is run again, also by another kernel.

    Lab, Notebook 7 and VS Code name the cell with each execution. nbclient and papermill do not, and nothing is
    found again there.
    """
    kernel = getattr(shell(), "kernel", None)
    try:
        cell = kernel.get_parent("shell")["metadata"]["cellId"] if kernel is not None else None
    except (AttributeError, KeyError, TypeError):
        return None
    return f"{os.environ.get('JPY_SESSION_NAME') or os.getcwd()}#{cell}" if cell else None


def show_bundle(bundle: Bundle) -> None:
    """Show one output, given as its MIME types."""
    from IPython.display import display

    display(bundle, raw=True)


def show_replaceable(bundle: Bundle) -> Handle:
    """Show one output that can be replaced later."""
    from IPython.display import display

    handle: Handle = display(bundle, raw=True, display_id=True)
    return handle


def show_object(obj: Any) -> Any:
    """Show a widget, as an output that can be replaced later."""
    from IPython.display import display

    return display(obj, display_id=True)
