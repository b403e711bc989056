"""The folder in which earlier versions kept the last replies: one JSON and, with sound, one FLAC each. It is only read.

Others put files of their own beside ours; so only regular files with a name of ours are read, and no other is deleted.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.kept import disk, record
from omni_nb.reply.reply import Reply
from omni_nb.sound.clip import Clip

LONGEST_RECORD_BYTES = 64 << 20  # bytes of JSON; a reply has its own, smaller limits
# A number that only rises, for clocks go back; the time, for people; the id. Those of the first versions lack the number.
_OURS = re.compile(r"(?:(\d{8,})-)?(\d{4}-\d\d-\d\dT[\d.]{6,20}(?:Z|[+-]\d{4})?)-[\w.~-]{1,80}\.json")


def folder() -> Path:
    """Where it is."""
    return disk.data_folder() / "replies"


def oldest_first(there: Path) -> list[Path]:
    """Records of ours. No links, pipes or devices: to open one may wait for ever, or read another's file."""
    try:
        ours = [Path(e.path) for e in os.scandir(there) if _OURS.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(ours, key=lambda path: (_number(path), path.name))


def load(path: Path) -> Reply | None:
    """The reply of a record; None where it is damaged. Where only the sound is, a note says so."""
    try:
        if path.stat().st_size > LONGEST_RECORD_BYTES:
            return None
        return record.from_json(path.read_bytes(), lambda: _sound(path.with_suffix(".flac")))
    except OSError:
        return None


def forget(there: Path, name: str) -> None:
    """Delete a reply's files, by the name of its record."""
    if _OURS.fullmatch(name):
        for path in (there / name, (there / name).with_suffix(".flac")):
            if path.is_file() and not path.is_symlink():
                path.unlink(missing_ok=True)


def _number(path: Path) -> int:
    found = _OURS.fullmatch(path.name)
    return int(found[1] or 0) if found else 0


def _sound(path: Path) -> Clip | None:
    try:
        return Clip.read(path) if path.is_file() and not path.is_symlink() else None
    except (OSError, OmniError, ValueError):
        return None
