"""Live sound in a real Chromium, heard at the sink: gaps, span, first sound, the page's main thread.

An 8 s chirp at real time, in chunks of several lengths, with and without 0 to 60 ms of random delay, a
tone whose chunks are equal, digital silence in the middle, a burst, a kernel that is busy. With the
peers in the same run where `OMNI_NB_PEERS` names a virtual environment that has them
(`pip install ipyaudio gradio`, and ffmpeg for gradio). Then the bytes of 60 s.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tests.support.lab import Book, Lab, browser  # noqa: E402

TAP = (HERE.parent / "tests" / "support" / "audio_tap.js").read_text(encoding="utf-8")
READ = """() => { const all = new Float32Array(audioTap.blocks.reduce((n, b) => n + b.length, 0)); let at = 0;
  for (const b of audioTap.blocks) { all.set(b, at); at += b.length; }
  let text = ''; const bytes = new Uint8Array(all.buffer);
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [btoa(text), audioTap.first, audioTap.rate]; }"""

SOUNDS = """
import random, time, threading, numpy as np
RATE = 24_000
t = np.arange(RATE * 8) / RATE
chirp = (12_000 * np.sin(2 * np.pi * (200 * t + 1_800 * t * t / 16))).astype(np.int16)
chirp[chirp == 0] = 1
tone = np.tile((12_000 * np.sin(2 * np.pi * np.arange(RATE // 5) * 500 / RATE + 0.01)).astype(np.int16), 40)
tone[tone == 0] = 1
hole = chirp.copy()
hole[RATE * 3 : RATE * 5] = 0
minute = np.tile(chirp, 8)[: RATE * 60]

def paced(x, ms, jitter_s, on_first):
    n, begun = RATE * ms // 1000, time.perf_counter()
    for i in range(0, len(x), n):
        wait = begun + i / RATE + random.random() * jitter_s - time.perf_counter()
        if wait > 0 and i:
            time.sleep(wait)
        if not i:
            on_first(time.time())
        yield x[i : i + n]
"""
OURS = (
    SOUNDS
    + """
from IPython.display import display
from omni_nb.widgets.live_player import LivePlayer

def feed(x, ms, jitter_s=0.0, busy=False):
    player, first = LivePlayer(), []
    display(player)
    time.sleep(0.5)
    def go():
        for chunk in paced(x, ms, jitter_s, first.append):
            player.push(chunk, RATE)
        player.end()
    thread = threading.Thread(target=go)
    thread.start()
    while busy and thread.is_alive():
        sum(i * i for i in range(20_000))
    thread.join()
    print(first[0])

def burst():
    player = LivePlayer()
    display(player)
    time.sleep(0.5)
    print(time.time())
    for i in range(0, len(minute), 2_400):
        player.push(minute[i : i + 2_400], RATE)
    player.end()
"""
)
IPYAUDIO = (
    SOUNDS
    + """
from ipyaudio import Player

def feed(x, ms, jitter_s=0.0, busy=False):
    player, first = Player(config={"isStreaming": True}), []
    time.sleep(1.0)
    player.load((c[None, :].astype("float32") / 32768 for c in paced(x, ms, jitter_s, first.append)), RATE)
    print(first[0])
"""
)
GRADIO = (
    SOUNDS
    + """
import sys
import gradio as gr

def stream(case):
    name, ms, jitter = case.split()
    for chunk in paced(globals()[name], int(ms), float(jitter), lambda t: open(sys.argv[2], "w").write(str(t))):
        yield RATE, chunk

with gr.Blocks() as demo:
    case, button = gr.Textbox(elem_id="case"), gr.Button("go", elem_id="go")
    out = gr.Audio(streaming=True, autoplay=True)
    button.click(stream, case, out)
demo.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
"""
)
CASES: list[tuple[str, int, float]] = [
    ("chirp", 20, 0.0),
    ("chirp", 40, 0.0),
    ("chirp", 40, 0.06),
    ("chirp", 100, 0.0),
    ("chirp", 100, 0.06),
    ("chirp", 500, 0.0),
    ("tone", 200, 0.0),
    ("hole", 40, 0.0),
]
PEERS_CASES = [("chirp", 40, 0.0), ("chirp", 40, 0.06), ("chirp", 100, 0.0), ("tone", 200, 0.0)]
HEAD = f"{'player':10}{'sound':8}{'chunks':>8}{'jitter':>8}{'span s':>9}{'gaps > 2 ms':>13}{'together ms':>13}{'first ms':>10}{'main thread':>13}"


def runs_of_silence(x: np.ndarray, rate: int, at_least_s: float) -> list[float]:
    """Lengths in seconds. A codec's silence is not all zero: under −60 dB of the peak is silence."""
    quiet = np.concatenate([[0], (np.abs(x) < 1e-3 * np.abs(x).max(initial=1e-9)).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(quiet)).reshape(-1, 2)
    return [(b - a) / rate for a, b in edges if (b - a) / rate >= at_least_s]


def heard(page: Any) -> tuple[np.ndarray, float, int]:
    text, first, rate = page.evaluate(READ)
    x = np.frombuffer(base64.b64decode(text), "<f4")
    loud = np.flatnonzero(np.abs(x) > 1e-3)
    return (x[loud[0] : loud[-1] + 1] if len(loud) else x[:0]), first / 1000, int(rate)


def line(player: str, sound: str, ms: int | str, jitter: float, page: Any, sent_s: float, busy: float | None) -> None:
    x, first_s, rate = heard(page)
    if not len(x):
        print(f"{player:10}{sound:8}{ms:>8}{jitter * 1000:8.0f}   nothing was heard", flush=True)
        return
    gaps = runs_of_silence(x, rate, 0.002)
    if sound == "hole":  # two seconds of it are meant
        gaps = [g for g in gaps if abs(g - 2.0) > 0.01]
    print(
        f"{player:10}{sound:8}{ms:>8}{jitter * 1000:8.0f}{len(x) / rate:9.3f}{len(gaps):13}{sum(gaps) * 1000:13.0f}{(first_s - sent_s) * 1000:10.0f}"
        + (f"{busy:12.1%}" if busy is not None else ""),
        flush=True,
    )


def reset(page: Any) -> None:
    page.evaluate("() => window.audioTapAgain()")


def printed(book: Book, cell: int) -> float:
    return float("".join(o.get("text", "") for o in book.outputs()[cell] if o.get("name") == "stdout").split()[-1])


class Load:
    """Share of the page's main thread that was busy."""

    def __init__(self, page: Any) -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Performance.enable")
        self._at = self._read()

    def _read(self) -> tuple[float, float]:
        found = {m["name"]: m["value"] for m in self._cdp.send("Performance.getMetrics")["metrics"]}
        return found["TaskDuration"], found["Timestamp"]

    def since(self) -> float:
        now = self._read()
        busy, passed = now[0] - self._at[0], now[1] - self._at[1]
        self._cdp.detach()
        return busy / passed


def in_lab(
    chromium: Any, lab: Lab, player: str, code: str, cases: list[tuple[str, int, float]], extra: list[str]
) -> None:
    page = chromium.new_page()
    page.add_init_script(f"({TAP.strip()})()")
    calls = [f"feed({sound}, {ms}, {jitter})" for sound, ms, jitter in cases]
    book = Book(page, lab, lab.write(f"{player}.ipynb", code, *calls, *extra))
    book.run(0)
    for cell, (sound, ms, jitter) in enumerate(cases, start=1):
        reset(page)
        load = Load(page)
        book.run(cell)
        busy = load.since()
        page.wait_for_timeout(1_500)
        line(player, sound, ms, jitter, page, printed(book, cell), busy)
    for cell, source in enumerate(extra, start=len(cases) + 1):
        reset(page)
        book.run(cell)
        burst = "burst" in source
        page.wait_for_timeout(62_000 if burst else 1_500)
        line(player, "60 s" if burst else "chirp", "at once" if burst else 40, 0.0, page, printed(book, cell), None)
        if not burst:
            print("          (the row above: another cell keeps the kernel busy)")
    page.close()


def gradio(chromium: Any, python: str) -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "app.py").write_text(GRADIO)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "NO_PROXY": "127.0.0.1"}
    app = subprocess.Popen([python, "app.py", str(port), "first"], cwd=folder, env=env, stdout=subprocess.DEVNULL)
    try:
        page = chromium.new_page()
        page.add_init_script(f"({TAP.strip()})()")
        for _ in range(100):
            try:
                page.goto(f"http://127.0.0.1:{port}/", wait_until="domcontentloaded", timeout=20_000)
                break
            except Exception:
                time.sleep(0.5)
        page.locator("#go").wait_for(timeout=60_000)
        for sound, ms, jitter in PEERS_CASES:
            reset(page)
            page.locator("#case textarea").fill(f"{sound} {ms} {jitter}")
            load = Load(page)
            page.locator("#go").click()
            page.wait_for_timeout(9_000)
            busy = load.since()
            page.wait_for_timeout(8_000)
            line("gradio", sound, ms, jitter, page, float((folder / "first").read_text()), busy)
        page.close()
    finally:
        app.terminate()
        app.wait(10)


BYTES = """
import numpy as np, time, functools
from IPython.display import display
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.show import display as displays
from omni_nb.show.live_sound import LiveSound
from omni_nb.wire.events import AudioDelta
noise = np.random.default_rng(0).integers(-9_000, 9_000, 24_000 * 60).astype(np.int16)

def sixty(ms, speed):
    fold, sound = ReplyFold(Origin(model="m", sound=True)), LiveSound(displays.show_object, time.perf_counter)
    n, begun, at = 24 * ms, time.perf_counter(), 0
    while at < len(noise):
        while at < len(noise) and at / 24_000 / speed <= time.perf_counter() - begun:
            fold.feed(AudioDelta(0.0, noise[at : at + n], 24_000))
            at += n
        sound.tick(fold)
        time.sleep(0.05)
    sound.rest(fold, stopped=False)
    sound.finish(stopped=False)
"""


def weigh(chromium: Any, lab: Lab) -> None:
    """Bytes on the websocket for 60 s of sound, the widget's own code apart."""
    print(f"\n{'60 s of sound in chunks of':28}{'comes at':>10}{'bytes / PCM':>13}   goal")
    for ms, speed, goal in ((100, 1.0, "1.1"), (20, 1.0, "1.35"), (100, 3.0, "1.1"), (20, 3.0, "1.35")):
        page, seen = chromium.new_page(), [0]

        def count(payload: str | bytes, seen: list[int] = seen) -> None:
            data = payload if isinstance(payload, bytes) else payload.encode()
            if b'"method": "custom"' in data:
                seen[0] += len(data)

        page.on("websocket", lambda w, count=count: w.on("framereceived", count))
        book = Book(page, lab, lab.write(f"bytes{ms}{speed}.ipynb", BYTES, f"sixty({ms}, {speed})"))
        book.run(0)
        book.start(1)
        page.wait_for_function("() => window.ran", timeout=120_000)
        page.wait_for_timeout(500)
        print(f"{ms:25} ms{speed:9.0f}×{seen[0] / (2 * 24_000 * 60):13.3f}   {goal}", flush=True)
        page.close()


def main() -> None:
    peers = os.environ.get("OMNI_NB_PEERS")
    env = {}
    if peers:
        env = {
            "JUPYTER_PATH": f"{peers}/share/jupyter",
            "PYTHONPATH": str(next(Path(peers).glob("lib/python3*/site-packages"))),
        }
    print(HEAD)
    cases = CASES[: int(os.environ.get("OMNI_NB_BENCH_CASES", len(CASES)))]
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with browser() as chromium:
            in_lab(chromium, lab, "omni_nb", OURS, cases, ["feed(chirp, 40, 0.0, busy=True)", "burst()"])
            weigh_now = lambda: weigh(chromium, lab)  # noqa: E731
            if peers:
                theirs = Lab(Path(tempfile.mkdtemp()), env=env)
                try:
                    in_lab(chromium, theirs, "ipyaudio", IPYAUDIO, PEERS_CASES, [])
                finally:
                    theirs.close()
                gradio(chromium, f"{peers}/bin/python")
            else:
                print("(peers: set OMNI_NB_PEERS to a virtual environment that has them)")
            weigh_now()
    finally:
        lab.close()
    print("goals: 8.00 ± 0.02 s, no gap, first sound 120 ms (cold 200, jitter 250), main thread under 10 %")


if __name__ == "__main__":
    main()
