"""A program watched from outside: its time, the memory of its whole tree of processes, and its end by SIGKILL."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Watched:
    """How it went. `sizes`: seconds and bytes. `cpu_s` is of the processes that were seen alive, a little less than they used."""

    took_s: float
    peak_bytes: int
    sizes: tuple[tuple[float, int], ...]
    cpu_s: float
    status: int
    killed: bool


def watch(
    command: list[str], *, env: dict[str, str], cwd: Path, kill_when: Callable[[], bool] = lambda: False, every_s: float = 0.05,
    log: Path | None = None,
) -> Watched:  # fmt: skip
    """Run it to its end, or to a SIGKILL of its whole group."""
    import psutil

    out = (log or cwd / "out.txt").open("ab")
    begun = time.monotonic()
    process = subprocess.Popen(command, env=env, cwd=cwd, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    top = psutil.Process(process.pid)
    killed = False
    sizes: list[tuple[float, int]] = []
    spent: dict[int, float] = {}
    while process.poll() is None:
        size = 0
        for each in [top, *_children(top)]:
            with contextlib.suppress(psutil.Error):
                size += each.memory_info().rss
                times = each.cpu_times()
                spent[each.pid] = times.user + times.system
        sizes.append((time.monotonic() - begun, size))
        if not killed and kill_when():
            os.killpg(process.pid, signal.SIGKILL)
            killed = True
        time.sleep(every_s)
    out.close()
    peak = max(size for _at_s, size in sizes)
    return Watched(time.monotonic() - begun, peak, tuple(sizes), sum(spent.values()), process.returncode, killed)


def _children(top: Any) -> list[Any]:
    import psutil

    try:
        return list(top.children(recursive=True))
    except psutil.Error:
        return []


class Counter:
    """The counting simulator in a process of its own."""

    def __init__(self, *, pace: float = 0.0, wait_s: float = 0.0) -> None:
        command = [sys.executable, str(HERE / "sweep_server.py"), str(pace), str(wait_s)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def count(self) -> dict[str, Any]:
        """`asked` and `answered`, by question; `most_at_once`."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/count", timeout=60) as answer:
            return dict(json.load(answer))

    def forget(self) -> None:
        """Begin to count anew."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"http://127.0.0.1:{self.port}/forget", timeout=60).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self._process.communicate()
