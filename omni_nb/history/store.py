"""The last replies, in a small folder of the user's data directory, so that a restart loses nothing paid for.

One JSON and, with sound, one FLAC each; at most 200 and half a gigabyte. Off with
`OMNI_NB_KEEP=0` or `Omni(keep=False)`; elsewhere with `OMNI_NB_DATA_DIR`. It is no history: it
knows no search and no tags. What a reply is in JSON says `record`.

The folder is the user's: others write there at the same time, are killed, and put files of their own beside
ours. So only regular files with a name of ours are read, and no other is ever deleted.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.history import record
from omni_nb.messages import _
from omni_nb.paths import local_path
from omni_nb.reply.reply import Reply
from omni_nb.sound.clip import Clip

MOST_REPLIES, MOST_BYTES = 200, 512 << 20
LONGEST_RECORD_BYTES = 64 << 20  # bytes of JSON; a reply has its own, smaller limits
_ABANDONED_S = 3600.0  # what a process that was killed left half-written
# A number that only rises, for clocks go back; the time, for people; the id. Those of earlier versions lack the number.
_OURS = re.compile(r"(?:(\d{8,})-)?(\d{4}-\d\d-\d\dT[\d.]{6,20}(?:Z|[+-]\d{4})?)-[\w.~-]{1,80}\.json")
_HALF = re.compile(r"\.new-\w{8}")
_told: set[str] = set()
try:
    _STARTED = Path.cwd()
except OSError:  # it was deleted
    _STARTED = Path.home()


def folder() -> Path:
    """Where replies are kept. A relative `OMNI_NB_DATA_DIR` counts from where the process started, not from `%cd`."""
    if base := os.environ.get("OMNI_NB_DATA_DIR", "").strip():
        return _STARTED / local_path(base) / "replies"
    import platformdirs

    return Path(platformdirs.user_data_dir("omni_nb", appauthor=False)) / "replies"


def switched_on() -> bool:
    """Whether replies are kept: they are unless `OMNI_NB_KEEP` says no."""
    return os.environ.get("OMNI_NB_KEEP", "1").strip().lower() not in ("0", "no", "off", "false")


def keep(reply: Reply) -> None:
    """Write one reply, and let the oldest go. Sound first: a JSON file is the sign that all is there.

    Raises:
        OmniError: It could not be written (`code` is `not_kept`). Each reason is said once in a process.
    """
    try:
        _keep(folder(), reply)
    except (OSError, OmniError) as err:
        why = reason(err)
    else:
        _told.clear()
        return
    if (told := f"{os.environ.get('OMNI_NB_DATA_DIR')}: {why}") not in _told:
        _told.add(told)
        raise _not_kept(why)


def recent(n: int = 20) -> list[Reply]:
    """The last `n` replies that were kept, newest first.

    Damaged files are passed over; where only the sound is damaged or lost, a note says so.
    """
    if n < 1:
        raise ValueError(_("n must be at least 1, got {n}", n=n))
    found = (_load(path) for path in _newest_first(folder()))
    return [reply for _n, reply in zip(range(n), (r for r in found if r is not None), strict=False)]


def find(id: str) -> Reply | None:
    """The reply of that id, if it is still kept."""
    named = (path for path in _newest_first(folder()) if path.stem.endswith(f"-{id}"))
    return next((reply for path in named if (reply := _load(path)) is not None and reply.id == id), None)


def health() -> str | None:
    """What is wrong with the folder of replies, or None. It tries to write there."""
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place, prefix=".new-")
        os.close(handle)
        Path(name).unlink()
    except (OSError, OmniError) as err:
        error = _not_kept(reason(err))
        return error.sentence
    return None


def _keep(place: Path, reply: Reply) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = _stem(_newest_first(place), reply)
    sound = place / f"{stem}.flac"
    try:
        if reply.audio is not None and len(reply.audio):
            write(sound, reply.audio.encode("flac"))
        write(place / f"{stem}.json", record.to_json(reply))
    except BaseException:
        sound.unlink(missing_ok=True)
        raise
    _let_go(place)


def _stem(there: list[Path], reply: Reply) -> str:
    """A name for a reply's files: sorted as replies came, unique on disks without capitals, of plain characters only."""
    last = _number(there[0]) if there else 0
    when = reply.created.replace(":", "").replace("+0000", "Z")
    id = re.sub(r"[^a-z0-9]", "-", reply.id)[:40] or "0"
    if id != reply.id:
        id += "~" + hashlib.sha256(reply.id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    stem = f"{last + 1:08d}-{when}-{id}"
    return stem if _OURS.fullmatch(stem + ".json") else f"{last + 1:08d}-0000-00-00T000000Z-{id}"


def _number(path: Path) -> int:
    found = _OURS.fullmatch(path.name)
    return int(found[1] or 0) if found else 0


def _newest_first(place: Path) -> list[Path]:
    """Records of ours. No links, pipes or devices: to open one may wait for ever, or read another's file."""
    try:
        ours = [Path(e.path) for e in os.scandir(place) if _OURS.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(ours, key=lambda path: (_number(path), path.name), reverse=True)


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


def _let_go(place: Path) -> None:
    """Delete the oldest replies, and what a killed process left behind. Other processes may do the same meanwhile."""
    total = 0
    for i, path in enumerate(_newest_first(place)):
        sound = path.with_suffix(".flac")
        total += _size(path) + _size(sound)
        if i and (i >= MOST_REPLIES or total > MOST_BYTES):
            path.unlink(missing_ok=True)
            sound.unlink(missing_ok=True)
    for entry in os.scandir(place):
        orphan = entry.name.endswith(".flac") and _OURS.fullmatch(f"{entry.name[:-5]}.json")
        if not (_HALF.fullmatch(entry.name) or (orphan and not Path(entry.path).with_suffix(".json").exists())):
            continue
        if entry.is_file(follow_symlinks=False) and time.time() - _changed_s(entry) > _ABANDONED_S:
            Path(entry.path).unlink(missing_ok=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _changed_s(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return float("inf")


def _load(path: Path) -> Reply | None:
    try:
        if _size(path) > LONGEST_RECORD_BYTES:
            return None
        return record.from_json(path.read_bytes(), lambda: _sound(path.with_suffix(".flac")))
    except OSError:
        return None


def _sound(path: Path) -> Clip | None:
    try:
        return Clip.read(path) if path.is_file() and not path.is_symlink() else None
    except (OSError, OmniError, ValueError):
        return None


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
        return _("the folder may not be written to")
    if isinstance(err, FileExistsError | NotADirectoryError):
        return _("a part of the folder's name is a file")
    return _("the folder cannot be written to")


def _not_kept(why: str) -> OmniError:
    return not_kept(_("replies"), folder, why)


def not_kept(what: str, folder: Callable[[], Path], why: str) -> OmniError:
    """The error that says it."""
    try:
        place: str = _(" in {folder}", folder=folder())
    except OmniError:  # it can be no folder's name, and `why` says so
        place = ""
    return OmniError(
        _("{what} cannot be kept{place}: {why}; this one is in memory only", what=what, place=place, why=why),
        code="not_kept",
        repair=_("Make room, name another folder (OMNI_NB_DATA_DIR), or switch it off (OMNI_NB_KEEP=0)."),
    )
