"""A real JupyterLab and a real Chromium, one of each for the whole run; one page for each test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError

from tests.support.notebooks import own_runtime
from tests.support.ports import free_port
from tests.support.scheduling import as_ordinary_process

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
IDLE = """() => {
  const w = window.jupyterapp?.shell?.currentWidget;
  return w?.sessionContext?.session?.kernel?.status === 'idle' && w?.content?.widgets?.length > 0;
}"""


def find_chromium() -> str | None:
    """An installed Chromium or Chrome, or Playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as pw:
            path = pw.chromium.executable_path
        return path if Path(path).exists() else None
    except Exception:
        return None


class Lab:
    """A JupyterLab server in a folder of its own, or a Notebook 7 with `app="notebook"`."""

    running: ClassVar[set[Lab]] = set()

    def __init__(self, root: Path, *, env: dict[str, str] | None = None, app: str = "jupyterlab") -> None:
        self.root, self.port, self.app = root, free_port(), app
        self.url = f"http://127.0.0.1:{self.port}"
        private = root / ".private"
        settings = private / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text('{"fetchNews":"false","checkForUpdates":false}')
        page_config = private / "config" / "labconfig"
        page_config.mkdir(parents=True)
        # each page that is opened would have Node say whether Lab should be built anew: a second of both processors
        (page_config / "page_config.json").write_text('{"buildCheck": false, "buildAvailable": false}')
        own = {
            "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython",
            "MPLCONFIGDIR": "mpl", "OMNI_NB_DATA_DIR": "omni", "JUPYTERLAB_SETTINGS_DIR": "settings",
        }  # fmt: skip
        self.env = {**os.environ, **{k: str(private / v) for k, v in own.items()}, **(env or {})}
        self.env["JUPYTER_RUNTIME_DIR"] = self._runtime = own_runtime()
        self.env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{self.env['PATH']}"
        self.log = private / "lab.log"
        as_ordinary_process()
        expose = "--expose-app-in-browser" if app == "jupyterlab" else "--JupyterNotebookApp.expose_app_in_browser=True"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", app, "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}",
                 "--ServerApp.port_retries=0", "--KernelManager.transport=ipc", "--IdentityProvider.token=", "--ServerApp.password=",
                 "--ServerApp.disable_check_xsrf=True", "--allow-root", f"--ServerApp.root_dir={root}", expose],
                env=self.env, cwd=root, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._wait()
        self.running.add(self)

    def _wait(self) -> None:
        end = time.monotonic() + 180
        while time.monotonic() < end:
            try:
                self._call("/api/status")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start: {self.log.read_text()[-2000:]}")

    def write(self, name: str, *cells: str, kernel: bool = True) -> str:
        """A notebook with these code cells."""
        nb = {
            "cells": [{"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": None, "id": f"c{i}"} for i, c in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5,
        }  # fmt: skip
        (self.root / name).write_text(json.dumps(nb))
        return name

    def end_kernels(self) -> None:
        """End what runs. Forty kernels and what the server keeps for pages that are gone took 8 GB at the end of the tests."""
        for session in json.loads(self._call("/api/sessions")):
            with suppress(HTTPError):  # it ends by itself meanwhile
                self._call(f"/api/sessions/{session['id']}", method="DELETE")

    def _call(self, path: str, *, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
            return bytes(answer.read())

    def close(self) -> None:
        self.running.discard(self)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(60)
        shutil.rmtree(self._runtime, ignore_errors=True)


class Book:
    """A notebook open in Lab."""

    def __init__(self, page: Any, lab: Lab, name: str) -> None:
        self.page, self.lab, self.name = page, lab, name
        page.goto(f"{lab.url}/lab/tree/{name}?reset" if lab.app == "jupyterlab" else f"{lab.url}/notebooks/{name}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function(IDLE, timeout=60_000)

    def command(self, name: str) -> Any:
        return self.page.evaluate(f"() => window.jupyterapp.commands.execute('{name}').then(x => String(x))")

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def start(self, index: int) -> None:
        """Run one cell and do not wait for it."""
        self.page.evaluate(
            """i => { const nb = window.jupyterapp.shell.currentWidget.content; nb.activeCellIndex = i; nb.deselectAll();
                     window.ran = false;
                     window.jupyterapp.commands.execute('notebook:run-cell').then(() => { window.ran = true; }); }""",
            index,
        )

    def finish(self) -> None:
        """Wait for the started cell. The kernel's status will not do: a widget's message makes it idle."""
        self.page.wait_for_function("() => window.ran", timeout=60_000)
        self.page.wait_for_timeout(200)

    def run(self, index: int) -> None:
        self.start(index)
        self.finish()

    def outputs(self) -> list[list[dict[str, Any]]]:
        """The outputs of each cell, as the notebook would save them."""
        found: list[list[dict[str, Any]]] = self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.map(c => c.outputs ?? [])"
        )
        return found

    def save(self) -> dict[str, Any]:
        self.command("docmanager:save")
        loaded: dict[str, Any] = json.loads((self.lab.root / self.name).read_text())
        return loaded

    def theme(self, dark: bool) -> None:
        self.page.evaluate(
            "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name}).then(x => String(x))",
            "JupyterLab Dark" if dark else "JupyterLab Light",
        )
        self.page.wait_for_timeout(400)


def record(page: Any, seconds: float) -> None:
    """Record in the composer that is open, and add it to the question."""
    page.locator("[data-key=record]").click()
    recorder = page.get_by_role("group", name="recorder")
    recorder.get_by_role("button", name="record").click()
    page.wait_for_function(
        "s => parseFloat(document.querySelector('[data-omni-nb=recorder]')?.innerText.match(/([\\d.]+) s/)?.[1]) >= s",
        arg=seconds,
    )
    recorder.get_by_role("button", name="stop").click()
    recorder.get_by_role("button", name="add to the question").click()
    page.get_by_text("recording.wav").wait_for()


def answered(page: Any, turns: int = 1) -> None:
    """Wait until the composer shows that many turns and nothing is being asked: the transcript is renewed by then."""
    page.wait_for_function(
        """n => document.querySelectorAll('.omni-nb-form .turn').length === n &&
        Boolean(document.querySelector('.omni-nb-form [data-key=send]'))""",
        arg=turns
    )  # fmt: skip
    page.wait_for_timeout(150)


@contextmanager
def browser(spoken: Path | None = None) -> Iterator[Any]:
    """Chromium with a camera of its own; `spoken` (48 kHz, 16 bit, mono wav) is what its microphone hears, over and over."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    assert path is not None
    as_ordinary_process()
    hears = [f"--use-file-for-fake-audio-capture={spoken}"] if spoken else []
    with sync_playwright() as pw:
        chromium = pw.chromium.launch(executable_path=path, args=[*FLAGS, *hears])
        yield chromium
        chromium.close()
