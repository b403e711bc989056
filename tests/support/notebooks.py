"""Notebooks that run in a kernel without a page."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

SHORT = "/tmp" if Path("/tmp").is_dir() else None
"""A socket's path has some hundred letters at most, and a test's folder most of them."""

IN_HASTE = "from omni_nb.servers.simulator import server\nserver.shared = lambda s=server.Simulator(pace=0): s"
"""The first cell, where nobody watches: the simulator does not keep a service's pace."""


def own_runtime() -> str:
    """A folder for Jupyter's connection files and sockets."""
    return tempfile.mkdtemp(prefix="onb", dir=SHORT)


def execute(nb: Any, folder: Path, **more: Any) -> Any:
    """The notebook, its cells run in that folder.

    Its kernel is spoken to by sockets in the file system: a client that outlives its kernel calls a port number on and on
    that is long another test's, and a port may be gone before the kernel takes it.
    """
    from nbclient import NotebookClient
    from traitlets.config import Config

    runtime = own_runtime()
    config = Config({"KernelManager": {"transport": "ipc", "connection_file": f"{runtime}/kernel.json"}})
    more = {"timeout": 600, "startup_timeout": 300, "kernel_name": "python3", "config": config, **more}
    try:
        NotebookClient(nb, resources={"metadata": {"path": str(folder)}}, **more).execute()
    finally:
        shutil.rmtree(runtime, ignore_errors=True)
    return nb
