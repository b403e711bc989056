"""Work done by others: any `concurrent.futures.Executor`, Dask. (To come.)"""

from __future__ import annotations

from typing import Any

from omni_nb.session.client import Client
from omni_nb.session.limiter import Limiter
from omni_nb.sweep.work import Runner


def runner_for(workers: Any, client: Client, limiter: Limiter, *, most: int) -> Runner:
    """A runner for what was given as `executor` or `client`."""
    raise NotImplementedError
