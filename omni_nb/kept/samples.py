"""Samples of voices on disk, so that a voice is asked to speak once and not once a kernel.

One file each, beside the kept replies: a line of JSON (what was asked, what came) and behind it the sound as FLAC. At
most 64 MB; those that were heard longest ago go first. Several kernels may write there: a file is put in its place
whole, and one that is damaged, or of something else, is passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from omni_nb.errors import OmniError
from omni_nb.kept import disk
from omni_nb.messages import _
from omni_nb.sound.clip import Clip

MOST_BYTES = 64 << 20
_LONGEST = 16 << 20  # bytes of one file: half an hour of a voice is no sample
_VERSION = 1
_OURS = re.compile(r"[0-9a-f]{32}\.sample")
_HALF = re.compile(r"\.new-\w{8}")
_ABANDONED_S = 3600.0
_told: set[str] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleKey:
    """What was asked: the same voice of the same model on the same server, with the same words.

    Attributes:
        server: Its address, or what it is called.
    """

    server: str
    model: str
    voice: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSample:
    """What a voice said.

    Attributes:
        clip: The sound.
        text: The service's own text of it.
        simulated: It is the built-in simulator's voice, and not the service's.
    """

    clip: Clip
    text: str = ""
    simulated: bool = False


def folder() -> Path:
    """Where samples are kept."""
    return disk.data_folder() / "samples"


def find(key: SampleKey) -> VoiceSample | None:
    """The sample that was kept, or None: there is none, or its file is damaged."""
    try:
        path = _path(key)
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST:
            return None
        head, _, sound = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["version"] != _VERSION or said["key"] != asdict(key) or said["sha256"] != _digest(sound):
            return None
        sample = VoiceSample(clip=Clip.read(sound), text=str(said["text"]), simulated=said["simulated"] is True)
    except (OSError, OmniError, ValueError, KeyError, TypeError, RecursionError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # it was heard now: others go first
    return sample


def keep(key: SampleKey, sample: VoiceSample) -> None:
    """Write a sample, and let go those that were heard longest ago.

    Raises:
        OmniError: It could not be written (`code` is `not_kept`). Each reason is said once in a process.
    """
    try:
        _keep(key, sample)
    except (OSError, OmniError) as err:
        why = disk.reason(err)
    else:
        _told.clear()
        return
    if (told := f"{os.environ.get('OMNI_NB_DATA_DIR')}: {why}") not in _told:
        _told.add(told)
        raise disk.not_kept(_("samples of voices"), folder, why)


def _keep(key: SampleKey, sample: VoiceSample) -> None:
    sound = sample.clip.encode("flac")
    head: dict[str, Any] = {
        "version": _VERSION, "key": asdict(key), "text": sample.text, "simulated": sample.simulated, "sha256": _digest(sound),
    }  # fmt: skip
    line = json.dumps(head)  # ASCII: half a character of a hostile name is written as an escape
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    disk.write(path, line.encode() + b"\n" + sound)
    _let_go(path)


def _path(key: SampleKey) -> Path:
    named = json.dumps(asdict(key), sort_keys=True)
    return folder() / f"{_digest(named.encode())[:32]}.sample"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _let_go(newest: Path) -> None:
    """Delete what is too much, and what a killed process left behind. Others may do the same meanwhile."""
    total, found = 0, []
    for entry in os.scandir(newest.parent):
        try:
            if not entry.is_file(follow_symlinks=False):
                continue
            seen = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if _OURS.fullmatch(entry.name):
            found.append((entry.name != newest.name, -seen.st_mtime, seen.st_size, entry.path))
        elif _HALF.fullmatch(entry.name) and time.time() - seen.st_mtime > _ABANDONED_S:
            Path(entry.path).unlink(missing_ok=True)
    for old, _seen, size, place in sorted(found):
        total += size
        if old and total > MOST_BYTES:
            with contextlib.suppress(OSError):
                Path(place).unlink(missing_ok=True)
