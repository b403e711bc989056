"""In which notebooks something was asked already, so that first questions are offered to newcomers and to nobody else.

One small file beside the kept replies, of digests only; at most 500. Several kernels may write it: the last one wins,
and the worst that a lost line costs is that three suggestions are shown once more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.kept import disk

MOST = 500
_here: set[str] = set()  # of this process, also where nothing may be written


def asked_in(notebook: str, *, on_disk: bool) -> None:
    """Remember that something was asked in this notebook.

    Args:
        notebook: Names it; only a digest is kept.
        on_disk: Whether it may be written.
    """
    digest = _digest(notebook)
    if digest in _here:
        return
    _here.add(digest)
    if on_disk:
        known = [d for d in _read() if d != digest]
        with contextlib.suppress(OSError, OmniError):  # whoever keeps the replies says that the disk is full
            path = _path()
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            disk.write(path, json.dumps([*known, digest][-MOST:]).encode())


def was_asked_in(notebook: str) -> bool:
    """Whether something was."""
    digest = _digest(notebook)
    return digest in _here or digest in _read()


def _path() -> Path:
    return disk.data_folder() / "asked-in.json"


def _read() -> list[str]:
    try:
        path = _path()
        found = json.loads(path.read_bytes()) if path.is_file() and path.stat().st_size < 1 << 20 else []
    except (OSError, ValueError, RecursionError, OmniError):
        return []
    return [d for d in found if isinstance(d, str)] if isinstance(found, list) else []


def _digest(notebook: str) -> str:
    return hashlib.sha256(notebook.encode("utf-8", "surrogatepass")).hexdigest()[:24]
