"""`omni-nb doctor`: what is installed, which server would be asked, and what of this machine does not work, in plain words.

It sends nothing and shows no key: a line for each thing, `!` before what needs a hand.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.messages import _

_PACKAGES = {
    "openai": "", "ipywidgets": "", "anywidget": "", "numpy": "", "soundfile": "", "matplotlib": "", "pillow": "",
    "av": _(' (pip install "omni_nb[media]" for mp4, m4a, webm)'),
    "pi-heif": _(' (pip install "omni_nb[heic]" for iPhone photos)'),
    "espeakng-loader": _(' (pip install "omni_nb[simulator]" for speech from the simulator)'),
    "socksio": _(' (pip install "omni_nb[socks]" for a SOCKS proxy)'),
    "pyloudnorm": _(' (pip install "omni_nb[compare]" for loudness and comparisons)'),
    "scipy": _(' (pip install "omni_nb[compare]")'),
    "jiwer": _(' (pip install "omni_nb[compare]")'),
    "pandas": _(' (pip install "omni_nb[frames]" for results as a DataFrame)'),
    "jupyterlab": _(' (pip install "omni_nb[lab]")'),
}  # fmt: skip


def lines() -> Iterator[str]:
    """What is to be said, line by line."""
    from omni_nb import __version__

    yield f"omni_nb {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for part in (_versions, _keys, _network, _kept, _console, _server):
        for line in part():
            yield visible(f"  {line}")


def _versions() -> Iterator[str]:
    for name, extra in _PACKAGES.items():
        try:
            yield f"{name:16} {version(name)}"
        except PackageNotFoundError:
            yield _("{name} not installed{extra}", name=f"{name:16}", extra=extra)
    from omni_nb.servers import openai_sdk

    if misfit := openai_sdk.misfit():
        yield (
            _(
                "! {misfit} in programs that create their own client, such as the code shown by 'As code' (omni_nb itself works): pip install 'httpx<0.28', or a newer openai",
                misfit=misfit,
            )
        )


def _keys() -> Iterator[str]:
    from omni_nb import catalog
    from omni_nb.servers.address import ANY_KEY

    for name in (*(host.key_variable for host in catalog.hosts()), ANY_KEY):
        state = _("set") if os.environ.get(name, "").strip() else _("not set")
        yield f"{name:20} {state}"


def _network() -> Iterator[str]:
    from omni_nb.servers import network

    yield from network.summary() or [_("no proxy and no certificates of your own are set")]
    for check in (lambda: network.proxy_for("https://example.com"), lambda: network.proxy_for("http://example.com"), network.certificates):  # fmt: skip
        try:
            check()
        except OmniError as err:
            yield f"! {err.sentence}"


def _kept() -> Iterator[str]:
    from omni_nb.kept import disk, store
    from omni_nb.kept.archive import archive_at

    if not disk.switched_on():
        yield _("replies are not kept (OMNI_NB_KEEP)")
        return
    yield _("replies are kept in {store}", store=archive_at().path)
    if problem := store.health():
        yield f"! {problem}"


def _console() -> Iterator[str]:
    encoding = getattr(sys.stdout, "encoding", None) or "unknown"
    yield _("console encoding: {encoding}", encoding=encoding)
    if encoding.lower().replace("-", "") != "utf8":
        yield _("! this console cannot show every character; set PYTHONUTF8=1 (on Windows also: chcp 65001)")


def _server() -> Iterator[str]:
    from omni_nb.omni import Omni

    try:
        yield _("Omni() will use {omni}", omni=repr(Omni()))
    except (OmniError, ValueError) as err:
        yield _("! Omni() does not work: {err}", err=err)
