"""What all widgets here share: a module joined from the files beside it, and an end that leaves nothing."""

from __future__ import annotations

from pathlib import Path

import anywidget

_HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """The files as one module: each sees what those before it define; the last one exports. No bundler."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


class Piece(anywidget.AnyWidget):  # type: ignore[misc]
    """An anywidget that closes whole: ipywidgets makes a `Layout` for each, with a comm, and leaves it open."""

    def close(self) -> None:
        """Close it and what was made for it."""
        layout = getattr(self, "layout", None)
        super().close()
        if layout is not None:
            layout.close()
