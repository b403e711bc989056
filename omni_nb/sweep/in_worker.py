"""What a worker does with a parcel: it asks, once, with its own key, and says what came."""

from __future__ import annotations

import asyncio
import os

from omni_nb.sweep.local_runner import LocalRunner
from omni_nb.sweep.parcel import MediaShelf, Parcel
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Outcome

_MOST_SITES = 4
_runners: dict[tuple[int, Site], LocalRunner] = {}
_shelf = MediaShelf()


def ready(site: Site) -> None:
    """Whether this process can ask it.

    Raises:
        OmniError: It cannot: no key, another version.
    """
    _runner(site)


async def do(parcel: Parcel) -> Outcome:
    """Ask it. One that is cancelled ends at once, with what has come.

    Raises:
        MediaMissing: This worker has to be sent media first.
    """
    runner = _runner(parcel.site)
    future = asyncio.wrap_future(runner.submit(_shelf.opened(parcel)))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        runner.cancel()
        return await future


def _runner(site: Site) -> LocalRunner:
    """One for each sweep; a process that was forked has its own."""
    key = (os.getpid(), site)
    if key not in _runners:
        while len(_runners) >= _MOST_SITES:
            _runners.pop(next(iter(_runners)))
        _runners[key] = LocalRunner(site.client(), None, most=1)
    return _runners[key]
