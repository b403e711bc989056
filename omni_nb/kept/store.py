"""What is kept of each reply as it ends, and found again after a restart. Off with `OMNI_NB_KEEP=0` or `Omni(keep=False)`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.kept import disk
from omni_nb.kept.archive import archive_at, opened
from omni_nb.kept.searching import Query
from omni_nb.kept.striking import Strike
from omni_nb.messages import _
from omni_nb.reply.fold import ReplyFold
from omni_nb.reply.reply import Reply

_told: set[str] = set()


def keep(reply: Reply, *, path: Path | None = None, strike: Strike = str) -> None:
    """Write one reply.

    Args:
        reply: Whole or cut.
        path: The history's file; the user's own by default.
        strike: Takes the key of the server out of a text.

    Raises:
        OmniError: It could not be written (`code` is `not_kept`). Each reason is said once in a process.
    """
    failed: Exception
    try:
        archive_at(path).keep(reply, strike)
    except (OSError, OmniError) as err:
        failed = err
    else:
        _told.clear()
        return
    if (told := f"{path or _user_place()}: {disk.reason(failed)}") not in _told:
        _told.add(told)
        raise _not_kept(failed, path)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whoever asks calls it with each reply that has ended, and `meanwhile` with what has come of a long one."""

    ended: Callable[[Reply], None]
    meanwhile: Callable[[ReplyFold], None]

    def __call__(self, reply: Reply) -> None:
        """It has ended."""
        self.ended(reply)


def meanwhile(fold: ReplyFold, *, path: Path | None = None, strike: Strike = str) -> None:
    """Write what has come of a reply that is under way. It never fails: `keep` will tell why. For `path` and `strike` see there."""
    with contextlib.suppress(OSError, OmniError):
        archive_at(path).meanwhile(fold, strike)


def recent(n: int = 20) -> list[Reply]:
    """The last `n` replies that were kept, newest first: `list(omni_nb.history())[:n]`, without an error where there are none.

    Damaged ones are left out; if only the sound is damaged or lost, a note says so.

    Raises:
        ValueError: `n` is less than 1.
    """
    if n < 1:
        raise ValueError(_("n must be at least 1, got {n}", n=n))
    try:
        archive = archive_at()
        found = (archive.reply(number) for number in archive.numbers(Query()))
        return [reply for _n, reply in zip(range(n), (r for r in found if r is not None), strict=False)]
    except (OSError, OmniError):
        return []


def find(id: str) -> Reply | None:
    """The reply of that id, if it is still kept."""
    try:
        return archive_at().find(id)
    except (OSError, OmniError):
        return None


def pin(reply: Reply | None, *, on: bool) -> None:
    """Pin a reply that was pinned on a page, so that no bound drops it, wherever this process keeps it. It never fails."""
    for archive in opened() if reply is not None and disk.switched_on() else ():
        with contextlib.suppress(OSError, OmniError):
            if numbers := archive.numbers_of([reply.id]) if reply is not None else []:
                archive.mark(numbers, "pinned", int(on))


def health() -> str | None:
    """What is wrong with where replies are kept, or None. It tries to write there."""
    try:
        archive_at().try_to_write()
    except (OSError, OmniError) as err:
        return _not_kept(err, None).sentence
    return None


def _not_kept(err: Exception, path: Path | None) -> OmniError:
    if isinstance(err, OmniError):  # it says which file
        return disk.not_kept(_("replies"), None, disk.reason(err), repair=err.repair)
    return disk.not_kept(_("replies"), lambda: path or disk.data_folder(), disk.reason(err))


def _user_place() -> str:
    try:
        return str(disk.data_folder())
    except OmniError:
        return ""
