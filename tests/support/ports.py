"""Port numbers that no other test is given meanwhile."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def free_port() -> int:
    """For a program that is started with it: below those that a system gives out by itself, which others may get first."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as s, suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port


@contextmanager
def nobody() -> Iterator[int]:
    """A port where nothing listens: it is taken, so that nobody begins to."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield int(s.getsockname()[1])
