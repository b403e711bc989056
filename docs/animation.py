"""Take the README's animation again: a reply that speaks, in JupyterLab, against the simulator.

`python docs/animation.py` writes `docs/reply-light.webp` and `docs/reply-dark.webp`: frames of a real cell in a real
browser, each shown as long as it was seen, two times over and then still.
"""

from __future__ import annotations

import io
import itertools
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.lab import Book, Lab, browser  # noqa: E402

BEFORE = "from omni_nb import Omni\n\nomni = Omni.simulated()\nomni.ask('warm up', show=False);"
CELL = 'omni.ask("Who are you?", voice="Cherry")'
WIDTH, HEIGHT, SCALE = 760, 222, 1.5
LAST_S, LOOPS = 2.5, 2


def main() -> None:
    """Both themes, each in a page of its own."""
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            for dark in (False, True):
                frames = seen(chromium, lab, dark=dark)
                path = ROOT / "docs" / f"reply-{'dark' if dark else 'light'}.webp"
                write(path, frames)
                print(
                    f"{path.name}: {len(frames)} frames, {frames[-1][0] + LAST_S:.1f} s, {path.stat().st_size / 1000:.0f} kB"
                )
    finally:
        lab.close()


def seen(chromium: Any, lab: Lab, *, dark: bool) -> list[tuple[float, Image.Image]]:
    """Each frame that differs from the one before, with the second at which it was seen."""
    page = chromium.new_page(viewport={"width": WIDTH + 60, "height": 620}, device_scale_factor=SCALE)
    book = Book(page, lab, lab.write(f"reply-{dark}.ipynb", BEFORE, CELL))
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.add_style_tag(content=".jp-cell-toolbar { display: none }")  # it covers the code of a narrow cell
    book.theme(dark)
    book.run(0)
    cell = page.locator(".jp-Cell").nth(1)
    cell.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = cell.bounding_box()
    clip = {"x": box["x"], "y": box["y"] - 4, "width": min(WIDTH, box["width"]), "height": HEIGHT}
    frames: list[tuple[float, Image.Image]] = []
    book.start(1)
    begun = time.monotonic()
    ended: float | None = None
    while ended is None or time.monotonic() - ended < 0.5:
        at = time.monotonic() - begun
        frame = Image.open(io.BytesIO(page.screenshot(clip=clip, type="png"))).convert("RGB")
        if not frames or frame.tobytes() != frames[-1][1].tobytes():
            frames.append((at, frame))
        if ended is None and page.evaluate("() => window.ran"):
            ended = time.monotonic()
    page.close()
    return frames


def write(path: Path, frames: list[tuple[float, Image.Image]]) -> None:
    """An animated WebP, without loss: flat colours weigh little that way and stay sharp."""
    times = [at for at, _ in frames]
    lengths = [int(1000 * (after - at)) for at, after in itertools.pairwise(times)]
    first, *others = [frame for _, frame in frames]
    first.save(
        path, save_all=True, append_images=others, duration=[*lengths, int(1000 * LAST_S)], loop=LOOPS, lossless=True, quality=100, method=4, minimize_size=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
