"""Which transport leads to an address: the one place that knows them all.

Both are made when they are first needed: openai takes long to import, and the simulator is a server.
"""

from __future__ import annotations

import dataclasses
import warnings
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.servers.address import Address, resolve
from omni_nb.servers.keys import Secret, clean_headers
from omni_nb.servers.transport import Arrival, LazyTransport, Transport
from omni_nb.wire.dialects.dialect import Json

if TYPE_CHECKING:
    from omni_nb.servers.simulator.server import Simulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way to a server, or to a cassette that plays one.

    Attributes:
        address, transport: As they are called.
        headers: Further headers of every request, checked.
        sleep: Waits between two tries; None: as long as it is.
        clock: Seconds, by which `sleep` takes as long as it is told to; None: the machine's.
        notices: What is to be said of a reply that has just come: that it could not be recorded.
    """

    address: Address
    transport: Transport
    headers: Mapping[str, str]
    sleep: Callable[[float], Awaitable[None]] | None = None
    clock: Callable[[], float] | None = None
    notices: Callable[[], Sequence[Note]] = tuple


def way_to(
    *, key: Secret | None, region: str | None, base_url: str | None, server: str | None, trusted: bool, headers: Mapping[str, str] | None,
    record: str | None = None, replay: str | None = None, speed: float = 1.0,
) -> Way:  # fmt: skip
    """Choose it; for the arguments see `Omni`. With `replay` no server is asked, so those that name one count for nothing.

    Raises:
        KeyMissing, NetworkMisconfigured, ValueError: See `resolve`.
        CassetteError, FileMissing: The cassette cannot be used.
    """
    further = clean_headers(headers or {})
    if record is not None and replay is not None:
        raise ValueError(_("record= and replay= cannot go together: one asks a server, the other asks none"))
    if replay is not None:
        return _replay(replay, speed, further)
    address = resolve(key=key, region=region, base_url=base_url, server=server, trusted=trusted)
    transport = transport_to(address, further)
    if record is None:
        return Way(address=address, transport=transport, headers=further)
    from omni_nb.servers.cassette.recorder import RecordingTransport

    recorder = RecordingTransport(transport, record, address=address, headers=further)

    def notices() -> Sequence[Note]:
        problem = recorder.problem
        if problem is None:
            return ()
        if problem.code == "not_recorded_at_all":
            return (Note("not_recorded", _("this answer is not in the cassette: {why}", why=problem.cause)),)
        return (Note("not_recorded", _("this answer is not in the cassette yet: {why}", why=problem.cause)),)

    return Way(address=address, transport=recorder, headers=further, notices=notices)


def _replay(place: str, speed: float, headers: Mapping[str, str]) -> Way:
    from omni_nb.servers.cassette.player import ReplayTransport

    player = ReplayTransport(place, speed=speed)
    if player.damage is not None:
        warnings.warn(player.damage, stacklevel=4)
    return Way(address=player.address, transport=player, headers=headers, sleep=player.waits, clock=player.now)


def instead(transport: Transport, other: Transport) -> Transport:
    """Another way to the server in the place of the one that a transport takes: a recorder goes on recording, a cassette plays."""
    known: Any = transport
    if hasattr(known, "waits"):
        return transport
    if hasattr(known, "problem"):
        known.inner = other
        return transport
    return other


def of_cassette(transport: Transport) -> bool:
    """It records to a cassette, or plays one."""
    return hasattr(transport, "problem") or hasattr(transport, "waits")


def transport_to(address: Address, headers: Mapping[str, str], *, at: str | None = None) -> Transport:
    """The way to a server.

    Args:
        address: The server; one without a `base_url` is the simulator that all of this process share.
        headers: Further headers of every request.
        at: Where the simulator is, if it is another program's.
    """
    if at is not None:
        return _over_http(address, at, headers)
    if address.base_url is None:
        return SimulatorTransport(address, headers)
    return _over_http(address, address.base_url, headers)


def _over_http(address: Address, base_url: str, headers: Mapping[str, str]) -> LazyTransport:
    reached = dataclasses.replace(address, base_url=base_url)

    def make() -> Transport:
        from omni_nb.servers.openai_sdk import OpenAITransport

        return OpenAITransport(reached, headers=headers)

    return LazyTransport(base_url, make)


class SimulatorTransport:
    """The built-in simulator, started when it is first needed, and asked over real HTTP on this machine.

    A short cut past the sockets would be faster, and would hide what goes wrong in them.

    Args:
        address: Of the simulator.
        headers: Further headers of every request.
        simulator: One of one's own, which is closed when this is let go. None: the one of this process.
    """

    def __init__(self, address: Address, headers: Mapping[str, str], simulator: Simulator | None = None) -> None:
        self._address, self._headers = address, dict(headers)
        self._http: LazyTransport | None = None
        self._simulator = simulator
        if simulator is not None:
            weakref.finalize(self, simulator.close)

    @property
    def base_url(self) -> str:
        """As in `Transport`. The port is known once it is started: it is."""
        return self._reached().base_url

    def _reached(self) -> LazyTransport:
        if self._http is None:
            from omni_nb.servers.simulator.server import shared

            started = self._simulator or shared()
            self._http = _over_http(self._address, started.base_url, self._headers)
        return self._http

    def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """As in `Transport`."""
        return self._reached().send(body, timeout_s=timeout_s)

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """As in `Transport`."""
        return await self._reached().model_ids(timeout_s=timeout_s)

    async def close(self) -> None:
        """As in `Transport`. The simulator goes on: others may be asking it."""
        await self._reached().close()
