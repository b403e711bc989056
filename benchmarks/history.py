"""The history: open, search and page among 10,000 replies; what a write costs a stream; sound against its PCM; kill -9."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from omni_nb import Clip, Omni, Reply, history
from omni_nb.kept import compressing, store
from omni_nb.kept.archive import archive_at
from omni_nb.kept.packing import pack_clip

ENGLISH = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "a",
    "lazy",
    "dog",
    "while",
    "rain",
    "falls",
    "on",
    "green",
    "hills",
    "and",
    "a",
    "train",
    "passes",
    "slowly",
    "by",
]
CHINESE = "今天天气很好我们一起去公园散步看见一只小花猫在树下睡觉风吹过来叶子落在它的身上"
WRITER = """import sys, itertools, dataclasses, pickle
from omni_nb.kept import store
reply = pickle.load(open(sys.argv[1], "rb"))
for i in itertools.count():
    one = dataclasses.replace(reply, id=f"{sys.argv[2]}-{i}", text=f"{reply.text} {sys.argv[2]} {i}")
    store.keep(one)
    sys.stdout.write(one.id + "\\n"); sys.stdout.flush()
"""


def speech() -> list[Reply]:
    """A few answers of the simulator, with sound: some seconds each."""
    omni = Omni.simulated(pace=0, keep=False)
    asked = [f"Repeat exactly: {' '.join(random.Random(i).sample(ENGLISH, 12))}" for i in range(6)]
    return [omni.ask(words) for words in [*asked, f"Repeat exactly: {CHINESE}", "你是谁"]]


def some(n: int, replies: list[Reply]) -> Iterator[Reply]:
    """Replies that differ, in both languages, every one with a second or two of sound of its own."""
    chance = random.Random(0)
    for i in range(n):
        base = replies[i % len(replies)]
        english = " ".join(chance.choices(ENGLISH, k=60))
        chinese = "".join(chance.choices(CHINESE, k=120))
        assert base.audio is not None
        at = chance.random()
        clip = Clip(base.audio.cut(at, at + 1.5).samples, base.audio.sample_rate)
        text = chinese if i % 2 else english
        if i % 1000 == 500:
            text += " zeppelin 长颈鹿"
        yield dataclasses.replace(base, id=f"{i:012x}", text=text, audio=clip)


def timed(work: Callable[[], Any], times: int = 15) -> tuple[float, float]:
    """Median and slowest, in ms."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(took), max(took)


def reading(n: int) -> None:
    replies = speech()
    begun = time.perf_counter()
    for reply in some(n, replies):
        store.keep(reply)
    each = (time.perf_counter() - begun) / n * 1e3
    path = archive_at().path
    begun = time.perf_counter()
    compressing.compress(archive_at().database, n)
    print(f"compressed when nothing happens: {(time.perf_counter() - begun) / n * 1e3:.1f} ms each")
    print(
        f"{n:,} replies kept, {each:.1f} ms each; {path.stat().st_size / 1e6:.0f} MB; SQLite {sqlite3.sqlite_version}"
    )
    print(f"{'':34}{'median ms':>10}{'slowest':>9}   goal: 100")

    def opened() -> None:
        archive_at().database.close()
        assert len(history()) == n

    rows: list[tuple[str, Callable[[], Any]]] = [
        ("open, and count", opened),
        ("newest page of 50", lambda: history().to_rows(50)),
        ("page 150", lambda: history().to_rows(50, offset=7_450)),
        ("search zeppelin", lambda: history().search("zeppelin").to_rows(50)),
        ("search 长颈鹿", lambda: history().search("长颈鹿").to_rows(50)),
        ("search 小花 (2 characters)", lambda: history().search("小花").to_rows(50)),
        ("search 鹿 (1 character)", lambda: history().search("鹿").to_rows(50)),
        ("search fox (in half of them)", lambda: history().search("fox").to_rows(50)),
        (
            "search two words, a voice, a date",
            lambda: history().search("train rain", voice="Cherry", since="2020").to_rows(50),
        ),
        ("search what is nowhere", lambda: history().search("qqqqqq").to_rows(50)),
        ("count of a search", lambda: len(history().search("fox"))),
        ("one reply by its id, with sound", lambda: history().get(f"{n // 2:012x}")),
    ]
    for name, work in rows:
        median, slowest = timed(work)
        print(f"{name:34}{median:10.1f}{slowest:9.1f}")
    begun = time.perf_counter()
    found = history().verify()
    print(f"verify: {time.perf_counter() - begun:.1f} s, {'clean' if found.ok else found}")


def sound() -> None:
    packed = [(pack_clip(r.audio), r.audio) for r in speech() if r.audio is not None]
    share = sum(len(p.data) for p, _ in packed) / sum(2 * len(c) for _, c in packed)
    print(f"sound: {share:.0%} of its PCM (espeak's speech; goal 60 %)")


def cpu(thread: int | None) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(thread)) if thread else time.process_time()


