"""95 MB through a default Jupyter server into the composer, against a plain HTTP PUT of the same bytes to that server."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.lab import Book, Lab, browser

MAKE = "from omni_nb import Omni\ncomposer = Omni.simulated().compose()\ncomposer"
N = 95_000_000
# The body is made before the clock starts: only the way is measured. The server takes base64 inside JSON.
PUT = """async n => {
  const bytes = window.payload ??= new Uint8Array(n).map((_, i) => (i * 2654435761) >>> 24);
  let text = ''; for (let i = 0; i < n; i += 30000) text += btoa(String.fromCharCode(...bytes.subarray(i, i + 30000)));
  const body = JSON.stringify({ type: 'file', format: 'base64', content: text });
  const begun = performance.now();
  const answer = await fetch('/api/contents/put.bin', { method: 'PUT', body });
  await answer.text();
  if (!answer.ok) throw new Error(answer.status);
  return (performance.now() - begun) / 1000;
}"""
OURS = """async n => {
  const bytes = window.payload ??= new Uint8Array(n).map((_, i) => (i * 2654435761) >>> 24);
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'large.bin'));
  const begun = performance.now();
  document.querySelector('.omni-nb-form textarea').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  while (!document.querySelector('.omni-nb-form progress')) await new Promise(r => setTimeout(r, 5));
  while (document.querySelector('.omni-nb-form progress')?.value < 1) await new Promise(r => setTimeout(r, 5));
  return (performance.now() - begun) / 1000;
}"""


def main() -> None:
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            page = chromium.new_page()
            book = Book(page, lab, lab.write("upload.ipynb", MAKE))
            book.run(0)
            page.get_by_label("your question").wait_for()
            puts, ours = [], []
            for _ in range(3):
                puts.append(page.evaluate(PUT, N))
                ours.append(page.evaluate(OURS, N))
                page.get_by_label("remove large.bin").click(timeout=60_000)
                page.wait_for_timeout(500)
            put, own = statistics.median(puts), statistics.median(ours)
            print(f"{'way':34}{'s':>8}{'MB/s':>8}")
            print(f"{'plain PUT (contents API)':34}{put:8.2f}{N / 1e6 / put:8.0f}")
            print(f"{'composer, acknowledged, checked':34}{own:8.2f}{N / 1e6 / own:8.0f}")
            print(f"throughput {put / own:.2f} × the PUT   goal: at least 0.5")
    finally:
        lab.close()


if __name__ == "__main__":
    main()
