"""Who does the work of a sweep elsewhere: any executor of `concurrent.futures`, or the workers of a Dask cluster."""

from __future__ import annotations

import functools
from concurrent.futures import Executor
from typing import Any

from omni_nb.messages import _
from omni_nb.session.client import Client
from omni_nb.session.limiter import Limiter
from omni_nb.sweep import in_worker
from omni_nb.sweep.dask_post import checked
from omni_nb.sweep.dask_workers import DaskWorkers
from omni_nb.sweep.pool_workers import PoolWorkers, worker_count
from omni_nb.sweep.remote_runner import RemoteRunner
from omni_nb.sweep.site import Site


def runner_for(given: Any, client: Client, limiter: Limiter, *, most: int) -> RemoteRunner:
    """One whose work is done elsewhere.

    Args:
        given: An executor of `concurrent.futures`, or a `distributed.Client`.
        client: Whose server is asked.
        limiter: Shared by all that asks it.
        most: How much there may be in hand at once.

    Raises:
        TypeError, ValueError: That is neither, or cannot be used; or what is asked cannot be sent.
        MissingExtra: distributed is not installed.
    """
    given = _of_dask(given)
    site = Site.of(client)
    ready = functools.partial(in_worker.ready, site)
    if not isinstance(given, Executor):
        return RemoteRunner(DaskWorkers(given, in_worker.do, ready), site, limiter, most=most)
    return RemoteRunner(PoolWorkers(given, in_worker.do, ready), site, limiter, most=most)


def workers_of(given: Any, client: Client) -> int:
    """How many workers there are now, after a look whether they can be used.

    Raises:
        As `runner_for`.
    """
    given = _of_dask(given)
    Site.of(client)
    return worker_count(given) if isinstance(given, Executor) else max(1, len(checked(given).nthreads()))


def _of_dask(given: Any) -> Any:
    """The client in the place of its executor, whose tasks the scheduler begins, and pays for, again when a worker dies."""
    if type(given).__module__.startswith("distributed."):
        return getattr(given, "_client", given)
    if isinstance(given, Executor):
        return given
    raise TypeError(
        _(
            "executor= takes an executor of concurrent.futures, and client= a distributed.Client; got {name}",
            name=type(given).__name__,
        )
    )
