"""The door to IPython, and to marimo: how to put outputs into the cell that runs."""

from __future__ import annotations

import os
from typing import Any, Final, Protocol

from omni_nb import escape
from omni_nb.front_end import marimo_page
from omni_nb.front_end.kind import front_end, shell, widgets_wanted

Bundle = dict[str, Any]


class Handle(Protocol):
    """An output that can be replaced."""

    def update(self, obj: Any, **kwargs: Any) -> None:
        """Replace what the output shows."""
        ...


def in_notebook() -> bool:
    """A front end that shows rich outputs (Lab, Notebook, VS Code, Colab, marimo, nbclient)."""
    return front_end().rich


def shows_widgets() -> bool:
    """Such a front end, and its user has not switched widgets off (`OMNI_NB_WIDGETS=0`)."""
    return in_notebook() and widgets_wanted()


def in_terminal() -> bool:
    """IPython, or plain Python, that a person types into."""
    return not in_notebook() and front_end().live


def execution_count() -> object:
    """What tells the run of a cell from every other: IPython's number of it; in marimo, which shows what it is given, a new one."""
    return object() if front_end().kind == "marimo" else getattr(shell(), "execution_count", None)


def this_cell() -> str | None:
    """The cell that runs, by its notebook and its id: the same when it is run again, also by another kernel.

    Lab, Notebook 7, VS Code and marimo's editor name the cell. nbclient, papermill and Voila do not, and nothing is
    found again there; nor in a marimo app, where it would be what another visitor said.
    """
    if front_end().kind == "marimo":
        return marimo_page.cell()
    kernel = getattr(shell(), "kernel", None)
    try:
        cell = kernel.get_parent("shell")["metadata"]["cellId"] if kernel is not None else None
    except (AttributeError, KeyError, TypeError):
        return None
    return f"{this_notebook()}#{cell}" if cell else None


def this_notebook() -> str:
    """The notebook that is open, by its path where the front end tells it, else by the kernel's folder."""
    return marimo_page.notebook() or os.environ.get("JPY_SESSION_NAME") or os.getcwd()


def show_bundle(bundle: Bundle) -> None:
    """Show one output, given as its MIME types."""
    show_replaceable(bundle) if front_end().kind == "marimo" else _displayed(bundle, raw=True)


def show_replaceable(bundle: Bundle) -> Handle:
    """Show one output that can be replaced later."""
    return _MarimoHandle(bundle) if front_end().kind == "marimo" else _displayed(bundle, raw=True, display_id=True)


def show_kept(bundle: Bundle) -> Handle:
    """Show what stays in the notebook of a widget that shows it, too; nothing where no notebook keeps it."""
    return _Nothing() if front_end().kind == "marimo" else show_replaceable(bundle)


def show_object(obj: Any) -> Any:
    """Show a widget, as an output that can be replaced later."""
    return _MarimoHandle(obj) if front_end().kind == "marimo" else _displayed(obj, display_id=True)


def _displayed(obj: Any, **how: Any) -> Any:
    from IPython.display import display

    return display(obj, **how)


class _MarimoHandle:
    def __init__(self, obj: Any) -> None:
        self._output = marimo_page.Output(_for_marimo(obj))

    def update(self, obj: Any, **_: Any) -> None:
        self._output.replace(_for_marimo(obj))


class _Nothing:
    def update(self, obj: Any, **_: Any) -> None:
        pass


# marimo's page takes the dots of lists, and the room around paragraphs and in tables, from all that is no Markdown of its own.
_ROOM: Final = (
    "<style>.omni-nb-answer{:is(p,ul,ol,table){margin:0 0 .8em}:is(ul,ol){list-style:revert;padding-left:2em}"
    ":is(td,th){padding:.4em .5em}}</style>"
)


def _for_marimo(obj: Any) -> Any:
    if not isinstance(obj, dict):
        return obj
    plain = obj.get("text/plain", "")
    rich = f'<pre style="white-space:pre-wrap">{escape.html(plain)}</pre>' if plain else ""
    html = obj.get("text/html", rich)
    return marimo_page.html(_ROOM + html if "omni-nb-answer" in html else html)
