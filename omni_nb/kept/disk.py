"""Where things are kept: the user's data directory, how a file gets there whole, and why it did not.

It knows nothing of what is kept.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.paths import local_path

try:
    _STARTED = Path.cwd()
except OSError:  # it was deleted
    _STARTED = Path.home()


def data_folder() -> Path:
    """The user's data directory. A relative `OMNI_NB_DATA_DIR` counts from where the process started, not from `%cd`.

    Raises:
        MediaError: `OMNI_NB_DATA_DIR` can be no folder.
    """
    if base := os.environ.get("OMNI_NB_DATA_DIR", "").strip():
        return _STARTED / local_path(base)
    import platformdirs

    return Path(platformdirs.user_data_dir("omni_nb", appauthor=False))


def switched_on() -> bool:
    """Whether replies are kept: they are unless `OMNI_NB_KEEP` says no."""
    return os.environ.get("OMNI_NB_KEEP", "1").strip().lower() not in ("0", "no", "off", "false")


def write(path: Path, data: bytes) -> None:
    """Write a file whole, or not at all.

    Raises:
        OSError: It could not be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # for this user's eyes: 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def reason(err: Exception) -> str:
    """Why something could not be written, in a few words."""
    if isinstance(err, OmniError):
        return err.cause
    number = getattr(err, "errno", None)
    if number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return _("the disk is full")
    if number == errno.EROFS:
        return _("the disk is read-only")
    if isinstance(err, PermissionError):
        return _("you have no permission to write to the folder")
    if isinstance(err, FileExistsError | NotADirectoryError):
        return _("a part of the folder's path is a file")
    return _("the folder is not writable")


def not_kept(what: str, folder: Callable[[], Path] | None, why: str, *, repair: str = "") -> OmniError:
    """The error that says it.

    Args:
        what: Things like this one.
        folder: Where they would be; None: `why` says so.
        why: As `reason` tells it.
        repair: What to do, if it is not to make room.
    """
    try:
        place: str = _(" in {folder}", folder=folder()) if folder is not None else ""
    except OmniError:  # it can be no folder's name, and `why` says so
        place = ""
    return OmniError(
        _("{what} cannot be saved{place}: {why}; this one is in memory only", what=what, place=place, why=why),
        code="not_kept",
        repair=repair
        or _("Free some space, choose another folder (OMNI_NB_DATA_DIR), or turn keeping off (OMNI_NB_KEEP=0)."),
    )
