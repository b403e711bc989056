"""Pictures of every state, in light, dark and forced colours, at three widths, in English and Chinese; and what is wrong there.

`python docs/states.py FOLDER [STATE…] [--lang en,zh] [--app jupyterlab|notebook]`: one contact sheet for each state and
language, and `faults.txt`. By hand: the pictures are to be looked at, and are not committed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import state_setups  # noqa: E402
from state_checks import english_sentences, faults  # noqa: E402

from tests.support.lab import Book, Lab, browser  # noqa: E402

WIDTHS = (1400, 800, 380, 700)  # the last stands for 200 %: half of 1400, and half as high
ZOOMED = 700
LOOKS = ("light", "dark", "forced")
HEIGHT = 900


def size_of(width: int) -> dict[str, int]:
    return {"width": width, "height": HEIGHT // 2 if width == ZOOMED else HEIGHT}


class Sheet:
    """The pictures of one state in one language, side by side; a row for each look."""

    def __init__(self) -> None:
        self.pictures: dict[tuple[str, int], Image.Image] = {}

    def save(self, path: Path) -> None:
        widths = {
            w: max(p.width for (_, width), p in self.pictures.items() if width == w)
            for w in WIDTHS
            if any(k[1] == w for k in self.pictures)
        }
        rows = [look for look in LOOKS if any(k[0] == look for k in self.pictures)]
        heights = {look: max(p.height for (one, _), p in self.pictures.items() if one == look) for look in rows}
        sheet = Image.new(
            "RGB", (sum(widths.values()) + 12 * len(widths), sum(heights.values()) + 12 * len(rows)), "#808080"
        )
        y = 0
        for look in rows:
            x = 0
            for width, room in widths.items():
                if (look, width) in self.pictures:
                    sheet.paste(self.pictures[look, width], (x, y))
                x += room + 12
            y += heights[look] + 12
        sheet.save(path)


def look_at(book: Book, look: str) -> None:
    dark = look == "dark"
    book.page.emulate_media(
        forced_colors="active" if look == "forced" else "none", color_scheme="dark" if dark else "light"
    )
    if book.page.evaluate("() => Boolean(window.jupyterapp)"):  # else a page of its own
        book.theme(dark)


BOX = """i => { const cell = document.querySelectorAll('.jp-Cell')[i]; cell?.querySelector('.jp-OutputArea')?.scrollIntoView({block: 'start'});
  if (!cell) return [0, 0, innerWidth, innerHeight];
  const all = [...(cell?.querySelectorAll('.jp-OutputArea-output') ?? []), ...document.querySelectorAll('.omni-nb .onb-menu, dialog[open]')]
    .map(e => e.getBoundingClientRect()).filter(r => r.width && r.height);
  return [Math.min(...all.map(r => r.left)), Math.min(...all.map(r => r.top)), Math.max(...all.map(r => r.right)), Math.max(...all.map(r => r.bottom))]; }"""


def picture(page: Any, path: Path, cell: int) -> Image.Image:
    """One cell's output, as much of it as the window shows, with what hangs over it."""
    page.evaluate(BOX, cell)
    page.wait_for_timeout(150)
    page.mouse.move(2, 2)
    left, top, right, bottom = page.evaluate(BOX, cell)
    left, top = max(left - 8, 0), max(top - 8, 0)
    room = page.viewport_size
    size = {"width": max(min(right + 16, room["width"]) - left, 40), "height": max(min(bottom + 16, room["height"]) - top, 40)}  # fmt: skip
    page.screenshot(path=path, clip={"x": left, "y": top, **size})
    return Image.open(path).convert("RGB")


def take(
    name: str, language: str, chromium: Any, lab: Lab, folder: Path, widths: tuple[int, ...], looks: tuple[str, ...]
) -> list[str]:
    """Every picture of one state; what is wrong in them."""
    setup = state_setups.SETUPS[name]
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT})
    page = context.new_page()
    errors: list[str] = []
    sheet, found = Sheet(), errors
    english = english_sentences(ROOT) if language == "zh" else []
    one = folder / "single" / f"{name}-{language}"
    one.mkdir(parents=True, exist_ok=True)
    try:
        book = Book(page, lab, lab.write(f"{name}-{language}.ipynb", *setup.cells(language)))
        page.on(
            "pageerror", lambda e: errors.append(f"{name} {language}: page error {e}")
        )  # of ours, not of the page's
        state_setups.wide(book)
        for look in looks:
            look_at(book, look)
            if look == looks[0]:
                setup.reach(book)
            for width in widths:
                page.set_viewport_size(size_of(width))
                page.wait_for_timeout(250)
                sheet.pictures[look, width] = picture(page, one / f"{look}-{width}.png", setup.cell)
                where = f"{name} {language} {look} {width}"
                found += [
                    f"{where}: {each}"
                    for each in faults(
                        page,
                        setup.selector,
                        english if look == "light" else [],
                        axe=look != "forced" and width in (800, 380),
                    )
                ]
    except Exception as err:
        found.append(f"{name} {language}: not reached: {type(err).__name__} {str(err)[:300]}")
        page.screenshot(path=folder / f"{name}-{language}-failed.png")
    finally:
        context.close()
    if sheet.pictures:
        sheet.save(folder / f"{name}-{language}.png")
    return found


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("states", nargs="*", default=list(state_setups.SETUPS))
    ask.add_argument("--lang", default="en,zh")
    ask.add_argument("--app", default="jupyterlab")
    ask.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    ask.add_argument("--looks", default=",".join(LOOKS))
    asked = ask.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    root = Path(tempfile.mkdtemp())
    state_setups.files(root)
    lab = Lab(root, app=asked.app)
    try:
        with browser() as chromium:
            for language in asked.lang.split(","):
                for name in asked.states:
                    some = take(
                        name, language, chromium, lab, asked.folder,
                        tuple(map(int, asked.widths.split(","))), tuple(asked.looks.split(",")),
                    )  # fmt: skip
                    print(f"{name} {language}: {len(some)} faults", flush=True)
                    found += some
    finally:
        lab.close()
    with (asked.folder / "faults.txt").open("a") as out:
        out.write("".join(f"{each}\n" for each in found))
    for each in found:
        print(each)


if __name__ == "__main__":
    main()
