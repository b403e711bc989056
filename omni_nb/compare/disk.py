"""A comparison on disk: a folder, or one zip, from which it comes back equal.

`comparison.jsonl` holds a line about the whole and one for each cell, so that a line that is damaged costs that cell; each
sound is a FLAC beside it, exact. What is read may be cut, damaged, edited, of a later version, or another's: what can be
read is kept, and what cannot is told.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.files import Read, opened, write_folder, write_zip
from omni_nb.errors import MediaError, OmniError
from omni_nb.kept import record
from omni_nb.kept.plain import of_plain, to_plain
from omni_nb.messages import _, clauses
from omni_nb.notes import Note
from omni_nb.paths import local_path
from omni_nb.reply.reply import Reply
from omni_nb.sound.clip import Clip
from omni_nb.sound.files import rate_for

FORMAT, VERSION = "omni_nb comparison", 1
INDEX = "comparison.jsonl"
LONGEST_LINE_BYTES = 64 << 20
MOST_SAMPLES = 1 << 31
"""Of all sounds together, 4 GB: a small zip can hold more silence than a machine has memory."""
_OURS = re.compile(r"\d{3,}-[\w.-]{0,60}-[0-9a-f]{16}\.(?:flac|wav|bin)")
_APART = ("reply", "error")  # what `record` writes
_ELSEWHERE = {
    ".csv": "comparison.to_frame().to_csv(…)", ".xlsx": "comparison.to_frame().to_excel(…)",
    ".json": _("a folder or a .zip, which also hold the sound"), ".jsonl": _("a folder or a .zip, which also hold the sound"),
    **dict.fromkeys((".png", ".svg", ".pdf", ".jpg"), "comparison.plot()[0].figure.savefig(…)"),
    **dict.fromkeys((".wav", ".flac", ".mp3", ".ogg", ".opus"), _("comparison[0].reply.save(…), cell by cell")),
}  # fmt: skip


def write(comparison: Comparison, path: Path) -> Path:
    """Write it whole, or leave what is there.

    Raises:
        ValueError: The name ends like something else.
        MediaError: It could not be written.
    """
    suffix = path.suffix.lower()
    named = [*_named(comparison)]
    index = b"\n".join(
        [_header(comparison), *(_line(c, files) for c, files in zip(comparison, named, strict=True)), b""]
    )
    others = ((name, data()) for files in named for name, data in files.values())
    if suffix == ".zip" and not path.is_dir():
        write_zip(path, INDEX, index, others)
    elif path.is_dir() or not re.fullmatch(r"\.[a-z][a-z0-9]{0,6}", suffix):
        write_folder(path, INDEX, index, others, _OURS)
    else:
        instead = _ELSEWHERE.get(suffix)
        why = _("cannot save a comparison as {suffix}: use .html (a page to listen to), .zip, or a folder (all of it, to be read back)", suffix=repr(suffix))  # fmt: skip
        raise ValueError(
            clauses([why, *([_("for {suffix} use {instead}", suffix=suffix, instead=instead)] if instead else [])])
        )
    return path


def read(path: str | Path) -> Comparison:
    """Read what `write` has written. What is damaged or missing is left out, and a warning tells it.

    Raises:
        FileMissing: There is nothing of that name.
        MediaError: It is no comparison (`code` is `no_comparison`), or of a later version that cannot be read.
    """
    lost: list[str] = []
    place = local_path(path)
    with opened(place, INDEX) as files:
        head, *lines = _lines(files(INDEX) or b"")
        about = _header_of(head, place, lost)
        shelf = _Shelf(files)
        cells = tuple(cell for n, line in enumerate(lines) if (cell := _cell_of(line, n, shelf, lost)) is not None)
    if not about and not cells:
        raise _unreadable(place, _("its {index} is damaged", index=INDEX))
    if isinstance(there := about.get("cells"), int) and there > len(lines):
        lost.append(
            _("the end is cut off: {n} cell is missing|the end is cut off: {n} cells are missing", n=there - len(lines))
        )
    if lost:
        warnings.warn(
            _("{name} could not be read completely: {lost}", name=place.name, lost=clauses(lost)), stacklevel=3
        )
    whole: Comparison = of_plain(Comparison, {**about, "cells": []})
    return dataclasses.replace(whole, cells=cells)


def _lines(data: bytes) -> list[bytes]:
    """Also of an editor that put a mark before them and carriage returns behind."""
    return [line for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()] or [b""]


def _header(comparison: Comparison) -> bytes:
    plain = to_plain(dataclasses.replace(comparison, cells=()))
    return record.encoded({**plain, "format": FORMAT, "version": VERSION, "cells": len(comparison)})


def _header_of(line: bytes, place: Path, lost: list[str]) -> dict[str, Any]:
    plain = _json(line)
    if plain is None:
        lost.append(_("the description of the whole is damaged"))
        return {}
    if plain.get("format") != FORMAT:
        raise _unreadable(place, _("its {index} belongs to another program", index=INDEX))
    if (version := plain.get("version")) != VERSION:
        lost.append(
            _(
                "it was written by a later version of omni_nb (format {version}): update omni_nb to read all of it",
                version=version,
            )
        )
    return plain


def _line(cell: Cell, files: dict[str, tuple[str, Any]]) -> bytes:
    plain = to_plain(dataclasses.replace(cell, reply=None, error=None))
    reply = None if cell.reply is None else record.to_plain(cell.reply)
    names = {kind: name for kind, (name, _) in files.items()}
    return record.encoded({**plain, "error": record.plain_error(cell.error), "reply": reply, "files": names})


def _cell_of(line: bytes, n: int, shelf: _Shelf, lost: list[str]) -> Cell | None:
    plain = _json(line) or {}
    try:
        cell: Cell = of_plain(Cell, {k: v for k, v in plain.items() if k not in _APART})
    except ValueError:
        lost.append(_("cell {n} is damaged", n=n))
        return None
    try:
        error = record.error_of(plain.get("error"))
    except (KeyError, TypeError):
        error = None
    reply, names = None, plain.get("files")
    if (said := plain.get("reply")) is not None:
        reply, harm = shelf.reply(said, names if isinstance(names, dict) else {})
        if harm:
            lost.append(_("{harm} of cell {n} is damaged or missing", harm=harm, n=n))
        if reply is None:
            error = error or OmniError(
                _("this reply was damaged on the disk"), code="reply_damaged", repair=_("Ask again.")
            )
    return dataclasses.replace(cell, reply=reply, error=error)


class _Shelf:
    """Replies with their sounds, as long as there is room for them."""

    def __init__(self, files: Read) -> None:
        self._files, self._left = files, MOST_SAMPLES

    def reply(self, plain: Any, names: dict[str, Any]) -> tuple[Reply | None, str]:
        """A reply with its sound, and which part of it is lost; a note in it says so too."""
        sound, raw = names.get("sound"), names.get("undecoded")
        reply = record.from_plain(plain, lambda: self._clip(sound))
        if reply is None:
            return None, _("the reply")
        harm = _("the sound") if sound is not None and reply.audio is None else ""
        if reply.audio is not None and reply.audio.digest != str(sound).rpartition("-")[2].partition(".")[0]:
            harm = _("a part of the sound")
            said = _(
                "the sound of this reply is not as it was saved: its file was changed or cut off, {audio} is left",
                audio=repr(reply.audio),
            )
            reply = dataclasses.replace(reply, notes=(*reply.notes, Note("sound_lost", said)))
        if raw is not None:
            reply = dataclasses.replace(reply, undecoded=self._files(str(raw)) or b"")
            harm = harm or ("" if reply.undecoded else _("what could not be decoded"))
        return reply, harm

    def _clip(self, name: Any) -> Clip | None:
        data = self._files(name) if isinstance(name, str) else None
        try:
            clip = Clip.read(data) if data else None
        except (OmniError, ValueError):
            return None
        self._left -= 0 if clip is None else len(clip)
        return clip if self._left >= 0 else None


def _named(comparison: Comparison) -> Iterator[dict[str, tuple[str, Any]]]:
    """The files of each cell: what kind, its name, and what makes its bytes."""
    for n, (cell, said) in enumerate(zip(comparison, comparison.names, strict=True)):
        stem = f"{n:03d}-{re.sub(r'[^A-Za-z0-9]+', '-', said).strip('-')[:40]}"
        files: dict[str, tuple[str, Any]] = {}
        if (clip := cell.clip) is not None:
            # what FLAC cannot hold: nothing, and rates that no sound has
            fmt = "flac" if len(clip) and rate_for("flac", clip.sample_rate) == clip.sample_rate else "wav"
            files["sound"] = f"{stem}-{clip.digest}.{fmt}", lambda clip=clip, fmt=fmt: clip.encode(fmt)
        if cell.reply is not None and (raw := cell.reply.undecoded):
            files["undecoded"] = f"{stem}-{hashlib.sha256(raw).hexdigest()[:16]}.bin", lambda raw=raw: raw
        yield files


def _json(line: bytes) -> dict[str, Any] | None:
    if len(line) > LONGEST_LINE_BYTES:
        return None
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return plain if isinstance(plain, dict) else None


def _unreadable(place: Path, why: str) -> OmniError:
    return MediaError(
        _("{name} is not a readable comparison: {why}", name=place.name, why=why),
        code="no_comparison",
        repair=_("Give a folder or .zip that comparison.save(…) has written."),
    )
