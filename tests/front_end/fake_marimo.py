"""As much of marimo as our door meets: a page for each thread, outputs of the cell that runs. The real one is tried by `make frontends`."""

from __future__ import annotations

import contextlib
import sys
import threading
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any


@dataclass
class Cell:
    cell_id: str
    output: list[Any] = field(default_factory=list)


@dataclass
class KernelRuntimeContext:
    execution_context: Cell | None

    session_mode: Any
    filename: str = "book.py"
    held: list[Any] = field(default_factory=list)

    @property
    def cell_lifecycle_registry(self) -> Any:
        return SimpleNamespace(add=self.held.append)

    @contextlib.contextmanager
    def install(self) -> Any:
        before, local.page = getattr(local, "page", None), self
        try:
            yield
        finally:
            local.page = before


local = threading.local()


class Html:
    def __init__(self, text: str) -> None:
        self.text = text


def running() -> list[Any]:
    return local.page.execution_context.output


def install(monkeypatch: Any, *, cell: str | None = "c1", mode: str = "edit") -> KernelRuntimeContext:
    """This thread is the one of a page whose cell runs."""
    page = KernelRuntimeContext(Cell(cell) if cell else None, session_mode=SimpleNamespace(value=mode))
    monkeypatch.setattr(local, "page", page, raising=False)
    as_html = lambda value: value if isinstance(value, Html) else Html(f"<widget {value}>")  # noqa: E731
    marimo = ModuleType("marimo")
    marimo.Html, marimo.as_html = Html, as_html
    marimo.vstack = lambda items: Html("".join(i.text for i in items))
    marimo.output = SimpleNamespace(
        append=lambda value: running().append(as_html(value)),
        replace_at_index=lambda value, at: running().__setitem__(at, as_html(value)),
    )
    names = {
        "marimo": marimo,
        "marimo._runtime": ModuleType("marimo._runtime"),
        "marimo._runtime.context": ModuleType("marimo._runtime.context"),
        "marimo._runtime.context.kernel_context": SimpleNamespace(KernelRuntimeContext=KernelRuntimeContext),
        "marimo._runtime.context.types": SimpleNamespace(safe_get_context=lambda: getattr(local, "page", None)),
    }
    for name, module in names.items():
        monkeypatch.setitem(sys.modules, name, module)
    return page


def shown(page: KernelRuntimeContext) -> list[str]:
    assert page.execution_context is not None
    return [html.text for html in page.execution_context.output]
