"""Stop in the composer: until the page is silent, and until the request is cancelled; with the kernel free and blocked."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support import tap
from tests.support.lab import Book, Lab, browser

MAKE = "from omni_nb import Omni\ncomposer = Omni.simulated().compose()\ncomposer"
STOP = """async () => {
  const tap = window.heard.at(-1);
  const loud = () => tap.blocks.slice(-6).some(b => b.some(v => v));
  const begun = performance.now();
  document.querySelector('[data-key=stop]').click();
  let silent = 0, cancelled = 0;
  while (!silent || !cancelled) {
    await new Promise(r => setTimeout(r, 4));
    if (!silent && !loud()) silent = performance.now() - begun;
    if (!cancelled && document.querySelector('[data-key=send]')) cancelled = performance.now() - begun;
    if (performance.now() - begun > 10000) break;
  }
  return [silent, cancelled];
}"""


def once(book: Book, page: Any, *, blocked: bool) -> list[float]:
    page.get_by_label("your question").fill("Speak for 60 seconds")
    page.keyboard.press("Control+Enter")
    before = page.evaluate("() => window.heard.length")
    page.wait_for_function(
        "n => window.heard.length > n && window.heard.at(-1).blocks.some(b => b.some(v => v))", arg=before
    )
    page.wait_for_timeout(600)
    if blocked:
        book.start(1)
        page.wait_for_timeout(300)
    found: list[float] = page.evaluate(STOP)
    if blocked:
        book.finish()
    page.wait_for_timeout(300)
    return found


def main() -> None:
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            page = chromium.new_page()
            tap.install(page)
            book = Book(page, lab, lab.write("stop.ipynb", MAKE, "import time\ntime.sleep(4)"))
            book.run(0)
            page.get_by_label("your question").wait_for()
            print(f"{'kernel':12}{'silent ms':>11}{'cancelled ms':>14}   goal: 300, 300")
            for blocked in (False, True):
                runs = [once(book, page, blocked=blocked) for _ in range(5)]
                silent, cancelled = (statistics.median(r[i] for r in runs) for i in (0, 1))
                print(
                    f"{'blocked' if blocked else 'free':12}{silent:11.0f}{cancelled:14.0f}   (slowest {max(r[0] for r in runs):.0f}, {max(r[1] for r in runs):.0f})",
                    flush=True,
                )
    finally:
        lab.close()


if __name__ == "__main__":
    main()
