"""Sweeps: runs a second, memory, what a kill loses, whether a budget holds; beside promptfoo and inspect_ai.

    python -m benchmarks.sweep --promptfoo …/promptfoo --inspect …/inspect     (see sweep_peers)

The service is the simulator without a pace, in a process of its own, and counts what it was asked.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import sweep_peers
from benchmarks.sweep_peers import Subject
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
SETTLED_S = 0.05


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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--promptfoo", default="")
    parser.add_argument("--inspect", default="")
    parser.add_argument("--only", default="speed killed budget")
    args = parser.parse_args()
    n = args.runs
    makers: list[Callable[[str, Path], Subject]] = []
    if args.promptfoo:
        makers.append(lambda url, folder: sweep_peers.promptfoo(args.promptfoo, url, n, folder))
    if args.inspect:
        makers.append(lambda url, folder: sweep_peers.inspect_ai(args.inspect, url, n, folder))
    with Counter() as fast, Counter(wait_s=0.2) as slow:
        for make in makers:
            if "speed" in args.only:
                speed(make, fast, n)
            if "killed" in args.only:
                killed(make, slow, n, 0.4)
        if "budget" in args.only and args.inspect:
            budget(args.inspect, fast, n)


if __name__ == "__main__":
    main()
