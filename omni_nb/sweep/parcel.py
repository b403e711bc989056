"""What is sent to a worker: a run whose media are hashes, and what server to ask. No key is in it.

A worker keeps the media that it was sent, as many as go into 256 MB; where it lacks one it says so, and is sent it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.prompt.media_part import MediaPart
from omni_nb.prompt.parts import FramesPart, Part, Prompt
from omni_nb.prompt.request import Request, Turn
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Work

_BY_HASH = "sha256:"
MOST_MEDIA_BYTES = 256 << 20


class MediaMissing(OmniError):
    """A worker has not got these media. Never seen by people: they are sent."""

    code = "media_missing"

    def __init__(self, hashes: tuple[str, ...] = (), **more: str) -> None:
        super().__init__(_("a worker lacks media of this run"), **more)
        self.hashes = hashes

    def __reduce__(self) -> tuple[type[MediaMissing], tuple[tuple[str, ...]]]:
        return MediaMissing, (self.hashes,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A run on its way.

    Attributes:
        site: Whom to ask.
        work: What; each medium without its bytes, their hash in the place of a URL.
        media: Bytes that the worker lacks, by hash.
    """

    site: Site
    work: Work
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def packed(work: Work, site: Site) -> tuple[Parcel, dict[str, bytes]]:
    """A run without the bytes of its media; and these, by hash."""
    media: dict[str, bytes] = {}

    def without(part: MediaPart) -> MediaPart:
        if part.data is None:
            return part
        hash = hashlib.sha256(part.data).hexdigest()
        media[hash] = part.data
        return dataclasses.replace(part, data=None, url=_BY_HASH + hash)

    request = _changed(work.request, without)
    return Parcel(site=site, work=dataclasses.replace(work, request=request)), media


class MediaShelf:
    """Media that a worker has been sent, the latest used."""

    def __init__(self, most_bytes: int = MOST_MEDIA_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size_bytes = 0

    def opened(self, parcel: Parcel) -> Work:
        """The run as it was before it was sent.

        Raises:
            MediaMissing: Some of its media are not here.
        """
        for hash, data in parcel.media.items():
            self._put(hash, data)
        missing: list[str] = []

        def with_bytes(part: MediaPart) -> MediaPart:
            if part.data is not None or part.url is None or not part.url.startswith(_BY_HASH):
                return part
            hash = part.url.removeprefix(_BY_HASH)
            data = parcel.media.get(hash, self._kept.get(hash))
            if data is None:
                missing.append(hash)
                return part
            if hash in self._kept:
                self._kept.move_to_end(hash)
            return dataclasses.replace(part, data=data, url=None)

        request = _changed(parcel.work.request, with_bytes)
        if missing:
            raise MediaMissing(tuple(dict.fromkeys(missing)))
        return dataclasses.replace(parcel.work, request=request)

    def _put(self, hash: str, data: bytes) -> None:
        if hash in self._kept or len(data) > self._most_bytes:
            return
        self._kept[hash] = data
        self._size_bytes += len(data)
        while self._size_bytes > self._most_bytes:
            self._size_bytes -= len(self._kept.popitem(last=False)[1])


def _changed(request: Request, change: Callable[[MediaPart], MediaPart]) -> Request:
    def part(each: Part) -> Part:
        if isinstance(each, FramesPart):
            return dataclasses.replace(each, frames=tuple(change(frame) for frame in each.frames))
        return change(each) if isinstance(each, MediaPart) else each

    def prompt(each: Prompt) -> Prompt:
        return dataclasses.replace(each, parts=tuple(part(p) for p in each.parts))

    turns = tuple(Turn(prompt(turn.prompt), turn.answer) for turn in request.turns)
    return dataclasses.replace(request, prompt=prompt(request.prompt), turns=turns)
