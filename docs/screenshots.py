"""Take the README's picture again: the first notebook in JupyterLab, light and dark."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.lab import Book, Lab, browser  # noqa: E402


def main() -> None:
    """Writes `quickstart-light.png`, `quickstart-dark.png` and `speaking.png` into `docs/`."""
    lab = Lab(Path(tempfile.mkdtemp()))
    shutil.copy(ROOT / "notebooks" / "00_quickstart.ipynb", lab.root / "quickstart.ipynb")
    try:
        with browser() as chromium:
            page = chromium.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=1.5)
            book = Book(page, lab, "quickstart.ipynb")
            page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
            book.run(1)
            book.start(3)
            page.wait_for_function("() => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') > 5")
            page.evaluate("() => document.querySelectorAll('.jp-Cell')[3].scrollIntoView({block: 'center'})")
            page.mouse.move(880, 20)
            page.wait_for_timeout(200)
            picture(page, ROOT / "docs" / "speaking.png")
            book.finish()
            page.get_by_text("still speaking").wait_for(state="detached", timeout=60_000)
            page.evaluate("() => document.querySelectorAll('.jp-Cell')[3].scrollIntoView({block: 'center'})")
            for dark in (False, True):
                book.theme(dark)
                page.mouse.move(880, 20)
                page.wait_for_timeout(500)
                picture(page, ROOT / "docs" / f"quickstart-{'dark' if dark else 'light'}.png")
    finally:
        lab.close()


def picture(page: Any, path: Path) -> None:
    """The cell with the question."""
    cell = page.locator(".jp-Cell").nth(3).bounding_box()
    clip = {"x": cell["x"], "y": cell["y"] - 6, "width": cell["width"] + 6, "height": cell["height"] + 12}
    page.screenshot(path=path, clip=clip)


if __name__ == "__main__":
    main()
