"""One IPython, for one file: it can be started only once, and who is done with it hides it, or other tests would be in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.testing.globalipapp import start_ipython


@contextmanager
def shell() -> Iterator[Any]:
    """It is the running one within."""
    started = start_ipython()
    started.run_line_magic("load_ext", "omni_nb")
    yield started
    type(started).clear_instance()
    for name in ("ps1", "ps2", "ps3"):  # it sets them, and so somebody seems to sit before this process
        vars(sys).pop(name, None)
