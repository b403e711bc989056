"""A cluster of Dask's on this machine."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from distributed import Client, LocalCluster


@contextlib.contextmanager
def cluster(*, processes: bool, workers: int = 2) -> Iterator[Any]:
    """A client; its workers have one thread each, and processes of their own or none."""
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=processes, dashboard_address="127.0.0.1:0", host="127.0.0.1", protocol="tcp"
        ) as local,
        Client(local) as client,
    ):  # fmt: skip
        yield client


def left_behind(client: Any) -> list[str]:
    """Tasks and queues of a sweep that the scheduler still knows, a moment later."""

    def known(dask_scheduler: Any) -> list[str]:
        return [
            str(key)
            for key in (*dask_scheduler.tasks, *dask_scheduler.extensions["queues"].queues)
            if "omni_nb" in str(key)
        ]

    found: list[str] = []
    for _try in range(100):
        found = list(client.run_on_scheduler(known))
        if not found:
            break
        time.sleep(0.05)
    return found
