"""The first sound of `omni.ask` in a real notebook: from its first byte on the wire to its first sample in the graph.

A server in this process writes the stream and notes when. What the page's graph renders is taken behind its last node,
with the audio thread's own clock, so that the tap's way back to the page is not counted; that is the last column. The
first reply of each page is the cold one. Then the share of the page's main thread while it plays, with and without the tap.
"""

from __future__ import annotations

import base64
import http.server
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.live_sound import TAP, Load, heard, reset, runs_of_silence  # noqa: E402
from benchmarks.stub_server import Quiet  # noqa: E402
from tests.support.lab import Book, Lab, browser  # noqa: E402

RATE = 24_000
SETUP = (
    "import os; os.environ['OMNI_NB_KEEP']='0'\nfrom omni_nb import Omni\n"
    "omni = Omni(base_url='{url}', dialect='dashscope', model='qwen3-omni-flash')"
)
ASK = "omni.ask('{case}', voice='Cherry');"
# name, sound for each second that passes, ms of a chunk, random delay in s
CASES: list[tuple[str, float, int, float]] = [
    ("ahead, 3×", 3.0, 100, 0.0),
    ("ahead, all at once", 1e6, 100, 0.0),
    ("real time", 1.0, 40, 0.0),
    ("real time", 1.0, 100, 0.0),
    ("real time", 1.0, 100, 0.06),
    ("real time", 1.0, 500, 0.0),
]
SOUND_S = 3.0


def chirp() -> np.ndarray:
    t = np.arange(int(RATE * SOUND_S)) / RATE
    x = (12_000 * np.sin(2 * np.pi * (200 * t + 300 * t * t))).astype("<i2")
    x[x == 0] = 1
    return x


def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    chunk = {"choices": [{"delta": delta, "finish_reason": finish, "index": 0}], "id": "x", "model": "m"}
    return f"data: {json.dumps(chunk)}\n\n".encode()


class Speaking(http.server.BaseHTTPRequestHandler):
    """Some words, 0.4 s later the sound at the pace that the question names: `{speed} {ms} {jitter}`."""

    protocol_version = "HTTP/1.1"
    first_s: ClassVar[list[float]] = []

    def log_message(self, *args: object) -> None: ...

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = body["messages"][-1]["content"]
        said = said if isinstance(said, str) else "".join(p.get("text", "") for p in said)
        speed, ms, jitter = (float(word) for word in said.split())
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._write(event({"content": "A chirp. "}))
        time.sleep(0.4)
        x, n = chirp(), int(RATE * ms / 1000)
        begun = time.perf_counter()
        for i in range(0, len(x), n):
            wait = begun + i / RATE / speed + random.random() * jitter - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            if not i:
                self.first_s.append(time.time())
            self._write(event({"audio": {"data": base64.b64encode(x[i : i + n].tobytes()).decode()}}))
        self._write(event({}, "stop") + b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")


def once(page: Any, book: Book, cell: int) -> tuple[float, float, list[float]]:
    """Milliseconds from wire to graph, milliseconds of the tap, gaps in s."""
    reset(page)
    book.run(cell)
    page.wait_for_timeout(int(SOUND_S * 1000) + 1_000)
    x, first_s, rate = heard(page)
    told: float = page.evaluate("() => audioTap.told - audioTap.first")
    return 1000 * (first_s - Speaking.first_s[-1]), told, runs_of_silence(x, rate, 0.002)


def case_of(speed: float, ms: int, jitter: float) -> str:
    return f"{speed} {ms} {jitter}"


def first_sounds(chromium: Any, lab: Lab, url: str, times: int) -> None:
    print(
        f"{'stream':22}{'chunks ms':>10}{'jitter':>8}{'cold ms':>9}{'warm ms (median)':>18}{'slowest':>9}{'gaps':>6}{'tap ms':>8}"
    )
    for i, (name, speed, ms, jitter) in enumerate(CASES):
        page = chromium.new_page()
        page.add_init_script(f"({TAP.strip()})()")
        cells = [SETUP.format(url=url), ASK.format(case=case_of(speed, ms, jitter))]
        book = Book(page, lab, lab.write(f"first{i}.ipynb", *cells))
        book.run(0)
        runs = [once(page, book, 1) for _ in range(times + 1)]
        warm = [r[0] for r in runs[1:]]
        print(
            f"{name:22}{ms:10}{jitter * 1000:8.0f}{runs[0][0]:9.0f}{statistics.median(warm):18.0f}{max(warm):9.0f}"
            f"{sum(len(r[2]) for r in runs):6}{statistics.median(r[1] for r in runs):8.0f}",
            flush=True,
        )
        page.close()


def main_thread(chromium: Any, lab: Lab, url: str, times: int) -> None:
    print(f"\n{'main thread while playing':32}{'median':>8}{'highest':>9}   goal 5 %")
    for tapped in (False, True):
        page = chromium.new_page()
        if tapped:
            page.add_init_script(f"({TAP.strip()})()")
        book = Book(
            page, lab, lab.write(f"busy{tapped}.ipynb", SETUP.format(url=url), ASK.format(case=case_of(1.0, 40, 0.0)))
        )
        book.run(0)
        shares = []
        for _ in range(times):
            begun = len(Speaking.first_s)
            book.start(1)
            while len(Speaking.first_s) == begun:
                page.wait_for_timeout(20)
            page.wait_for_timeout(300)
            load = Load(page)
            page.wait_for_timeout(2_200)
            shares.append(load.since())
            book.finish()
            page.wait_for_timeout(800)
        name = "omni.ask, chunks of 40 ms" + (", with the tap" if tapped else "")
        print(f"{name:32}{statistics.median(shares):8.1%}{max(shares):9.1%}", flush=True)
        page.close()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    server = Quiet(("127.0.0.1", 0), Speaking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            first_sounds(chromium, lab, url, times)
            main_thread(chromium, lab, url, times)
    finally:
        lab.close()
        server.shutdown()
    print(
        "goals: warm 60 ms ahead of real time, 100 ms at real time; cold 160; no gap with 60 ms of jitter; main thread under 5 %"
    )


if __name__ == "__main__":
    main()
