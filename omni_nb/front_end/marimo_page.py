"""The door to marimo: which page a thread belongs to, and how to put outputs into the cell that runs.

marimo keeps the page of a session on the session's own thread: a widget that is made on another thread is never shown,
and an output that is written there goes nowhere. So a task takes the page of the thread that began it along.
marimo has no public way to do that but threads of its own; the private names that are used stand here, and where a
version lacks one, nothing is found and marimo is a program like any other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

_carried: ContextVar[Any] = ContextVar("omni_nb_marimo_page", default=None)
_collected: ContextVar[list[Any] | None] = ContextVar("omni_nb_marimo_outputs", default=None)


def here() -> Any | None:
    """The page of marimo that this thread, or the task that it runs, belongs to; None elsewhere."""
    return _of_thread() or _carried.get()


def _of_thread() -> Any | None:
    if "marimo" not in sys.modules:
        return None
    try:
        from marimo._runtime.context.kernel_context import KernelRuntimeContext
        from marimo._runtime.context.types import safe_get_context
    except ImportError:
        return None
    context = safe_get_context()
    return context if isinstance(context, KernelRuntimeContext) else None  # a notebook run as a program has another


def now() -> Any | None:
    """The page and the cell that runs, as something to go on with later: see `going_on`."""
    context = _of_thread()
    if context is None or context.execution_context is None:  # between cells, as when the page says something
        return _carried.get()
    return _as_it_is_now(context)


@contextlib.contextmanager
def going_on(page: Any | None) -> Iterator[None]:
    """Tasks that are begun inside belong to that page and its cell: marimo makes no widget for no cell.

    Args:
        page: From `now`; None is elsewhere, and changes nothing.
    """
    if page is None:
        yield
        return
    token = _carried.set(page)
    try:
        yield
    finally:
        _carried.reset(token)


@contextlib.contextmanager
def carrying() -> Iterator[None]:
    """Tasks that are begun inside belong to this thread's page and cell, too."""
    with going_on(now()):
        yield


@contextlib.contextmanager
def entered() -> Iterator[None]:
    """What is made inside, on whatever thread, is made for the page that the task belongs to."""
    context = _carried.get() if _of_thread() is None else None
    if context is None:
        yield
        return
    with context.install():
        yield


def _as_it_is_now(context: Any) -> Any:
    """It names the cell that runs, and soon that is another one: a widget would go when *that* is run again."""
    try:
        return dataclasses.replace(context)
    except TypeError:
        return context


def cell() -> str | None:
    """The cell that runs, by its notebook and its id. None in an app: each visitor has a session of its own."""
    context = here()
    mode = str(getattr(getattr(context, "session_mode", None), "value", ""))
    if context is None or mode != "edit" or context.execution_context is None:
        return None
    return f"{notebook()}#{context.execution_context.cell_id}"


def notebook() -> str:
    """The notebook that is open, by its path; empty elsewhere."""
    return str(getattr(here(), "filename", None) or "")


class Output:
    """One output of a cell, which can be replaced while the cell runs.

    Args:
        html: What it shows: anything that marimo shows.
    """

    def __init__(self, html: Any) -> None:
        self._items, self._context = _collected.get(), here()
        self._run = getattr(self._context, "execution_context", None)
        if self._items is not None:
            self._at = len(self._items)
            self._items.append(_as_html(html))
        elif self._run is not None:
            self._at = len(self._run.output)
            import marimo

            with entered():
                marimo.output.append(html)

    def replace(self, html: Any) -> None:
        """Show this in its place. When the cell has ended its outputs stand, and this does nothing."""
        if self._items is not None:
            self._items[self._at] = _as_html(html)
            return
        if self._run is None or getattr(self._context, "execution_context", None) is not self._run:
            return
        import marimo

        snapshot = _as_it_is_now(self._context)
        with snapshot.install(), contextlib.suppress(IndexError):  # the cell has cleared its outputs meanwhile
            marimo.output.replace_at_index(html, self._at)


def html(text: str) -> Any:
    """HTML as marimo shows it."""
    import marimo

    return marimo.Html(text)


def _as_html(value: Any) -> Any:
    import marimo

    return marimo.as_html(value)


def gathered(show: Callable[[], None]) -> Any:
    """What `show` puts into outputs, as one object that marimo shows: a cell's last line, or a part of a layout."""
    import marimo

    items: list[Any] = []
    token = _collected.set(items)
    try:
        show()
    finally:
        _collected.reset(token)
    return items[0] if len(items) == 1 else marimo.vstack(items)


def gathers() -> bool:
    """Whether outputs are being gathered for an object that marimo asked to show itself."""
    return _collected.get() is not None


def hold(thing: Any) -> None:
    """Keep it as long as the cell's outputs stand: marimo forgets the object of which it has shown the HTML."""
    context = here()
    if context is not None:
        with entered():
            context.cell_lifecycle_registry.add(_Held(thing))


class _Held:
    def __init__(self, thing: Any) -> None:
        self._thing = thing

    def create(self, context: Any) -> None:
        """Called by marimo when it is added."""

    def dispose(self, context: Any, deletion: bool) -> bool:
        """Called by marimo when the cell is run again, or deleted."""
        self._thing = None
        return True
