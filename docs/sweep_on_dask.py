"""A sweep on a Dask cluster of this machine: a scheduler and two workers, each a process of its own. One is killed.

    python docs/sweep_on_dask.py [RUNS]            needs: pip install "omni_nb[dask]"

In a notebook: `%run docs/sweep_on_dask.py`. The built-in simulator answers, at the pace of the service; with a key in the
environment of the workers, `Omni()` in the place of `Omni.simulated()` asks the service.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from distributed import Client

from omni_nb import Omni


@contextlib.contextmanager
def cluster(workers: int, folder: Path) -> Iterator[tuple[Client, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers, as one would start them on machines of their own."""
    address, dask = folder / "scheduler.json", [sys.executable, "-m", "dask"]
    log = (folder / "cluster.log").open("wb")
    scheduler = [
        *dask,
        "scheduler",
        "--scheduler-file",
        str(address),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    worker = [*dask, "worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = [subprocess.Popen(scheduler, stderr=log)]
    try:
        while not address.exists():
            time.sleep(0.05)
            if processes[0].poll() is not None:
                sys.exit((folder / "cluster.log").read_text())
        processes += [subprocess.Popen(worker, stderr=log) for _ in range(workers)]
        with Client(scheduler_file=str(address)) as client:
            client.wait_for_workers(workers, timeout=60)
            yield client, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()
        log.close()


def main(runs: int = 200) -> None:
    """Sweep, and kill a worker when a third has been answered."""
    omni = Omni.simulated(keep=False)
    prompts = [f"Repeat exactly: this is number {i}" for i in range(runs)]
    with tempfile.TemporaryDirectory() as folder, cluster(2, Path(folder)) as (client, workers):
        print(f"A scheduler and {len(client.nthreads())} workers.")
        sweep = omni.sweep(
            prompts=prompts,
            modalities=["text"],
            max_tokens=100,
            budget=1.0,
            client=client,
            folder=Path(folder, "sweep"),
            wait=False,
        )
        while sweep.counts["answered"] < runs / 3 and not sweep.done:
            time.sleep(0.05)
        workers[0].kill()
        print(f"One worker is killed after {sweep.counts['answered']} answers; the other goes on.")
        sweep.wait()
        print(
            f"{sweep.counts['answered']} of {len(sweep)} answered, {sweep.spent.requests} requests sent. Asked twice:"
        )
        table = sweep.to_frame()
        print(table.loc[table["attempts"] > 1, ["prompt", "text", "attempts", "total_s"]].to_string(max_rows=6))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
