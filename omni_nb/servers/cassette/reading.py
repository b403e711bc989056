"""One recording of a cassette, read where it stands: the bytes with their times, and how it ended. It writes nothing."""

from __future__ import annotations

import contextlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from omni_nb import paths
from omni_nb.errors import CassetteError, OmniError
from omni_nb.messages import _
from omni_nb.servers.cassette import sounds
from omni_nb.servers.cassette.contents import MOST_LINE, Place, no_cassette, parsed
from omni_nb.servers.cassette.tape import Style, arrivals_of, style_of
from omni_nb.servers.transport import Arrival
from omni_nb.wire.dialects.dialect import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recording, read: the bytes with their times, and how it ended.

    Attributes:
        content: What was asked.
        arrivals: As in `Heard`; so are `end_s`, `why` and `failure`.
    """

    content: Json
    arrivals: list[Arrival]
    end_s: float
    why: str
    failure: Json | None


def sounds_folder(path: Path) -> Path:
    """Where the sounds of a cassette are."""
    return path.with_name(path.name + ".sounds")


def read(path: Path, place: Place) -> Recorded:
    """One recording.

    Raises:
        CassetteError: It is damaged: the file or a sound beside it.
    """
    style: Style | None = None
    content: Json = {}
    lines: list[Json] = []
    number = place.line
    try:
        with paths.opened(path) as file:
            file.seek(place.offset)
            for number, line in enumerate(iter(file.readline, b""), place.line):
                if not line.strip() or line.lstrip().startswith(b"#"):
                    continue
                plain = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
                if "ask" in plain and number == place.line:
                    content = plain["ask"]
                elif "answer" in plain:
                    style = style_of(plain["answer"])
                elif "at" in plain:
                    lines.append(plain)
                else:
                    return _recorded(path, content, style, lines, plain)
    except OmniError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        pass
    raise CassetteError(
        _("{name}: line {line} cannot be read, so its recording cannot be played", name=path.name, line=number),
        code="damaged",
        repair=_("Mend the line, take it from an earlier version of the file, or record the question again."),
    )


def asked(path: Path, place: Place) -> Json:
    """What was asked in one recording.

    Raises:
        CassetteError: The file was changed meanwhile.
    """
    with paths.opened(path) as file:
        file.seek(place.offset)
        plain = parsed(file.readline(MOST_LINE).removeprefix(b"\xef\xbb\xbf"))
    if plain is None or not isinstance(plain.get("ask"), dict):
        raise no_cassette(path.name)
    content: Json = plain["ask"]
    return content


def _recorded(path: Path, content: Json, style: Style | None, lines: list[Json], end: Json) -> Recorded:
    failure = end.get("error")
    if type(end["end"]) not in (int, float):
        raise ValueError(end)
    return Recorded(
        content=content, arrivals=arrivals_of(lines, style, _sound(path, end)), end_s=float(end["end"]), why=str(end.get("why")),
        failure=failure if isinstance(failure, dict) else None,
    )  # fmt: skip


def _sound(path: Path, end: Json) -> bytes:
    if "sound" not in end:
        return b""
    name = str(end["sound"])
    if os.path.basename(name) != name or not re.fullmatch(r"[0-9a-f]{16}\.(?:flac|bin)", name):
        raise ValueError(name)
    own = sounds_folder(path)
    sound = None
    for folder in [own, *sorted(path.parent.glob("*.sounds"))]:  # of a cassette that was renamed: a hash is its name
        with contextlib.suppress(OmniError):
            sound = sounds.unpacked(name, paths.read_bytes(folder / name), int(end["sound_bytes"]))
        if sound is not None:
            break
    if sound is None:
        raise CassetteError(
            _("the sound {file} of this recording is missing or damaged", file=f"{own.name}/{name}"),
            code="sound_lost",
            repair=_("Keep the folder {folder} beside the cassette: it holds its sounds.", folder=own.name),
        )
    return sound
