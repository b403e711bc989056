"""The transport that records: it hands on every byte as it comes, and puts the whole into a cassette when it has ended.

The reply never waits for it while it comes, and never fails because of it. Times are those that the cassette will
hold, so that the live reply and its replay are equal.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from urllib.parse import urlsplit

from omni_nb import __version__, catalog
from omni_nb.errors import OmniError
from omni_nb.servers.address import Address
from omni_nb.servers.cassette.failures import plain_failure
from omni_nb.servers.cassette.question import question_of
from omni_nb.servers.cassette.scrub import Scrubber, struck
from omni_nb.servers.cassette.tape import Heard, lines_of
from omni_nb.servers.cassette.writing import CassetteFile
from omni_nb.servers.hosts import is_loopback
from omni_nb.servers.keys import piece_striker, striker
from omni_nb.servers.transport import Arrival, Transport
from omni_nb.wire.dialects.dialect import Json

_TICK_S = 1e-6  # times are whole millionths of a second, each later than the one before


class RecordingTransport:
    """A transport that records what another one brings.

    Args:
        inner: The way to the server.
        place: The cassette.
        address: The server; its key is struck out of what is recorded.
        headers: Further headers; none is recorded, and what they say of an account is struck out.
        clock: Seconds.

    Raises:
        CassetteError: It cannot be recorded there.
    """

    def __init__(
        self, inner: Transport, place: str, *, address: Address, headers: Mapping[str, str], clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        self.inner = inner
        self._clock = clock
        self._strike, self._strike_pieces = striker(address.key, headers), piece_striker(address.key, headers)
        self._known = dict.fromkeys(_private_parts(address), "‹address›") | dict.fromkeys(
            _telling_headers(headers), "‹header›"
        )
        self._numbers = itertools.count(1)
        self._file = CassetteFile(place, _head(address))

    @property
    def base_url(self) -> str:
        """As in `Transport`."""
        return self.inner.base_url

    @property
    def problem(self) -> OmniError | None:
        """Why the latest answer does not stand in the cassette, or None."""
        return self._file.problem

    async def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """As in `Transport`."""
        number, begun_s = next(self._numbers), self._clock()
        arrivals: list[Arrival] = []
        at_s, why, failure = 0.0, "left", None
        try:
            async with aclosing(self.inner.send(body, timeout_s=timeout_s)) as inner:
                async for came_s, data in inner:
                    at_s = max(round(came_s, 6), round(at_s + _TICK_S, 6)) if data else max(round(came_s, 6), at_s)
                    if data:
                        arrivals.append((at_s, data))
                    yield at_s, data
            why = "body"
        except OmniError as err:
            why, failure = "error", err
            at_s = max(at_s, round(self._clock() - begun_s, 6)) if not arrivals else at_s
            raise
        except asyncio.CancelledError:
            why = "stopped"
            raise
        finally:
            heard = Heard(arrivals=arrivals, end_s=at_s, why=why)  # type: ignore[arg-type]
            await asyncio.shield(asyncio.to_thread(self._keep, body, heard, failure, number))

    def _keep(self, body: Json, heard: Heard, failure: OmniError | None, number: int) -> None:
        question = question_of(body)
        scrubber = self._scrubber()
        plain = None if failure is None else plain_failure(failure, scrubber)
        lines, sound = lines_of(
            Heard(arrivals=heard.arrivals, end_s=heard.end_s, why=heard.why, failure=plain), scrubber
        )
        asked = struck(question.content, self._strike)  # no more than that: by this it is found again
        self._file.append([{"ask": asked, "form": question.form, "take": self._take(number)}, *lines], sound)

    def _scrubber(self) -> Scrubber:
        return Scrubber(strike=self._strike, strike_pieces=self._strike_pieces, known=dict(self._known))

    def _take(self, number: int) -> str:
        return f"{self._file.session} {number}"

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """As in `Transport`."""
        number = next(self._numbers)
        try:
            ids = await self.inner.model_ids(timeout_s=timeout_s)
        except OmniError as err:
            line: Json = {"models": None, "error": plain_failure(err, self._scrubber())}
            await asyncio.to_thread(self._file.append, [line | {"take": self._take(number)}])
            raise
        await asyncio.to_thread(self._file.append, [{"models": ids, "take": self._take(number)}])
        return ids

    async def close(self) -> None:
        """As in `Transport`."""
        await self.inner.close()


def _head(address: Address) -> Json:
    """Which server it was, if anybody may know it: an address of somebody's own may hold an account."""
    owner = catalog.host(address.host)
    server = "simulator" if address.simulated else owner.id if owner else "other"
    region = next((name for name, url in (owner.regions if owner else {}).items() if url == address.base_url), None)
    return {"made_by": f"omni_nb {__version__}", "server": server, **({"region": region} if region else {})}


def _private_parts(address: Address) -> list[str]:
    """What of an address may be somebody's own: long parts of its path, and the whole name of a host that nobody knows."""
    split = urlsplit(address.base_url or "")
    parts = [p for p in split.path.split("/") if len(p) >= 6 and any(c.isdigit() for c in p)]
    host = split.hostname or ""
    if host and catalog.host(host) is None and not is_loopback(host):
        parts.append(split.netloc)
        parts.append(host)
    return sorted(set(parts), key=len, reverse=True)


_WHOSE_HEADER = ("account", "organization", "org", "project", "workspace", "tenant", "user", "client", "customer", "id")


def _telling_headers(headers: Mapping[str, str]) -> list[str]:
    return [
        v
        for name, v in headers.items()
        if len(v) >= 4 and set(name.lower().replace("_", "-").split("-")) & set(_WHOSE_HEADER)
    ]
