"""Take the README's pictures again: the first notebook, the composer and a comparison, in JupyterLab."""

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
    """Writes `quickstart-light.png`, `quickstart-dark.png` and the others into `docs/`."""
    lab = Lab(Path(tempfile.mkdtemp()))
    shutil.copy(ROOT / "notebooks" / "00_quickstart.ipynb", lab.root / "quickstart.ipynb")
    try:
        with browser() as chromium:
            page = chromium.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=1.5)
            book = Book(page, lab, "quickstart.ipynb")
            page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
            book.run(1)
            book.run(3)
            page.get_by_role("group", name="Sound: ").get_by_role("button", name="Play").wait_for(timeout=60_000)
            page.evaluate("() => document.querySelectorAll('.jp-Cell')[3].scrollIntoView({block: 'center'})")
            for dark in (False, True):
                book.theme(dark)
                page.mouse.move(880, 20)
                page.wait_for_timeout(500)
                picture(page, ROOT / "docs" / f"quickstart-{'dark' if dark else 'light'}.png")
            page.close()
            composer(chromium, lab)
            comparison(chromium, lab)
            history(chromium, lab)
    finally:
        lab.close()


KEPT = """from PIL import Image
from omni_nb import Omni

omni = Omni.simulated(pace=0, show=False, keep="lesson.db")
sky = Image.linear_gradient("L").resize((480, 270))
omni.ask("Repeat exactly: the harbour is quiet this morning", voice="Serena")
omni.ask("用一句话介绍你自己", voice="Cherry")
omni.ask("What is in this picture?", sky, voice="Ethan")
talk = omni.chat(system="You are a patient teacher.")
talk.ask("Why is the sky blue?")
talk.ask("And at sunset?")
history = omni.history()
history.pin(history[1]); history.remark(history[2], "for Friday's lesson")"""


def history(chromium: Any, lab: Lab) -> None:
    """Writes `history-light.png` and `history-dark.png`: kept replies, one of them open."""
    page = chromium.new_page(viewport={"width": 1000, "height": 1300}, device_scale_factor=1.5)
    book = Book(page, lab, lab.write("history.ipynb", KEPT, "history"))
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    book.run(0)
    book.run(1)
    page.locator(".omni-nb-history .head").nth(2).click()
    page.locator(".omni-nb-history .whole").wait_for()
    for dark in (False, True):
        book.theme(dark)
        page.mouse.move(980, 20)
        page.wait_for_timeout(800)
        page.locator(".omni-nb-history").screenshot(path=ROOT / "docs" / f"history-{'dark' if dark else 'light'}.png")
    page.close()


COMPARE = """from omni_nb import Omni

omni = Omni.simulated()
omni.compare("Good morning. The train to the coast leaves at five.",
             voices=["Cherry", "Ethan", "Serena", "Kai", "Rocky"],
             say=True)"""


def comparison(chromium: Any, lab: Lab) -> None:
    """Writes `compare-light.png` and `compare-dark.png`: voices side by side, one of them heard."""
    page = chromium.new_page(viewport={"width": 1000, "height": 1100}, device_scale_factor=1.5)
    book = Book(page, lab, lab.write("comparison.ipynb", COMPARE))
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    book.run(0)
    for dark in (False, True):
        book.theme(dark)
        page.get_by_role("listbox").focus()
        page.keyboard.press("ArrowDown" if dark else " ")
        page.wait_for_timeout(1_500)
        page.mouse.move(880, 20)
        picture(page, ROOT / "docs" / f"compare-{'dark' if dark else 'light'}.png", 0, most=980)
    page.close()


COMPOSE = "from omni_nb import Omni\n\ncomposer = Omni.simulated().compose()\ncomposer"
ATTACH = """from PIL import Image, ImageDraw
import numpy as np
sky = Image.new("RGB", (640, 420), (126, 178, 228))
pen = ImageDraw.Draw(sky)
pen.ellipse((470, 40, 560, 130), fill=(250, 214, 90))
pen.polygon([(0, 420), (210, 170), (400, 420)], fill=(74, 110, 92))
pen.polygon([(220, 420), (460, 230), (640, 420)], fill=(94, 136, 108))
t = np.arange(5 * 16_000) / 16_000
song = 0.4 * np.sin(2 * np.pi * 440 * t) * (0.55 + 0.45 * np.sin(2 * np.pi * 1.3 * t))
composer.prompt = [sky, (song, 16_000), "What do you see, and what do you hear?"]"""


def composer(chromium: Any, lab: Lab) -> None:
    """Writes `compose-light.png` (what would be refused, and the ways out) and `compose-dark.png` (it speaks)."""
    page = chromium.new_page(viewport={"width": 860, "height": 900}, device_scale_factor=1.5)
    book = Book(page, lab, lab.write("composer.ipynb", COMPOSE, ATTACH))
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    book.theme(False)
    book.run(0)
    book.run(1)
    page.get_by_role("button", name="split into turns").wait_for()
    page.wait_for_timeout(500)
    picture(page, ROOT / "docs" / "compose-light.png", 0)
    book.theme(True)
    page.get_by_role("button", name="split into turns").click()
    page.locator("[data-key=send]").click()
    page.wait_for_function(
        "() => Number(document.querySelector('[data-slot=player] [role=slider]')?.getAttribute('aria-valuemax')) > 6",
        timeout=30_000,
    )
    page.mouse.move(850, 20)
    picture(page, ROOT / "docs" / "compose-dark.png", 0, most=760)
    page.close()


def picture(page: Any, path: Path, index: int = 3, most: float = 1e9) -> None:
    """One cell."""
    cell = page.locator(".jp-Cell").nth(index).bounding_box()
    cell["height"] = min(cell["height"], most)
    clip = {"x": cell["x"], "y": cell["y"] - 6, "width": cell["width"] + 6, "height": cell["height"] + 12}
    page.screenshot(path=path, clip=clip)


if __name__ == "__main__":
    main()
