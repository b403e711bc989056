"""Import time, waveform, memory of a long reply, cost per chunk as it grows, weight of a notebook. One table."""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["OMNI_NB_KEEP"] = "0"
HERE = Path(__file__).parent


def row(what: str, value: str, goal: str, peer: str = "") -> None:
    print(f"{what:52}{value:>16}   {goal:20}{peer}", flush=True)


def import_time() -> None:
    def start(code: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begun

    bare = statistics.median(start("pass") for _ in range(7))
    ours = statistics.median(start("import omni_nb") for _ in range(7))
    sdk = statistics.median(start("import openai") for _ in range(3))
    row(
        "import omni_nb, over bare Python",
        f"{(ours - bare) * 1e3:.0f} ms",
        "≤ 60 ms",
        f"import openai: {(sdk - bare) * 1e3:.0f} ms",
    )


def waveform() -> None:
    code = (
        "import io, sys, time, resource, numpy as np, matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt\n"
        "from omni_nb.sound.clip import Clip; from omni_nb.sound import plots\n"
        "rng = np.random.default_rng(0); clip = Clip((rng.standard_normal(28_800_000, dtype=np.float32) * 3000).astype(np.int16), 24_000)\n"
        "plt.subplots(); m0 = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; t0 = time.perf_counter(); out = io.BytesIO()\n"
        "{}\nprint(time.perf_counter() - t0, out.tell(), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - m0) / 1024)"
    )
    ways = {
        "reply.plot(): matplotlib png": "plots.plot(clip).figure.savefig(out, format='png')",
        "in the notebook: svg": "out.write(plots.waveform_svg(clip).encode())",
        "naive plot of the samples": "plt.subplots(figsize=(8, 2))[1].plot(clip.samples); plt.savefig(out, format='png')",
    }
    for name, what in ways.items():
        done = subprocess.run([sys.executable, "-c", code.format(what)], check=True, capture_output=True, text=True)
        seconds, size, memory = map(float, done.stdout.split())
        goal = "" if name.startswith("naive") else "≤ 200 ms, ≤ 40 kB"
        row(f"waveform of 20 min, {name}", f"{seconds * 1e3:.0f} ms {size / 1e3:.0f} kB", goal, f"+{memory:.0f} MB")


def long_reply() -> None:
    """20 minutes in 200 ms chunks: peak memory, and the cost of each tenth."""
    chunks = 6_000
    server = subprocess.Popen(
        [sys.executable, HERE / "stub_server.py", "10", str(chunks), "0.2"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    code = (
        "import resource, time, sys; sys.path.insert(0, sys.argv[1]); from omni_nb import Omni; import openai, soundfile\n"
        f"omni = Omni(base_url='http://127.0.0.1:{port}/v1', dialect='dashscope', keep=False); omni.request('x')\n"
        "m0 = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; marks = []\n"
        "r = omni.ask('x', voice='Cherry'); m1 = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "pcm = r.audio.samples.nbytes; n = 0\n"
        "with omni.stream('x', voice='Cherry') as events:\n"
        "    for e in events:\n"
        "        n += 1\n"
        "        if n % 600 == 0: marks.append(time.process_time())\n"
        "steps = [b - a for a, b in zip(marks, marks[1:])]\n"
        "print(pcm, (m1 - m0) * 1024, sum(steps[-3:]) / sum(steps[:3]))"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(HERE.parent)], check=True, capture_output=True, text=True
        )
        pcm, peak, growth = map(float, done.stdout.split())
        row("20-minute reply: peak memory / its PCM", f"{peak / pcm:.2f}", "≤ 3", f"PCM {pcm / 1e6:.1f} MB")
        row("20-minute reply: CPU per chunk, last third / first", f"{growth:.2f}", "flat (about 1)")
    finally:
        server.terminate()
        server.wait()


def notebook_weight() -> None:
    from omni_nb.reply.reply import Reply
    from omni_nb.servers.simulator import speech
    from omni_nb.show import static
    from omni_nb.sound.clip import Clip

    words = "The quick brown fox jumps over the lazy dog, and the wizard mixes a potion of bold words. "
    said = speech.speak(words * 14, "Cherry")
    clip = Clip(said.samples[: 60 * 24_000], 24_000)
    reply = Reply(text=words * 10, audio=clip, model="qwen3-omni-flash", voice="Cherry", simulated=True, complete=True)
    for fmt, goal in (("mp3", "≤ 14 kB"), ("opus", "≤ 7 kB"), ("wav", "")):
        size = sum(len(v) for b in static.bundles(reply, player_format=fmt) for v in b.values())
        row(
            f"notebook weight per second of a {clip.duration_s:.0f} s reply, {fmt}",
            f"{size / clip.duration_s / 1e3:.1f} kB",
            goal,
        )


def _opened_by_ten_answers() -> list[type]:
    """The kinds of all widgets that a composer makes while it is answered ten times."""
    from omni_nb import Omni
    from omni_nb.widgets.base import BaseWidget

    made: list[type] = []
    first = BaseWidget.__init__

    def counted(self: BaseWidget, **kwargs: object) -> None:
        made.append(type(self))
        first(self, **kwargs)

    BaseWidget.__init__ = counted  # type: ignore[method-assign]
    composer = Omni.simulated(pace=0).compose()
    assert composer.widget is not None
    for n in range(10):
        composer.prompt = f"Repeat exactly: answer {n}"
        composer.send()
        composer.wait(60)
    BaseWidget.__init__ = first  # type: ignore[method-assign]
    composer.close()
    return made


def widgets_code() -> None:
    """What a page gets of our JavaScript and CSS, once for each widget that it shows."""
    from omni_nb.widgets import comparison, form, gallery, listening, live_player, live_text, recorder

    folder = Path(form.__file__).parent
    files = sum(p.stat().st_size for p in folder.iterdir() if p.suffix in (".js", ".css"))
    row("widgets: files as they are written", f"{files / 1e3:.1f} kB", "")
    asking = (form.Form, live_text.LiveText, live_player.LivePlayer)
    others = (recorder.Recorder, comparison.ComparisonView, gallery.GalleryView, listening.ListeningView)
    for what, views, goal in (
        ("a reply that speaks", asking[1:], "47.7 kB before the design"),
        ("a composer that is answered", asking, "107.6 kB before"),
        ("a composer that is answered ten times", _opened_by_ten_answers(), "536.9 kB before"),
        ("every widget", (*asking, *others), "361.1 kB before"),
    ):
        sent = [f"{v._esm}{v._css or ''}".encode() for v in views]
        packed = sum(len(gzip.compress(each)) for each in sent)
        row(f"widgets: sent for {what}", f"{sum(map(len, sent)) / 1e3:.1f} kB", goal, f"{packed / 1e3:.1f} kB packed")


def main() -> None:
    print(f"{'what':52}{'measured':>16}   goal")
    widgets_code()
    import_time()
    waveform()
    long_reply()
    notebook_weight()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MPLCONFIGDIR"] = folder
        main()
