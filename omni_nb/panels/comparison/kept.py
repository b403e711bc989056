"""What stays of a comparison in the notebook, below its widget: an ordinary output."""

from __future__ import annotations

from omni_nb import escape, quantities
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.show.display import Bundle


def kept(comparison: Comparison, key: str) -> Bundle:
    """The comparison as an output; `key` names it for the widget, which hides it while it lives."""
    bundle = _table(comparison)
    return {**bundle, "text/html": f'<div class="omni-nb-kept-{key}">{bundle["text/html"]}</div>'}


def nothing_yet(key: str, count: int) -> Bundle:
    """Until there is something to keep."""
    words = f"{count} cells are being asked; what they answer will be kept here."
    return {"text/html": f'<div class="omni-nb-kept-{key}">{words}</div>', "text/plain": words}


def _table(comparison: Comparison) -> Bundle:
    rows = list(zip(comparison.names, comparison, strict=True))
    html = "".join(
        f"<tr><th>{escape.html(name)}</th><td>{_seconds(cell)}</td><td>{escape.html(_words(cell))}</td></tr>"
        for name, cell in rows
    )
    plain = "\n".join(escape.visible(f"{name}: {_words(cell)}") for name, cell in rows)
    return {"text/html": f"<table>{html}</table>", "text/plain": plain}


def _seconds(cell: Cell) -> str:
    return quantities.duration(cell.clip.duration_s) if cell.clip is not None else ""


def _words(cell: Cell) -> str:
    return cell.text or (cell.error.cause if cell.error is not None else "")
