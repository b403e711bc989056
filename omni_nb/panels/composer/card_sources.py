"""Cards from what a person attaches: a file's bytes, a path, a URL. What cannot be sent is a card that says why.

Reading decodes, and may take seconds: call it on a thread.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from omni_nb import quantities
from omni_nb.errors import OmniError
from omni_nb.messages import _, clauses
from omni_nb.panels.composer.cards import Card, inline_note
from omni_nb.paths import read_bytes
from omni_nb.prompt import strings
from omni_nb.prompt.media_part import from_bytes
from omni_nb.prompt.parts import FramesPart, MediaPart, audio, image, medium, video
from omni_nb.show.media import thumbnail

_MOST_PATH_BYTES = 2 << 30


def card_of(part: MediaPart | FramesPart, *, id: str | None = None, name: str = "") -> Card:
    """Make a card of a part. It decodes the part for its small picture."""
    return Card(
        id=id or uuid.uuid4().hex[:8],
        name=name or ("" if isinstance(part, FramesPart) else part.name),
        part=part,
        note=str(clauses([part.note, inline_note(part)])),
        thumb=thumbnail(part),
    )


def read(data: bytes, name: str, id: str) -> Card:
    """Make a card of a file's bytes. What cannot be sent is a card too, with the reason. It decodes."""
    try:
        return card_of(from_bytes(data, name=name), id=id, name=name)
    except OmniError as err:
        words = err.sentence.removeprefix(name).lstrip(": ")  # which stands above it
    except Exception:  # a fault of ours; a card that loads for ever tells nobody
        words = str(_("cannot be read here. Open it elsewhere and save it again in a common format."))
    return Card(id=id, name=name, state="bad", error=words, size=len(data))


def read_path(path: str) -> Card:
    """Make a card of a file on the kernel's machine, or of a URL that was put where a path belongs."""
    id = uuid.uuid4().hex[:8]
    name = re.split(r"[/\\]", path.strip())[-1][:80] or path.strip()[:80] or str(_("(no path)"))
    try:
        place = strings.place_of(path)
        if place.path is None:
            return read_url(path, "")
        if place.path.is_file() and place.path.stat().st_size > _MOST_PATH_BYTES:
            size = quantities.size(place.path.stat().st_size)
            words = str(_("{name}: {size} is more than a notebook should hold. Trim it first.", name=name, size=size))
            return Card(id=id, name=name, state="bad", error=words)
        return read(read_bytes(place.path), place.path.name, id)
    except OmniError as err:
        return Card(id=id, name=name, state="bad", error=err.sentence)
    except ValueError as err:
        return Card(id=id, name=name, state="bad", error=str(err))
    except OSError:
        return Card(
            id=id,
            name=name,
            state="bad",
            error=str(_("{name} cannot be accessed: no permission. Give the path of another file.", name=name)),
        )


def read_url(url: str, kind: str) -> Card:
    """Make a card of a URL, which is not fetched here, or of a data URL. It may decode.

    Raises:
        ValueError: No URL, or it does not say what it is.
    """
    try:
        place = strings.place_of(url)
        if place.sort == "file" and not url.strip().lower().startswith("file:"):
            raise ValueError(_("{url} is not a URL: it should begin with https://", url=repr(url.strip()[:80])))
        if place.sort == "url" and not kind and place.kind is None:
            raise ValueError(
                _("the ending of that URL does not say what it is: choose picture, sound or video next to it")
            )
        made: dict[str, Callable[..., MediaPart | FramesPart]] = {"image": image, "audio": audio, "video": video}
        part = made[kind](url) if kind in made else medium(url)
    except OmniError as err:
        raise ValueError(err.sentence) from None
    return card_of(part, name="" if place.sort == "data" else str(getattr(part, "name", ""))[:80])
