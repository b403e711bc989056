"""What is wrong with a history's file, in words: of what SQLite says, and of what stands in it. It opens no database."""

from __future__ import annotations

import re
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.kept import disk
from omni_nb.kept.schema import APPLICATION
from omni_nb.messages import _

NAME = "history.db"
_LAYOUT = re.compile(r"no such (?:table|column)|has no column named|\b(?:table|index) \S+ already exists")


def name_of(err: BaseException) -> str:
    """SQLite's own name of an error."""
    return str(getattr(err, "sqlite_errorname", "") or "")


def damaged(err: BaseException) -> bool:
    """Whether SQLite says so that the file is damaged."""
    return name_of(err).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or getattr(err, "code", "") == "history_damaged"


def in_words(path: Path, err: Exception) -> OmniError:
    """What SQLite raised."""
    name = name_of(err)
    if damaged(err):
        return damage(path) if looks_ours(path) else foreign(path)
    if _LAYOUT.search(str(err)):
        return refused(
            path, _("its tables are not those of any version that this omni_nb knows ({err})", err=err), "history_layout",
            _("omni_nb.history().repair() begins a new file with all that can be read of it, and keeps this one beside it. Or name another file (OMNI_NB_DATA_DIR)."),
        )  # fmt: skip
    if name.startswith("SQLITE_FULL"):
        return refused(path, _("the disk is full"), "history_full", _("Make room."))
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return refused(path, _("it may not be written to"), "history_read_only", _("Name another folder (OMNI_NB_DATA_DIR)."))  # fmt: skip
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return refused(path, _("another program is writing to it all the time"), "history_busy", _("Try again."))
    if name.startswith(("SQLITE_PROTOCOL", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_SHM")):
        return refused(path, _("its disk (one of the network?) cannot lock files"), "history_no_locks", _("Name a folder on a disk of this machine (OMNI_NB_DATA_DIR)."))  # fmt: skip
    if name.startswith("SQLITE_CANTOPEN"):
        why = _("it cannot be opened") if path.parent.is_dir() else disk.reason(NotADirectoryError())
        return refused(path, why, "history_unreadable", _("Name another folder (OMNI_NB_DATA_DIR)."))
    return refused(path, _("SQLite says: {err}", err=err), "history_unreadable", _("omni_nb.history().verify() looks into it."))  # fmt: skip


def looks_ours(path: Path) -> bool:
    """Whether a file that cannot be opened was a history: by its name, or by what is left of its first page."""
    if path.name == NAME:
        return True
    try:
        with open(path, "rb") as file:
            begins = file.read(1 << 16)
    except OSError:
        return False
    return b"CREATE TABLE reply" in begins or begins[68:72] == APPLICATION.to_bytes(4, "big")


def damage(path: Path) -> OmniError:
    """It is damaged."""
    return refused(
        path, _("it is damaged"), "history_damaged",
        _("omni_nb.history().repair() makes a new one of all that can be read, and keeps the damaged file."),
    )  # fmt: skip


def foreign(path: Path) -> OmniError:
    """It is another program's."""
    return refused(path, _("it is another program's file"), "history_foreign", _("Name another file."))


def refused(path: Path, why: str, code: str, repair: str) -> OmniError:
    """What is said of a file that cannot be used."""
    return OmniError(_("the history {path} cannot be used: {why}", path=path, why=why), code=code, repair=repair)
