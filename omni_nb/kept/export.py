"""Replies as plain files in a folder, for whoever has no omni_nb: words, sounds, media, and all that is known as JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from omni_nb.errors import MediaError
from omni_nb.kept import record
from omni_nb.kept.disk import reason
from omni_nb.kept.request_record import request_to_plain
from omni_nb.messages import _
from omni_nb.paths import local_path, writing
from omni_nb.prompt.parts import FramesPart, MediaPart
from omni_nb.reply.reply import Reply

LIST = "replies.csv"
_MOST_NAME = 40


def export(replies: Iterable[Reply], rows: Iterable[Mapping[str, Any]], folder: str | Path) -> Path:
    """Write them. What has the same name is replaced, all else in the folder stays.

    Args:
        replies: Each becomes some files of one name.
        rows: What a list says of them.
        folder: It is made if need be.

    Returns:
        The folder.

    Raises:
        MediaError: It cannot be written to.
    """
    there = local_path(folder)
    try:
        there.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise MediaError(
            _("{folder} is no folder that can be written to: {why}", folder=there, why=reason(err)), repair=_("Name another folder."),
        ) from None  # fmt: skip
    for reply in replies:
        _one(reply, there)
    found = [dict(row) for row in rows]
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, [*(found[0] if found else {"id": ""})])
    table.writeheader()
    table.writerows(found)
    with writing(there / LIST) as file:
        file.write(out.getvalue().encode("utf-8-sig", "replace"))  # with a mark: Excel takes it for Latin letters else
    return there


def _one(reply: Reply, folder: Path) -> None:
    stem = _stem(reply)
    reply.save(folder / f"{stem}.md")
    if reply.audio is not None and len(reply.audio):
        reply.audio.save(folder / f"{stem}.{'flac' if _flac(reply) else 'wav'}")
    for n, medium in enumerate(_media(reply), 1):
        ending = medium.info.format if medium.info is not None else "bin"
        with writing(folder / f"{stem}-asked-{n}.{ending}") as file:
            file.write(medium.data or b"")
    plain = record.to_plain(reply)
    if reply.request is not None:
        plain["request"] = request_to_plain(reply.request)
    plain["chunks"] = [[c.at_s, c.size_bytes, c.words, c.thinking, c.samples] for c in reply.trace]
    with writing(folder / f"{stem}.json") as file:
        file.write(record.encoded(plain, indent=1))


def _flac(reply: Reply) -> bool:
    return reply.audio is not None and reply.audio.sample_rate <= 655_350


def _media(reply: Reply) -> Iterator[MediaPart]:
    for medium in reply.asked.media if reply.asked is not None else ():
        yield from (p for p in (medium.frames if isinstance(medium, FramesPart) else (medium,)) if p.data)


def _stem(reply: Reply) -> str:
    """The time, the first words, the id: sorted as they came, and of letters that every disk takes."""
    when = re.sub(r"[^0-9T]", "", reply.created[:19]) or "0"
    words = re.sub(r"\W+", "-", reply.prompt.encode("utf-8", "ignore").decode()[:_MOST_NAME]).strip("-_")
    id = re.sub(r"[^A-Za-z0-9]", "-", reply.id)[:24] or "0"
    return "-".join(part for part in (when, words, id) if part)
