"""No network but loopback, no real key, no trace in the user's own folders; one browser and one Lab for all."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

from omni_nb import Clip, set_language
from tests.support import lab as labs
from tests.support.notebooks import own_runtime

KEYS = ("DASHSCOPE_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "OMNI_NB_API_KEY")
RUNTIME = pytest.StashKey[str]()
_real_connect = socket.socket.connect
_real_getaddrinfo = socket.getaddrinfo


hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("house")


class OutsideNetwork(AssertionError):
    """A test tried to leave this machine."""


def _guarded_connect(self: socket.socket, address: Any) -> Any:
    host = address[0] if isinstance(address, tuple) else ""
    if isinstance(address, tuple) and not (host == "localhost" or host.startswith("127.") or host == "::1"):
        raise OutsideNetwork(f"a test tried to connect to {host!r}")
    return _real_connect(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "::1") and not str(name).startswith("127."):
        raise OutsideNetwork(f"a test tried to look up {name!r}")
    return _real_getaddrinfo(host, *args, **kwargs)


def pytest_configure(config: pytest.Config) -> None:
    if "live" not in (config.option.markexpr or "").replace("not live", ""):
        socket.socket.connect = _guarded_connect  # type: ignore[method-assign,assignment]
        socket.getaddrinfo = _guarded_getaddrinfo  # type: ignore[assignment]
    os.environ.setdefault("MPLBACKEND", "Agg")
    os.environ["JUPYTER_RUNTIME_DIR"] = config.stash[RUNTIME] = own_runtime()
    os.environ["OMNI_NB_LANGUAGE"] = "en"  # on whatever machine, here and in the programs that are started
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # `make test &`: kernels and programs would inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[RUNTIME], ignore_errors=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """No whole file as a test's name: Ogg has a random serial number, so each process would call the test another way."""
    return argname if isinstance(val, str | bytes) and len(val) > 60 else None


LONGEST = (
    "browser", "lab", "tests/test_notebooks.py", "tests/test_clients.py", "tests/show/test_programs.py", "tests/test_cli.py",
    "tests/widgets/test_javascript.py", "tests/test_readme.py", "tests/test_splits.py", "tests/show/test_markdown.py",
    "tests/test_secrets.py", "tests/test_notes.py", "tests/prompt/test_remedies.py", "tests/sweeping/test_making.py",
)  # fmt: skip
"""They begin first: what begins last and takes long leaves all other processes without work."""

LAB = {"test_browser", "test_browser_compose", "test_browser_compare", "test_browser_history"}
"""About half of the time of all that need a browser. Two at a time: three of them were a load of 14 on two cores."""


def _together(item: pytest.Item) -> str:
    if item.get_closest_marker("browser"):
        return "lab" if item.path.stem in LAB else "browser"
    return item.nodeid.split("::")[0]


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in this same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side: those of a file together, and all that need a browser in two halves, each with a Lab of its own."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_together(item)))
    items.sort(key=lambda item: LONGEST.index(g) if (g := _together(item)) in LONGEST else len(LONGEST))


@pytest.fixture(autouse=True)
def _private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "omni"))
    if "live" not in request.keywords:
        for name in KEYS:
            monkeypatch.delenv(name, raising=False)
    yield
    set_language("auto")


@pytest.fixture
def chinese() -> None:
    """People are spoken to in Chinese, until the test ends."""
    set_language("zh")


@pytest.fixture(scope="session")
def simulator() -> Iterator[Any]:
    """The simulator without waiting."""
    from omni_nb.servers.simulator.server import Simulator

    with Simulator(pace=0) as server:
        yield server


@pytest.fixture
def recorded(simulator: Any) -> Iterator[Any]:
    """A server that keeps what it is sent, and lets the simulator answer."""
    from tests.support.programs import recording

    with recording(simulator) as server:
        yield server


_NO_BROWSER = "NOT TRIED: no Chromium was found, so nothing that a browser shows was tested (apt-get install chromium)"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if labs.find_chromium() is None:
        pytest.skip(_NO_BROWSER)
    spoken = tmp_path_factory.mktemp("microphone") / "spoken.wav"
    t = np.arange(48_000 * 10) / 48_000
    spoken.write_bytes(Clip.of(0.3 * np.sin(2 * np.pi * 500 * t), 48_000).encode())
    with labs.browser(spoken) as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[labs.Lab]:
    server = labs.Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(60_000)  # a busy machine is no fault of the code
    page.outside = []
    page.on(
        "request",
        lambda r: page.outside.append(r.url) if not r.url.startswith(("http://127.0.0.1", "data:", "blob:")) else None,
    )
    yield page
    page.close()
    for server in labs.Lab.running:
        server.end_kernels()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What could not be tried is said loudly, not in a letter."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(r.longrepr[2]).removeprefix("Skipped: ") for r in skipped if isinstance(r.longrepr, tuple)}
    for reason in sorted(r for r in reasons if r.startswith("NOT TRIED")):
        terminalreporter.write_sep("!", reason, red=True, bold=True)
