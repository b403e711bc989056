"""A widget's ES module, joined from the files that stand beside its Python. No bundler, no server."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """The files as one module: each sees what those before it define; the last one exports."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
