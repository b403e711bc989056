"""The scheduling of the test process, which everything started from it inherits."""

from __future__ import annotations

import os
from contextlib import suppress


def as_ordinary_process() -> None:
    """Give up real-time scheduling.

    SVT-AV1 makes whoever opens its encoder SCHED_FIFO 99, where that is allowed (as root). A browser started after that
    let nobody else run as soon as a page was busy, and a run on two cores stood still for a quarter of an hour.
    """
    if not hasattr(os, "sched_getscheduler"):
        return
    for thread in map(int, os.listdir("/proc/self/task")):
        with suppress(OSError):  # one that has ended meanwhile
            if os.sched_getscheduler(thread) != os.SCHED_OTHER:
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
