"""Which replies made up the conversation of a cell, so that a restart of the kernel does not end it.

One small JSON each, beside the kept replies: the words that were asked (media are named in them; the
history has them), the replies by their id, what was pinned, branch by branch. At most 50. It knows no composer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from omni_nb.errors import OmniError
from omni_nb.kept import disk, store
from omni_nb.reply.reply import Reply

MOST_TALKS = 50
_VERSION = 1
_LONGEST = 64 << 20  # bytes
_OURS = re.compile(r"[0-9a-f]{24}\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn of a conversation.

    Attributes:
        asked: The words, with a line for each medium.
        answer: The words that were answered, should the reply be gone.
        reply: The reply, if it is still kept; of one that was coming when the kernel ended, what had come.
        coming: The id of the reply that is asked for, as long as there is none.
        remembered: Whether the model is told this turn later on.
        pinned: Whether somebody marked it to be found again.
        id: The turn's own, by which branches that share it know that they do.
    """

    asked: str
    answer: str
    reply: Reply | None = None
    remembered: bool = True
    pinned: bool = False
    id: str = ""
    coming: str = ""


def folder() -> Path:
    """Where conversations are kept."""
    return disk.data_folder() / "talks"


def keep(place: str, branches: Sequence[Sequence[Said]]) -> None:
    """Write the conversation of this place, and let the oldest go.

    Args:
        place: Names the cell; only a digest of it is a file's name.
        branches: Every course of it with all of its turns; the one that goes on is the first. The replies were kept before.

    Raises:
        OSError, OmniError: It could not be written.
    """
    there = _path(place)
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    turns, *others = [[_plain(t) for t in branch] for branch in branches] or [[]]
    # `turns` as an earlier version wrote it, which knew one branch: it reads that one
    whole = {"version": _VERSION, "turns": turns, "others": others}
    disk.write(there, json.dumps(whole, ensure_ascii=False, indent=1).encode(errors="backslashreplace"))
    ours = [e for e in os.scandir(folder()) if _OURS.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    for entry in sorted(ours, key=lambda e: e.stat().st_mtime, reverse=True)[MOST_TALKS:]:
        Path(entry.path).unlink(missing_ok=True)


def find(place: str) -> list[list[Said]]:
    """The branches of this place's conversation; none if there was none, or its file is damaged."""
    try:
        path = _path(place)
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST:
            return []
        whole = json.loads(path.read_bytes())
        replies: dict[str, Reply | None] = {}  # branches share turns, and a reply is read once
        found = [[_said(turn, replies) for turn in branch] for branch in [whole["turns"], *whole.get("others", [])]]
        return [branch for branch in found if branch]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OmniError):
        return []


def forget(ids: Collection[str]) -> None:
    """Take the turns out whose replies are forgotten, with what was asked in them. Damaged files stay as they are."""
    try:
        files = [e.path for e in os.scandir(folder()) if _OURS.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    except (OSError, OmniError):
        return
    for path in map(Path, files):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            whole = json.loads(path.read_bytes())
            branches = [whole["turns"], *whole.get("others", [])]
            left = [[turn for turn in branch if turn["reply"] not in ids] for branch in branches]
            if left != branches:
                turns, *others = left
                plain = json.dumps({**whole, "turns": turns, "others": others}, ensure_ascii=False, indent=1)
                disk.write(path, plain.encode(errors="backslashreplace"))


def _plain(t: Said) -> dict[str, object]:
    reply = t.reply.id if t.reply is not None else t.coming or None
    return {
        "id": t.id,
        "asked": t.asked,
        "answer": t.answer,
        "reply": reply,
        "remembered": t.remembered,
        "pinned": t.pinned,
        **({"coming": True} if t.reply is None and t.coming else {}),
    }


def _said(plain: dict[str, object], replies: dict[str, Reply | None]) -> Said:
    named = str(plain["reply"] or "")
    if named and named not in replies:
        replies[named] = store.find(named)
    return Said(
        asked=str(plain["asked"]), answer=str(plain["answer"]), reply=replies.get(named), remembered=bool(plain["remembered"]),
        pinned=plain.get("pinned") is True, id=str(plain.get("id", "")), coming=named if plain.get("coming") is True else "",
    )  # fmt: skip


def _path(place: str) -> Path:
    return folder() / f"{hashlib.sha256(place.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.json"
