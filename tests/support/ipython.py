"""One IPython for the whole run: it can be started only once. Who is done with it hides it, or other tests would be in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.testing.globalipapp import start_ipython

_started: list[Any] = []


@contextmanager
def shell() -> Iterator[Any]:
    """It is the running one within."""
    if not _started:
        _started.append(start_ipython())
        _started[0].run_line_magic("load_ext", "omni_nb")
    classes = [c for c in type(_started[0]).mro() if issubclass(c, InteractiveShell)]
    for each in classes:
        each._instance = _started[0]
    yield _started[0]
    for each in classes:
        each._instance = None
    for name in ("ps1", "ps2", "ps3"):  # it sets them, and so somebody seems to sit before this process
        vars(sys).pop(name, None)
