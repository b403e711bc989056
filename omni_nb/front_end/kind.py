"""What front end this is, told by what it leaves in the process; and what that means for those who show something."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Any, Final, Literal

from omni_nb.front_end import marimo_page

Kind = Literal["jupyter", "vscode", "colab", "marimo", "terminal", "prompt", "program"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontEnd:
    """What can be shown here.

    Attributes:
        kind: Its name. `jupyter` is any kernel whose front end cannot be told: Lab, Notebook 7, Voila, nbclient, papermill.
            `prompt` is plain Python that a person types into, `program` plain Python that nobody does.
        rich: It shows HTML, and widgets.
        drops: It drops what a widget is told before its page has loaded it, and hands on nothing that the page says while
            a cell runs.
        live: A person sees words there while they come.
    """

    kind: Kind
    rich: bool
    drops: bool = False
    live: bool = True


_ALL: Final = {
    f.kind: f
    for f in (
        FrontEnd(kind="jupyter", rich=True),
        FrontEnd(kind="vscode", rich=True),
        FrontEnd(kind="colab", rich=True),
        FrontEnd(kind="marimo", rich=True, drops=True),
        FrontEnd(kind="terminal", rich=False),
        FrontEnd(kind="prompt", rich=False),
        FrontEnd(kind="program", rich=False, live=False),
    )
}


def front_end() -> FrontEnd:
    """The front end of the cell, or of the program, that runs."""
    return _ALL[_kind()]


def widgets_wanted() -> bool:
    """Its user has not switched widgets off (`OMNI_NB_WIDGETS=0`)."""
    return os.environ.get("OMNI_NB_WIDGETS", "1").strip().lower() not in ("0", "no", "off", "false")


def shell() -> Any:
    """The running IPython shell, or None. Never imports IPython where nobody has."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def _kind() -> Kind:
    if marimo_page.here() is not None:
        return "marimo"
    running = shell()
    if running is None:
        return "prompt" if hasattr(sys, "ps1") else "program"
    kernel = getattr(running, "kernel", None)
    # Spyder's console is a kernel that shows text and pictures only
    if kernel is None or type(kernel).__module__.startswith("spyder_kernels"):
        return "terminal"
    if "google.colab" in sys.modules:
        return "colab"
    return "vscode" if "VSCODE_PID" in os.environ or "__vsc_ipynb_file__" in _names(running) else "jupyter"


def _names(running: Any) -> Any:
    return getattr(running, "user_ns", None) or ()
