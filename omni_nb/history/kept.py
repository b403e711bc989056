"""The last replies, in a small folder of the user's data directory, so that a restart loses nothing paid for.

One JSON and, with sound, one FLAC each; at most 200 and half a gigabyte. Off with
`OMNI_NB_KEEP=0` or `Omni(keep=False)`; elsewhere with `OMNI_NB_DATA_DIR`. It is no history: it
knows no search and no tags.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from omni_nb import errors
from omni_nb.errors import OmniError
from omni_nb.reply.reply import Reply, ToolCall
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost, Usage
from omni_nb.sound.clip import Clip

MOST_REPLIES, MOST_BYTES = 200, 512 << 20
_VERSION = 1


def folder() -> Path:
    """Where replies are kept."""
    if base := os.environ.get("OMNI_NB_DATA_DIR"):
        return Path(base) / "replies"
    import platformdirs

    return Path(platformdirs.user_data_dir("omni_nb", appauthor=False)) / "replies"


def switched_on() -> bool:
    """`OMNI_NB_KEEP` does not say no."""
    return os.environ.get("OMNI_NB_KEEP", "1").strip().lower() not in ("0", "no", "off", "false")


def keep(reply: Reply) -> None:
    """Write one reply, and let the oldest go. Sound first: a JSON file is the sign that all is there."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"{reply.created.replace(':', '').replace('+0000', 'Z')}-{reply.id}"
    if reply.audio is not None and len(reply.audio):
        _write(place / f"{stem}.flac", reply.audio.encode("flac"))
    _write(
        place / f"{stem}.json",
        json.dumps(_to_json(reply), ensure_ascii=False, indent=1).encode(errors="backslashreplace"),
    )
    _let_go(place)


def recent(n: int = 20) -> list[Reply]:
    """The last `n` replies that were kept, newest first. Damaged files are passed over."""
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    found = (_load(path) for path in sorted(folder().glob("*.json"), reverse=True))
    return [reply for _, reply in zip(range(n), (r for r in found if r is not None), strict=False)]


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _let_go(place: Path) -> None:
    total = 0
    for i, path in enumerate(sorted(place.glob("*.json"), reverse=True)):
        sound = path.with_suffix(".flac")
        total += path.stat().st_size + (sound.stat().st_size if sound.exists() else 0)
        if i and (i >= MOST_REPLIES or total > MOST_BYTES):
            path.unlink(missing_ok=True)
            sound.unlink(missing_ok=True)


def _to_json(reply: Reply) -> dict[str, Any]:
    plain = {
        f.name: getattr(reply, f.name)
        for f in dataclasses.fields(reply)
        if f.name not in ("audio", "error", "asked", "undecoded")
    }
    for name in ("usage", "cost", "timing"):
        plain[name] = dataclasses.asdict(plain[name]) if plain[name] is not None else None
    plain["tool_calls"] = [dataclasses.asdict(call) for call in reply.tool_calls]
    error = reply.error
    plain["error"] = error and {
        "kind": type(error).__name__,
        "code": error.code,
        "cause": error.cause,
        "repair": error.repair,
    }
    return {"version": _VERSION, **plain}


def _load(path: Path) -> Reply | None:
    try:
        plain = json.loads(path.read_bytes())
        plain.pop("version")
        sound = path.with_suffix(".flac")
        plain["audio"] = Clip.read(sound) if sound.exists() else None
        plain["usage"] = Usage(**plain["usage"]) if plain["usage"] else None
        plain["cost"] = Cost(**plain["cost"]) if plain["cost"] else None
        plain["timing"] = Timing(**{**plain["timing"], "seams": tuple(plain["timing"]["seams"])})
        plain["notes"] = tuple(plain["notes"])
        plain["tool_calls"] = tuple(ToolCall(**call) for call in plain.get("tool_calls", ()))
        plain["error"] = _error(plain["error"])
        return Reply(**plain)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OmniError):
        return None


def _error(plain: dict[str, str] | None) -> OmniError | None:
    if plain is None:
        return None
    kind = getattr(errors, plain["kind"], OmniError)
    return kind(plain["cause"], code=plain["code"], repair=plain["repair"])
