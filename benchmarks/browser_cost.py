"""Browser CPU for a streamed reply of 10,000 characters: ours against print and a Markdown update per token.

A real JupyterLab in a real Chromium; the page's own task time (CDP `Performance.getMetrics`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.kernel_bytes import MARKDOWN, OURS, PRINT, SETUP  # noqa: E402
from tests.support.lab import Book, Lab, browser  # noqa: E402


def main() -> None:
    server = subprocess.Popen([sys.executable, HERE / "stub_server.py", "prose"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
    lab = Lab(Path(tempfile.mkdtemp()))
    print(f"{'way':24}{'characters':>12}{'browser CPU s':>15}{'ratio':>8}   goal")
    try:
        with browser() as chromium:
            base = None
            # the peer that redraws the whole each time is given a fifth of the text: whole, it takes minutes
            cases = (
                ("omni.ask", OURS, 10_000, "≤ 2 s"),
                ("print per token", PRINT, 10_000, ""),
                ("Markdown per token", MARKDOWN, 2_000, ""),
            )
            for name, code, size, goal in cases:
                page = chromium.new_page(viewport={"width": 1200, "height": 900})
                book = Book(
                    page,
                    lab,
                    lab.write(
                        f"{name.split('.')[0].split()[0]}.ipynb",
                        SETUP.format(url=url),
                        code.format(size=size, kind="paragraphs"),
                    ),
                )
                book.run(0)
                metrics = page.context.new_cdp_session(page)
                metrics.send("Performance.enable")

                def spent(session: object = metrics) -> float:
                    found = session.send("Performance.getMetrics")["metrics"]  # type: ignore[attr-defined]
                    return float(next(m["value"] for m in found if m["name"] == "TaskDuration"))

                before = spent()
                book.start(1)
                page.wait_for_function("() => window.ran", timeout=120_000)
                page.wait_for_timeout(1_000)
                cost = spent() - before
                base = base or cost
                print(f"{name:24}{size:12,}{cost:15.2f}{cost / base:8.1f}   {goal}", flush=True)
                page.close()
    finally:
        lab.close()
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
