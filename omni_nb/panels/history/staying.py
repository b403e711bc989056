"""What stays in the notebook of the history's cell: a line, and the conversations that went on from it."""

from __future__ import annotations

from typing import Any

from omni_nb import escape
from omni_nb.show import display
from omni_nb.show.looks import QUIET


class Staying:
    """One output for several composers, each of which knows its own part of it.

    A cell has to show its outputs while it runs; composers come later. What was browsed is not among them: a notebook
    that is given away would hold questions of other notebooks.

    Args:
        words: The line.
        key: Names the line: the widget hides it while it lives.
    """

    def __init__(self, words: str, key: str) -> None:
        self._words, self._key = words, key
        self._parts: list[display.Bundle] = []
        self._output: display.Handle | None = None

    def show(self) -> None:
        """Display it in the cell that runs."""
        self._output = display.show_kept(self._bundle())

    def part(self) -> display.Handle:
        """A place for one more."""
        self._parts.append({})
        return _Part(self, len(self._parts) - 1)

    def put(self, place: int, bundle: display.Bundle) -> None:
        """What stands in a place now."""
        self._parts[place] = bundle
        if self._output is not None:
            self._output.update(self._bundle(), raw=True)

    def _bundle(self) -> display.Bundle:
        line = f'<div class="omni-nb-kept-{self._key}" style="{QUIET}">{escape.html(self._words)}</div>'
        parts = [part for part in self._parts if part]
        return {
            "text/html": line + "".join(part["text/html"] for part in parts),
            "text/plain": "\n\n".join([self._words, *(part["text/plain"] for part in parts)]),
        }


class _Part:
    def __init__(self, whole: Staying, place: int) -> None:
        self._whole, self._place = whole, place

    def update(self, obj: Any, **_: Any) -> None:
        self._whole.put(self._place, obj)
