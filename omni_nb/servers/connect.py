"""Which transport leads to an address: the one place that knows them all.

Both are made when they are first needed: openai takes long to import, and the simulator is a server.
"""

from __future__ import annotations

import dataclasses
import weakref
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING

from omni_nb.servers.address import Address
from omni_nb.servers.transport import Arrival, LazyTransport, Transport
from omni_nb.wire.dialects.dialect import Json

if TYPE_CHECKING:
    from omni_nb.servers.simulator.server import Simulator


def transport_to(address: Address, headers: Mapping[str, str]) -> Transport:
    """The way to a server.

    Args:
        address: The server; one without a `base_url` is the simulator that all of this process share.
        headers: Further headers of every request.
    """
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
