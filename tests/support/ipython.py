"""One IPython for the whole run: it can be started only once."""

from __future__ import annotations

from typing import Any

from IPython.core.getipython import get_ipython
from IPython.testing.globalipapp import start_ipython


def shell() -> Any:
    found = get_ipython() or start_ipython()
    found.run_line_magic("load_ext", "omni_nb")
    return found
