"""Switching between voices in a real JupyterLab: 16 cells of 60 s. From key to sound, what is heard at a switch, memory.

Each cell is a steady tone of its own pitch, so that which one sounds, and since when, can be read in what reaches the sink.
"""

from __future__ import annotations

import base64
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tests.support.lab import Book, Lab, browser  # noqa: E402

CELLS, SECONDS, SWITCHES, STARTS = 16, 60, 24, 10
TAP = (HERE.parent / "tests" / "support" / "audio_tap.js").read_text(encoding="utf-8")
READ = """() => { const all = new Float32Array(audioTap.blocks.reduce((n, b) => n + b.length, 0)); let at = 0;
  for (const b of audioTap.blocks) { all.set(b, at); at += b.length; }
  let text = ''; const bytes = new Uint8Array(all.buffer);
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [btoa(text), audioTap.first, audioTap.rate, audioTap.context.baseLatency + audioTap.context.outputLatency]; }"""
KEYS = "() => { window.keys = []; addEventListener('keydown', (e) => keys.push(Date.now()), true); }"
CODE = f"""
import numpy as np
from omni_nb import Clip, Reply, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
model = catalog.default_model()
t = np.arange(24_000 * {SECONDS}) / 24_000
Comparison(tuple(
    Cell(place=Place(model=model.id, voice=model.voices[n].id), reply=Reply(
        text="la", complete=True, finish_reason="stop", audio=Clip.of(0.2 * np.sin(2 * np.pi * (400 + 100 * n) * t), 24_000)))
    for n in range({CELLS})))
"""
SHOWN = f"() => document.querySelectorAll('.omni-nb-comparison .cell[data-state=done] .wave:not([hidden])').length === {CELLS}"


def renderer_mb(page: Any) -> float:
    """Proportional memory of the page's process. The browser has one page."""
    session = page.context.browser.new_browser_cdp_session()
    pids = [p["id"] for p in session.send("SystemInfo.getProcessInfo")["processInfo"] if p["type"] == "renderer"]
    sizes = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        sizes.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return max(sizes)


def heard(page: Any) -> tuple[np.ndarray, float, int, float]:
    text, first, rate, latency_s = page.evaluate(READ)
    return np.frombuffer(base64.b64decode(text), "<f4"), first, int(rate), latency_s


def from_silence(page: Any) -> tuple[list[float], float]:
    """Milliseconds from Space to the first sample that is rendered; and how much later the device is heard."""
    found, latency_s = [], 0.0
    for _ in range(STARTS):
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.omni-nb-comparison .cell.sounds')")
        page.wait_for_timeout(250)
        page.evaluate("() => { audioTapAgain(); keys.length = 0; }")
        page.wait_for_timeout(100)
        page.keyboard.press("Space")
        page.wait_for_function("() => audioTap.first")
        page.wait_for_timeout(150)
        first, key = page.evaluate("() => [audioTap.first, keys[0]]")
        latency_s = page.evaluate("() => audioTap.context.baseLatency + audioTap.context.outputLatency")
        found.append(first - key)
    return found, latency_s


def by_switching(page: Any) -> tuple[list[float], float, float]:
    """Milliseconds from a key to the other tone; the longest silence, ms; the sharpest bend that is no tone's."""
    page.keyboard.press("Home")
    page.evaluate("() => { audioTapAgain(); keys.length = 0; }")
    page.wait_for_timeout(500)
    for n in range(SWITCHES):
        page.keyboard.press("ArrowDown" if n % (2 * CELLS - 2) < CELLS - 1 else "ArrowUp")
        page.wait_for_timeout(173)
    page.wait_for_timeout(900)
    x, first, rate, _ = heard(page)
    keys = page.evaluate("() => keys")
    changes = tone_changes(x, rate)
    late = []
    for key in keys:
        after = [first + 1000 * at / rate - key for at in changes if first + 1000 * at / rate > key - 3]
        if after:
            late.append(after[0])
    quiet = np.abs(x) < 1e-3
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]]))).reshape(-1, 2)
    gaps = [(b - a) / rate * 1000 for a, b in edges if a > rate / 10 and b < len(x) - rate / 10]
    return late, max(gaps, default=0.0), float(np.abs(np.diff(x[rate // 10 : -rate // 10], 2)).max())


def tone_changes(x: np.ndarray, rate: int) -> list[int]:
    """Samples from which another tone is the loudest, to 2 ms."""
    size, step = rate // 50, rate // 500
    window = np.hanning(size)
    tones = np.exp(-2j * np.pi * np.outer(400 + 100 * np.arange(CELLS), np.arange(size)) / rate) * window
    starts = range(0, len(x) - size, step)
    loudest = [int(np.argmax(np.abs(tones @ x[s : s + size]))) for s in starts]
    return [starts[i] + size // 2 for i in range(1, len(loudest)) if loudest[i] != loudest[i - 1]]


def main() -> None:
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            page = chromium.new_page(viewport={"width": 1400, "height": 1000})
            page.add_init_script(f"({TAP.strip()})()")
            book = Book(page, lab, lab.write("switching.ipynb", "1 + 1", CODE))
            book.run(0)
            before = renderer_mb(page)
            book.start(1)
            page.wait_for_function(SHOWN, timeout=180_000)
            page.wait_for_function("() => window.ran", timeout=180_000)
            page.evaluate(KEYS)
            page.locator(".omni-nb-comparison .cell").first.focus()
            page.keyboard.press("Space")
            page.wait_for_function("() => document.querySelector('.omni-nb-comparison .cell.sounds')")
            page.wait_for_timeout(1_000)
            starts, latency_s = from_silence(page)
            switches, gap_ms, bend = by_switching(page)
            page.keyboard.press("Escape")
            after = renderer_mb(page)
        sharpest = 0.2 * (2 * np.pi * (400 + 100 * (CELLS - 1)) / 24_000) ** 2
        print(f"{CELLS} cells of {SECONDS} s, Chromium on JupyterLab")
        for name, ms in (("key → sound, from silence", starts), ("key → the other voice", switches)):
            print(f"{name:28}{statistics.median(ms):8.0f} ms  (slowest {max(ms):.0f}, n={len(ms)})   goal: 50")
        print(f"{'the device adds':28}{latency_s * 1000:8.0f} ms")
        print(f"{'longest gap at a switch':28}{gap_ms:8.1f} ms   goal: 2")
        print(f"{'sharpest bend':28}{bend:8.3f}     (a tone's own {sharpest:.3f}; a click of 0.2 is 0.2 and more)")
        print(f"{'page':28}{after:8.0f} MB  (before the comparison {before:.0f})   goal: 300")
    finally:
        lab.close()


if __name__ == "__main__":
    main()
