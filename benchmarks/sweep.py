"""Sweeps: runs a second, memory, what a kill loses, whether a budget holds; beside promptfoo and inspect_ai.

    python -m benchmarks.sweep --promptfoo …/promptfoo --inspect …/inspect     (see sweep_peers)

The service is the simulator without a pace, in a process of its own, and counts what it was asked.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter as Counted
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import sweep_peers
from benchmarks.sweep_peers import Subject
from benchmarks.sweep_subject import ours
from benchmarks.sweep_watch import Counter, watch


def speed(make: Callable[[str, Path], Subject], server: Counter, n: int) -> None:
    """All of them, without a kill."""
    server.forget()
    folder = Path(tempfile.mkdtemp())
    subject = make(server.url, folder)
    seen = watch(subject.begin, env=subject.env, cwd=subject.cwd)
    told = server.count()
    kept = subject.kept()
    print(
        f"{subject.name:12} {n / seen.took_s:7.1f} runs/s  {seen.took_s:6.1f} s  CPU {seen.cpu_s:5.1f} s  "
        f"peak {seen.peak_bytes / 1e6:6.0f} MB  asked {sum(told['asked'].values())}  kept {len(kept)}  most at once {told['most_at_once']}",
        flush=True,
    )
    shutil.rmtree(folder, ignore_errors=True)


# What was answered so long before the kill had time to be written down.
SETTLED_S = 0.25


def killed(make: Callable[[str, Path], Subject], server: Counter, n: int, at: float) -> None:
    """SIGKILL when so much has been answered; then it goes on by its own means."""
    server.forget()
    folder = Path(tempfile.mkdtemp())
    subject = make(server.url, folder)
    at_kill: dict[str, Any] = {}

    def enough() -> bool:
        told = server.count()
        if len(told["answered"]) >= at * n:
            at_kill.update(told)
        return bool(at_kill)

    watch(subject.begin, env=subject.env, cwd=subject.cwd, kill_when=enough)
    finished = {question for question, ago_s in at_kill["answered"].items() if ago_s > SETTLED_S}
    server.forget()
    seen = watch(subject.go_on, env=subject.env, cwd=subject.cwd)
    after = server.count()
    asked = sum(after["asked"].values())
    twice = finished & set(after["asked"])
    print(
        f"{subject.name:12} killed with {len(finished)} finished and {sum(at_kill['asked'].values()) - len(finished)} in flight; "
        f"going on (status {seen.status}): asked {asked} more, {len(twice)} of those that had been finished; {len(subject.kept())} of {n} kept at the end",
        flush=True,
    )  # fmt: skip
    if seen.status:
        print((subject.cwd / "out.txt").read_text()[-800:])
    shutil.rmtree(folder, ignore_errors=True)


def budget(program: str, server: Counter, n: int) -> None:
    """inspect_ai's limit of money, which is one of each sample. promptfoo has none."""
    server.forget()
    folder = Path(tempfile.mkdtemp())
    subject = sweep_peers.inspect_ai(program, server.url, n, folder, "--cost-limit", "0.01")
    seen = watch(subject.begin, env=subject.env, cwd=subject.cwd)
    asked = sum(server.count()["asked"].values())
    spent = asked * 17 * sweep_peers.PRICE / 1e6
    print(f"inspect_ai   --cost-limit 0.01: {asked} asked, {spent:.2f} dollars spent, status {seen.status}")
    shutil.rmtree(folder, ignore_errors=True)


def flat(server: Counter, n: int) -> None:
    """Many short runs: how fast, and whether memory grows."""
    server.forget()
    folder = Path(tempfile.mkdtemp())
    subject = ours(server.url, n, folder)
    seen = watch(subject.begin, env=subject.env, cwd=subject.cwd)
    told = subject.told()
    at = [size for _at_s, size in seen.sizes]
    parts = ", ".join(f"{at[int(len(at) * share)] / 1e6:.0f}" for share in (0.1, 0.5, 0.98))
    size = sum(path.stat().st_size for path in (folder / "kept").rglob("*"))
    print(
        f"omni_nb      {n:,} runs: {n / told['took_s']:.0f} runs/s ({told['took_s']:.1f} s), CPU {seen.cpu_s / n * 1e3:.2f} ms a run; "
        f"MB after a tenth, a half, all: {parts}; on disk {size / n:.0f} bytes a run; asked {sum(server.count()['asked'].values()):,}",
        flush=True,
    )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)


