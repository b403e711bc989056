"""The transport that plays a cassette: what was recorded comes again, with its times, its errors and its end.

It opens no connection. Each arrival tells the time at which it came when it was recorded, whatever the speed, so the
timing of a reply is the recorded one; the speed only decides how long one waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Literal

from omni_nb import catalog
from omni_nb.errors import CassetteError, OmniError, StreamBroken
from omni_nb.messages import Message, _
from omni_nb.paths import local_path
from omni_nb.servers.address import Address
from omni_nb.servers.cassette import contents, reading
from omni_nb.servers.cassette.contents import Contents, Place
from omni_nb.servers.cassette.failures import failure_of
from omni_nb.servers.cassette.nearest import nearest_of, not_recorded, summary
from omni_nb.servers.cassette.question import Question, key_of, question_of
from omni_nb.servers.cassette.reading import Recorded
from omni_nb.servers.keys import EMPTY
from omni_nb.servers.transport import Arrival
from omni_nb.wire.dialects.dialect import Json

NOWHERE = "http://cassette.invalid/v1"  # a name that no server may have (RFC 2606)
_LARGE_BODY_BYTES = 1 << 20
_BREATH_S = 0.005  # at full speed others on the event loop get their turn so often
_MOST_KEPT = 4  # recordings in memory: cells are run again, and a comparison asks the same several times
_OF_FORM = (400, 415, 422)  # refusals of how it was written


class ReplayTransport:
    """A transport that plays a cassette.

    Args:
        place: The file.
        speed: 1.0 as it was, 2.0 twice as fast, infinity at once.
        clock, sleep: For tests.

    Attributes:
        damage: What of the file cannot be played, in a sentence; or None.

    Raises:
        FileMissing: There is no such file.
        CassetteError: It is no cassette, or one of a later version.
    """

    base_url = NOWHERE

    def __init__(
        self, place: str | os.PathLike[str], *, speed: float = 1.0, clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        self._path = local_path(place).absolute()
        self._speed, self._clock, self._sleep = speed, clock, sleep
        self._skipped_s = 0.0
        self._played: dict[tuple[str, str], int] = {}
        self._kept: dict[tuple[int, tuple[int, int]], Recorded] = {}
        self._seen = _state(self._path)
        self._contents = contents.scan(self._path)
        self._by_key = _sorted(self._contents)
        damage = self._contents.damage
        self.damage: Message | None = contents.told(self._path.name, damage) if damage else None

    @property
    def questions(self) -> list[Place]:
        """All that is recorded."""
        return self._contents.places

    def listing(self) -> list[Message]:
        """Each question once, a line for each, in the order in which they were asked."""
        once = {place.key: place for place in reversed(self.questions)}
        return [summary(reading.asked(self._path, p), p.status) for p in reversed(once.values())]

    @property
    def address(self) -> Address:
        """What the recorded server was, as far as a cassette tells; a key is not needed."""
        heads = self._contents.heads
        head = heads[-1] if heads else {}
        owner = catalog.host_called(str(head.get("server")))
        simulated = any(h.get("server") == "simulator" for h in heads)
        name: str = _("the simulator") if simulated else owner.name if owner else _("another server")
        url = (owner.regions.get(str(head.get("region"))) or owner.url) if owner else NOWHERE
        title = _("{server}, replayed from {name}", server=name, name=self._path.name)
        return Address(base_url=None if simulated else url, key=EMPTY, title=title)

    async def waits(self, seconds: float) -> None:
        """Wait so long, at the speed of the cassette: between two tries of a question."""
        waited_s = seconds / self._speed
        await self._sleep(waited_s)
        self._skipped_s += seconds - waited_s

    def now(self) -> float:
        """Seconds by a clock on which `waits` takes as long as it was told to, for whoever waits until a time."""
        return self._clock() + self._skipped_s

    async def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """As in `Transport`, from the cassette."""
        begun_s = self._clock()
        recorded = await self.recorded(body)
        breath_s = begun_s
        for at_s, data in recorded.arrivals:
            breath_s = await self._until(begun_s + at_s / self._speed, breath_s)
            yield at_s, data
        await self._until(begun_s + recorded.end_s / self._speed, breath_s)
        if recorded.why in ("body", "error"):
            yield recorded.end_s, b""
        if (failure := failure_at_the_end(recorded)) is not None:
            raise failure

    async def recorded(self, body: Json) -> Recorded:
        """The recording that answers now.

        Raises:
            NotRecorded: There is none.
            CassetteError: It is damaged.
        """
        large = sum(len(str(m)) for m in body.get("messages") or ()) > _LARGE_BODY_BYTES
        question = await asyncio.to_thread(question_of, body) if large else question_of(body)
        if (place := self._next(question)) is None and _state(self._path) != self._seen:
            await asyncio.to_thread(self._look_again)  # somebody records to it meanwhile
            place = self._next(question)
        if place is None:
            raise await asyncio.to_thread(self._not_recorded, question)
        return await asyncio.to_thread(self._read, place)

    def _read(self, place: Place) -> Recorded:
        """It, from the file or as it was read a moment ago."""
        now = place.offset, _state(self._path)
        if (recorded := self._kept.get(now)) is None:
            recorded = self._read_anew(place)
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[now] = recorded
        return recorded

    def _read_anew(self, place: Place) -> Recorded:
        with contextlib.suppress(CassetteError):
            recorded = reading.read(self._path, place)
            if key_of(recorded.content) == place.key:
                return recorded
        self._look_again()  # damaged; or lines were put in or taken out above it
        moved = [p for p in self._by_key.get(place.key, ()) if (p.form, p.number) == (place.form, place.number)]
        return reading.read(self._path, moved[0] if moved else place)

    def _look_again(self) -> None:
        self._seen = _state(self._path)
        self._contents = contents.scan(self._path)
        self._by_key = _sorted(self._contents)

    def _next(self, question: Question) -> Place | None:
        """In the order in which they were recorded, and then from the beginning."""
        places = self._by_key.get(question.key, [])
        same = [p for p in places if p.form == question.form]
        fitting = same or [p for p in places if p.status not in _OF_FORM] or places
        if not fitting:
            return self._refusal_of_sound(question)
        turn = question.key, question.form if same else ""
        n = self._played.get(turn, 0)
        self._played[turn] = n + 1
        return fitting[n % len(fitting)]

    def _refusal_of_sound(self, question: Question) -> Place | None:
        """A server that refused sound once was asked for words alone from then on, and would refuse it again."""
        if question.content.get("sound") is not True:
            return None
        silent = {k: v for k, v in question.content.items() if k not in ("sound", "voice")}
        if key_of(silent) not in self._by_key:
            return None
        model = str(question.content.get("model"))
        return next((p for p in self.questions if p.sound and p.status in _OF_FORM and p.model == model), None)

    def _not_recorded(self, question: Question) -> OmniError:
        nearest = nearest_of(self.questions, question)
        content: Json | None = None
        if nearest is not None:
            with contextlib.suppress(OmniError):
                content = reading.asked(self._path, nearest)
        return not_recorded(self._path.name, question, content, len({p.key for p in self.questions}))

    async def _until(self, when_s: float, breath_s: float) -> float:
        """Wait, and tell when others had their turn last."""
        now = self._clock()
        if when_s > now:
            await self._sleep(when_s - now)
        elif now - breath_s > _BREATH_S:
            await asyncio.sleep(0)
        else:
            return breath_s
        return self._clock()

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """As in `Transport`: what the server listed; where that was not recorded, the models that are."""
        if not self._contents.models:
            return sorted({p.model for p in self.questions if p.status is None})
        latest = self._contents.models[-1]
        if latest.get("error") is not None:
            raise failure_of(latest["error"])
        return [str(id) for id in latest.get("models") or ()]

    async def close(self) -> None:
        """As in `Transport`."""


def failure_at_the_end(recorded: Recorded) -> OmniError | None:
    """With what an answer ends that is not whole, or whose reader left it."""
    if recorded.failure is not None:
        return failure_of(recorded.failure)
    if recorded.why == "body":
        return None
    what = (
        _("it was stopped when it was recorded") if recorded.why == "stopped" else _("nothing more of it was recorded")
    )
    code: Literal["stopped", "incomplete"] = "stopped" if recorded.why == "stopped" else "incomplete"
    return StreamBroken(
        _("the recording ends here: {what}", what=what), code=code, repair=_("Record the question again for the whole.")
    )


def _sorted(found: Contents) -> dict[str, list[Place]]:
    """Recordings by question: those of the latest session in which it was asked."""
    out: dict[str, list[Place]] = {}
    for place in found.places:
        known = out.setdefault(place.key, [])
        if known and known[0].session != place.session:
            known.clear()
        known.append(place)
    return out


def _state(path: Path) -> tuple[int, int]:
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_size, found.st_mtime_ns
    return 0, 0