@contextlib.contextmanager
def other_process(pace: float) -> Iterator[str]:
    """A simulator whose CPU is not counted."""
    code = f"from omni_nb.servers.simulator.server import Simulator\nwith Simulator(pace={pace}) as s: print(s.base_url, flush=True); input()"
    server = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    yield server.stdout.readline().strip()
    server.communicate("\n")


def paced(at_once: int = 6, times: int = 2) -> None:
    """CPU of streams at the service's pace, which are kept, and before that every two seconds; they end together."""
    used: dict[bool, list[float]] = {False: [], True: []}
    with other_process(1.0) as url:
        for i in range(2 * times):
            omni = Omni(base_url=url, keep=bool(i % 2), show=False)
            omni.ask("Speak for 1 second.")
            before = cpu(None)
            streams = [
                threading.Thread(target=omni.ask, args=(f"Speak for 20 seconds. {i} {k}",)) for k in range(at_once)
            ]
            for stream in streams:
                stream.start()
            for stream in streams:
                stream.join()
            used[bool(i % 2)].append((cpu(None) - before) / at_once * 1e3)
    off, on = (statistics.median(used[keep]) for keep in (False, True))
    print(
        f"a stream at the service's pace, CPU of the process: {off:.1f} ms, with keeping {on:.1f} ms: {(on - off) / off:+.1%}   goal: under 2 %"
    )


def writing(asks: int = 12) -> None:
    """CPU of the event loop's thread and of the process, with and without keeping, in turn; a server of another process."""
    compressing.IDLE_S = 3_600.0  # what is done when nothing happens is not the stream's
    with other_process(0.0) as url:
        _writing(url, asks)
    archive_at().database.close()
    begun, n = cpu(None), compressing.compress(archive_at().database, asks)
    print(f"compressing them when nothing happens: {(cpu(None) - begun) / max(n, 1) * 1e3:.1f} ms each")


def _writing(url: str, asks: int) -> None:
    used: dict[tuple[bool, str], list[float]] = {}
    for i in range(2 * asks + 2):
        keep = bool(i % 2)
        omni = Omni(base_url=url, keep=keep, show=False)
        loop = next((t.ident for t in threading.enumerate() if t.name == "omni_nb event loop"), None)
        before = cpu(loop), cpu(None)
        omni.ask(f"Speak for 20 seconds. {i // 2}")
        if i > 1:
            used.setdefault((keep, "loop"), []).append(cpu(loop) - before[0])
            used.setdefault((keep, "process"), []).append(cpu(None) - before[1])
    median = {k: statistics.median(v) * 1e3 for k, v in used.items()}
    for where, goal in (("loop", "under 2 %"), ("process", "")):
        off, on = median[False, where], median[True, where]
        print(
            f"a stream of 20 s, CPU of the {where + ':':9}{off:7.1f} ms, with keeping {on:7.1f} ms: {(on - off) / off:+.1%}   {goal and 'goal: ' + goal}"
        )


def killing(kills: int, writers: int = 4) -> None:
    import pickle

    reply = speech()[0]
    folder = Path(os.environ["OMNI_NB_DATA_DIR"])
    with tempfile.NamedTemporaryFile(suffix=".pickle", delete=False) as file:
        pickle.dump(dataclasses.replace(reply, request=None), file)
    chance, said, killed = random.Random(1), set[str](), 0
    running: list[Any] = []

    def started(k: int) -> Any:
        out = tempfile.TemporaryFile("w+")  # noqa: SIM115 (it is read when its writer is killed)
        return subprocess.Popen([sys.executable, "-c", WRITER, file.name, f"w{k}"], stdout=out), out

    for k in range(writers):
        running.append(started(k))
    next_k = writers
    begun = time.perf_counter()
    while killed < kills:
        which = chance.randrange(writers)
        process, out = running[which]
        while not os.fstat(out.fileno()).st_size:  # it has begun to write
            time.sleep(0.01)
            assert process.poll() is None, "a writer failed"
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        out.seek(0)
        said |= {line.strip() for line in out.read().split("\n")[:-1]}
        out.close()
        running[which] = started(next_k)
        next_k += 1
    for process, out in running:
        process.kill()
        process.wait()
        out.seek(0)
        said |= {line.strip() for line in out.read().split("\n")[:-1]}
    kept = {row["id"] for row in history().to_rows()}
    found = history().verify()
    print(
        f"kill -9 at {kills} random moments while {writers} processes write ({time.perf_counter() - begun:.0f} s): "
        f"{len(said):,} replies were told to be kept, {len(said - kept)} of them lost; verify: {'clean' if found.ok else found}"
    )
    print(f"   {json.dumps(sorted(p.name for p in folder.iterdir()))}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--replies", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", default="sound writing paced reading killing")
    args = parser.parse_args()
    steps: dict[str, Callable[[], None]] = {
        "sound": sound,
        "writing": writing,
        "paced": paced,
        "reading": lambda: reading(args.replies),
        "killing": lambda: killing(args.kills),
    }
    for name in args.only.split():
        folder = tempfile.mkdtemp()
        os.environ["OMNI_NB_DATA_DIR"] = folder
        steps[name]()
        with contextlib.suppress(OSError):
            archive_at().database.close()
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
