"""Cassettes: how near a replay is to its recording, how fast it can be, and what recording costs.

The simulator is recorded over loopback HTTP at the service's pace. Then the cassette is played: at its own pace, where
the moment at which each event reaches a program is held against the time that the recording tells; and at once.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["OMNI_NB_KEEP"] = "0"
from omni_nb import Omni
from omni_nb.servers.simulator.server import Simulator

WORDS = "Repeat exactly: " + " ".join(
    f"In lesson {i} we listen to a voice, look at what came over the wire, and measure when." for i in range(1, 11)
)
SHORT = "你是谁"


def omni(**more: object) -> Omni:
    return Omni(show=False, keep=False, **more)  # type: ignore[arg-type]


def lateness(path: Path, words: str) -> list[float]:
    """For each event: seconds by which it came to the program later than it was recorded."""
    stream = omni(replay=path).stream(words, voice="Cherry")
    begun_s, out = time.perf_counter(), []
    for event in stream:
        out.append(time.perf_counter() - begun_s - event.at_s)
    return out


def events(path: Path, words: str) -> list[tuple[str, float]]:
    return [(type(e).__name__, e.at_s) for e in omni(replay=path, speed=float("inf")).stream(words, voice="Cherry")]


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    path = folder / "lesson.cassette"
    with Simulator(pace=1.0) as server:
        recording = omni(base_url=server.base_url, record=path)
        live = {w: list(recording.stream(w, voice="Cherry")) for w in (SHORT, WORDS)}
    for words, heard in live.items():
        total_s = heard[-1].at_s
        same = events(path, words) == [(type(e).__name__, e.at_s) for e in heard]
        late = lateness(path, words)
        fast, cpu = [], []
        for _ in range(7):
            plays, t, c = omni(replay=path, speed=float("inf")), time.perf_counter(), time.process_time()
            reply = plays.ask(words, voice="Cherry")
            fast.append(time.perf_counter() - t)
            cpu.append(time.process_time() - c)
        assert reply.audio is not None
        took = statistics.median(fast)
        print(
            f"{total_s:5.1f} s recorded ({reply.audio.duration_s:.1f} s of sound, {len(heard)} events): the same events and times: {same}\n"
            f"   at 1x: late by {statistics.median(late) * 1e3:.1f} ms (median), {max(map(abs, late)) * 1e3:.1f} at most\n"
            f"   at once: {took * 1e3:.0f} ms (best {min(fast) * 1e3:.0f}; {statistics.median(cpu) * 1e3:.0f} of CPU), {total_s / took:.0f} times real time (best {total_s / min(fast):.0f}), of its sound {reply.audio.duration_s / took:.0f}"
        )
    with Simulator(pace=0) as server:
        costs = {}
        for name, more in (("without", {}), ("recording", {"record": folder / "cost.cassette"})):
            asks = omni(base_url=server.base_url, **more)
            asks.ask(WORDS, voice="Cherry")
            t = time.process_time()
            for _ in range(5):
                asks.ask(WORDS, voice="Cherry")
            costs[name] = (time.process_time() - t) / 5
    sounds = sum(p.stat().st_size for p in (folder / "lesson.cassette.sounds").iterdir())
    pcm = sum(2 * len(e.samples) for heard in live.values() for e in heard if hasattr(e, "samples"))
    print(
        f"CPU of a reply, simulator's share included: {costs['without'] * 1e3:.0f} ms, recorded {costs['recording'] * 1e3:.0f}\n"
        f"lines {path.stat().st_size / 1e3:.0f} kB; sounds {sounds / 1e3:.0f} kB, {sounds / pcm:.0%} of their PCM; load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}"
    )


if __name__ == "__main__":
    main()
