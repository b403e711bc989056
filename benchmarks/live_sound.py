"""Live sound in a real JupyterLab, tapped behind the player's last node: gaps, span, first sound.

An 8 s chirp at real time, in chunks of several lengths, with and without 0 to 60 ms of random delay.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support import tap
from tests.support.lab import Book, Lab, browser

FEED = """
import random, time, numpy as np
from IPython.display import display
from omni_nb.widgets.live_player import LivePlayer

t = np.arange(24_000 * 8) / 24_000
chirp = (12_000 * np.sin(2 * np.pi * (200 * t + 1_800 * t * t / 16))).astype(np.int16)
chirp[chirp == 0] = 1

def feed(ms, jitter_s):
    player, n = LivePlayer(), 24 * ms
    display(player)
    time.sleep(0.5)
    begun = time.perf_counter()
    print(time.time())
    for i in range(0, len(chirp), n):
        wait = begun + i / 24_000 + random.random() * jitter_s - time.perf_counter()
        if wait > 0 and i:
            time.sleep(wait)
        player.push(chirp[i : i + n], 24_000)
    player.end()
"""
CASES = [(20, 0.0), (40, 0.0), (40, 0.06), (100, 0.0), (100, 0.06), (500, 0.0)]


def main() -> None:
    lab = Lab(Path(tempfile.mkdtemp()))
    print(
        f"{'chunks':>8}{'jitter':>8}{'span s':>9}{'gaps > 2 ms':>13}{'first sound ms':>16}   goal: 8.00 ± 0.02 s, none, ≤ 120 (cold 200, jitter 250)"
    )
    try:
        with browser() as chromium:
            page = chromium.new_page()
            tap.install(page)
            book = Book(page, lab, lab.write("sound.ipynb", FEED, *[f"feed({ms}, {jitter})" for ms, jitter in CASES]))
            book.run(0)
            for cell, (ms, jitter) in enumerate(CASES, start=1):
                book.run(cell)
                page.wait_for_timeout(1_500)
                heard = tap.sounding(tap.heard(page))
                sent_s = float(
                    book.outputs()[cell][-1]["text"]
                    if "text" in book.outputs()[cell][-1]
                    else book.outputs()[cell][0]["text"]
                )
                first_ms = (page.evaluate("() => window.heard.at(-1).first") / 1000 - sent_s) * 1000
                print(
                    f"{ms:5} ms{jitter * 1000:5.0f} ms{len(heard) / 24_000:9.3f}{len(tap.gaps(heard, 48)):13}{first_ms:16.0f}",
                    flush=True,
                )
                assert np.any(heard)
    finally:
        lab.close()


if __name__ == "__main__":
    main()