def killed_often(server: Counter, n: int, kills: int) -> None:
    """SIGKILL at random moments, and the same program again, until it is done."""
    server.forget()
    chance = random.Random(1)
    folder = Path(tempfile.mkdtemp())
    subject = ours(server.url, n, folder, model="qwen3-omni-flash")
    flying, paid_twice, asked, done = [], 0, 0, 0
    for k in range(kills + 1):
        goal = int(n * (k + chance.random()) / (kills + 1)) - done

        def enough(goal: int = goal, last: bool = k == kills) -> bool:
            return not last and len(server.count()["answered"]) >= goal

        before = subject.kept() if k else set()
        seen = watch(subject.begin, env=subject.env, cwd=subject.cwd, kill_when=enough, every_s=0.02)
        assert seen.killed == (k < kills), (subject.cwd / "out.txt").read_text()[-2000:]
        time.sleep(0.5)  # what it had sent is on its way still
        now, kept = server.count()["asked"], subject.kept()
        server.forget()
        paid_twice += len(before & set(now)) + sum(times - 1 for times in now.values())
        asked, done = asked + sum(now.values()), len(kept)
        flying.append(len(set(now) - kept))
    told = subject.told()
    print(
        f"omni_nb      {kills} × SIGKILL in {n:,} runs: {told['answered']:,} answered, {n - told['answered']} lost, {paid_twice} asked again that had been "
        f"written down; asked {asked:,}, {sum(flying)} of them under way at a kill: {min(flying[:-1])} to {max(flying)} each time; kept as perhaps paid: {told['reserved']:.2f} CNY",
        flush=True,
    )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)


def budgets(server: Counter, sweeps: int) -> None:
    """Random ceilings on two Dask workers that die at random: what the simulator was asked costs no more than that."""
    server.forget()
    folder = Path(tempfile.mkdtemp())
    more = ["--budgets", str(sweeps), "--max-tokens", "20", "--dask", "2", "--kill-every-s", "1.5"]
    subject = ours(server.url, 80, folder, *more, model="qwen3-omni-flash")
    seen = watch(subject.begin, env=subject.env, cwd=subject.cwd)
    told = subject.told()["sweeps"]
    asked = Counted(
        question.split()[3] for question, times in server.count()["asked"].items() for _time in range(times)
    )
    each = max(sweep["cost"] / sweep["answered"] for sweep in told if sweep["answered"])  # by the usage that came
    shares = [asked[str(k)] * each / sweep["ceiling"] for k, sweep in enumerate(told)]
    passed = sum(
        s > 1 or t["cost"] + t["reserved"] > t["ceiling"] * (1 + 1e-6) for s, t in zip(shares, told, strict=True)
    )
    print(
        f"omni_nb      {sweeps} random budgets of 80 runs each, two Dask workers, one killed every 0.3 to 1.8 s ({seen.took_s:.0f} s): passed {passed} times; "
        f"{sum(t['answered'] < 80 for t in told)} ended at the ceiling, {sum(t['requests'] - t['answered'] for t in told)} runs died with a worker; "
        f"what the simulator was asked costs {min(shares):.0%} to {max(shares):.0%} of the ceiling",
        flush=True,
    )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)


def dask(server: Counter, n: int) -> None:
    """One worker, two, and two of which one is killed in the middle."""
    rates: dict[str, float] = {}
    for name, more in (
        ("one worker", ["--dask", "1"]),
        ("two workers", ["--dask", "2"]),
        ("two, one killed now and then", ["--dask", "2", "--kill-every-s", "10"]),
    ):
        server.forget()
        folder = Path(tempfile.mkdtemp())
        subject = ours(server.url, n, folder, *more, at_once=None)
        watch(subject.begin, env=subject.env, cwd=subject.cwd)
        told = subject.told()
        rates[name] = n / told["took_s"]
        asked = server.count()
        print(
            f"omni_nb      {name:28} {rates[name]:6.1f} runs/s, {rates[name] / rates['one worker']:.2f} × one; {told['answered']} of {n} answered, "
            f"asked {sum(asked['asked'].values())}, most at once {asked['most_at_once']}",
            flush=True,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--budgets", type=int, default=100)
    parser.add_argument("--promptfoo", default="")
    parser.add_argument("--inspect", default="")
    parser.add_argument("--only", default="speed killed budget flat often budgets dask")
    args = parser.parse_args()
    n, wanted = args.runs, args.only.split()
    makers: list[Callable[[str, Path], Subject]] = [lambda url, folder: ours(url, n, folder)]
    if args.promptfoo:
        makers.append(lambda url, folder: sweep_peers.promptfoo(args.promptfoo, url, n, folder))
    if args.inspect:
        makers.append(lambda url, folder: sweep_peers.inspect_ai(args.inspect, url, n, folder))
    with Counter() as fast, Counter(wait_s=0.2) as slow:
        for make in makers:
            if "speed" in wanted:
                speed(make, fast, n)
            if "killed" in wanted:
                killed(make, slow, n, 0.4)
        if "budget" in wanted and args.inspect:
            budget(args.inspect, fast, n)
        if "flat" in wanted:
            flat(fast, args.many)
        if "often" in wanted:
            killed_often(fast, args.many, args.kills)
        if "dask" in wanted:
            with Counter(wait_s=1.0) as service:
                dask(service, 600)
        if "budgets" in wanted:
            with Counter(wait_s=0.2) as service:
                budgets(service, args.budgets)


if __name__ == "__main__":
    main()
