"""Front ends with an environment of their own, under `.venv/front-ends` (`make frontends`): their servers, and notebooks for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import omni_nb
from tests.support.ports import free_port

ROOMS = Path(os.environ.get("OMNI_NB_FRONT_ENDS") or Path(sys.prefix) / "front-ends")


def program(room: str, name: str) -> str:
    """A program of that environment."""
    return str(ROOMS / room / "bin" / name)


def environment(folder: Path, room: str) -> dict[str, str]:
    """Everything that a front end keeps stays in the folder."""
    private = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython", "MPLCONFIGDIR": "mpl",
        "OMNI_NB_DATA_DIR": "omni", "XDG_CONFIG_HOME": "xdg", "XDG_CACHE_HOME": "cache",
    }  # fmt: skip
    (folder / ".private").mkdir(exist_ok=True)
    env = {**os.environ, **{k: str(folder / ".private" / v) for k, v in private.items()}}
    env["PYTHONPATH"] = str(Path(omni_nb.__file__).parent.parent)
    env["PATH"] = f"{ROOMS / room / 'bin'}{os.pathsep}{env['PATH']}"
    return env | {"MARIMO_SKIP_UPDATE_CHECK": "1", "OMNI_NB_LANGUAGE": "en", "NO_COLOR": "1"}


@contextmanager
def served(folder: Path, room: str, *command: str, ready: str) -> Iterator[str]:
    """A server of that environment; `{port}` in the command is the port. Gives its URL.

    Args:
        ready: The path that answers when it is.
    """
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program(room, command[0]), *(c.format(port=port) for c in command[1:])],
            env=environment(folder, room), cwd=folder, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}{ready}", process, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            with opener.open(url, timeout=2):
                return
        except HTTPError:  # it refuses, so it is there
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"it did not start: {log.read_text()[-2000:]}")


def ran(folder: Path, room: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What a program of that environment printed."""
    done = subprocess.run(
        [program(room, command[0]), *command[1:]], env={**environment(folder, room), **more}, cwd=folder, capture_output=True,
        text=True, timeout=300, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return done


def notebook(path: Path, *cells: str) -> Path:
    """A notebook of Jupyter's with these cells; the first of them may be given parameters."""
    made = [
        {"cell_type": "code", "source": c, "metadata": {"tags": ["parameters"]} if not i else {}, "outputs": [], "execution_count": None, "id": f"c{i}"}
        for i, c in enumerate(cells)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def marimo_notebook(path: Path, *cells: str) -> Path:
    """A notebook of marimo's; `omni` and `mo` are there in each cell."""
    lines = ["import marimo", "app = marimo.App()", "@app.cell", "def _():"]
    lines += [
        "    import marimo as mo",
        "    from omni_nb import Omni",
        "    omni = Omni.simulated()",
        "    return mo, omni",
    ]
    for cell in cells:
        lines += ["@app.cell", "async def _(mo, omni):" if "await" in cell else "def _(mo, omni):"]
        lines += [f"    {line}" for line in cell.splitlines()] + ["    return"]
    path.write_text("\n".join([*lines, 'if __name__ == "__main__":', "    app.run()", ""]))
    return path
