"""axe-core, the accessibility checker, on a part of a page. npm puts it where `make test` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

_AXE = Path(__file__).parents[2] / ".venv" / "node" / "node_modules" / "axe-core" / "axe.min.js"


def complaints(page: Any, selector: str) -> list[str]:
    """What it finds wrong there: the rule, the element, why. Without axe-core the test is not tried, which is said loudly."""
    if not _AXE.exists():
        pytest.skip(
            "NOT TRIED: no axe-core (Node and npm, then `make test`), so the page's accessibility was not checked"
        )
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("selector => axe.run(selector).then(r => r.violations)", selector)
    return [f"{v['id']}: {n['html'][:160]} {n['failureSummary']}" for v in found for n in v["nodes"]]
