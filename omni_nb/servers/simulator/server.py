"""A server of this machine, one thread with a loop, on a port: the simulator's, and a cassette's. The door to uvicorn.

Why uvicorn and starlette: routing, chunked bodies, limits, CORS, HEAD and flow control are not what this project is for, and
the standard library's server has none of the last four (a slow reader of 20 minutes cost 530 MB). They weigh 3 MB with click
and start as fast; h11 and anyio are there already, by openai.
"""

from __future__ import annotations

import asyncio
import errno
import functools
import json
import logging
import os
import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.servers.simulator import app, faults
from omni_nb.servers.simulator.app import DIALECT_HEADER, FAULT_HEADER, PACE_HEADER
from omni_nb.servers.simulator.dialects import USUAL, SimDialect, check_dialect
from omni_nb.servers.simulator.request import Refusal

__all__ = ["DIALECT_HEADER", "FAULT_HEADER", "PACE_HEADER", "LocalServer", "SimDialect", "Simulator", "shared"]

# Cuts are made on purpose, and request lines may hold what nobody should read: nothing is logged.
_SILENT = logging.Logger("omni_nb simulator")
_SILENT.addHandler(logging.NullHandler())
_SILENT.disabled = True


class LocalServer:
    """An application on a port of 127.0.0.1, on a thread of its own. A context manager; `base_url` is what to give to a client.

    Args:
        app: The application.
        stopping: Set when it is closed: what is under way ends.
        port: 0 takes a free one.
        name: Of the thread.

    Raises:
        OmniError: The port is taken.
    """

    def __init__(self, app: ASGIApp, *, stopping: asyncio.Event, port: int, name: str) -> None:
        self._stopping = stopping
        self._socket = _listening(port)
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            app, http=_Protocol, ws="none", loop="asyncio", lifespan="off", log_config=None, access_log=False,
            server_header=False, timeout_keep_alive=75, timeout_graceful_shutdown=2, backlog=512,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    @property
    def base_url(self) -> str:
        """For `OpenAI(base_url=…)`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def wait(self) -> None:
        """Until it is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop listening; replies under way are cut."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        if threading.current_thread() is not self._thread:  # a finalizer may run anywhere
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class Simulator(LocalServer):
    """The built-in server, on a thread of its own.

    Args:
        port: 0 takes a free one.
        dialect: How it writes the protocol. A request header `X-Omni-Sim-Dialect` wins.
        pace: 1.0 is the hosted service's pace, 0 is as fast as it goes, 2.0 twice as slow.
        fault: Faults by name, `"stall"` or `"429:2, padded-base64"`; a request header
            `X-Omni-Sim-Fault` adds to them. See `simulator.faults`.
        most_body_bytes: A larger request is refused (413) while it is read.
        body_timeout_s: A body of which nothing comes for so long is refused (408).

    A context manager; `base_url` is what to give to a client. It listens on 127.0.0.1 only.

    Raises:
        ValueError: No such dialect or fault, or a negative pace.
        OmniError: The port is taken.
    """

    def __init__(
        self, *, port: int = 0, dialect: SimDialect = USUAL, pace: float = 1.0, fault: str = "",
        most_body_bytes: int = 256 << 20, body_timeout_s: float = 30.0,
    ) -> None:  # fmt: skip
        check_dialect(dialect)
        if not 0 <= pace < float("inf"):
            raise ValueError(f"pace must be 0 (no waiting) or more, got {pace}")
        self.dialect, self.pace = dialect, pace
        settings = app.Settings(
            dialect=dialect, pace=pace, faults=faults.Faults(fault), stopping=asyncio.Event(), base_url=lambda: self.base_url,
            most_body_bytes=most_body_bytes, body_timeout_s=body_timeout_s,
        )  # fmt: skip
        super().__init__(app.make(settings), stopping=settings.stopping, port=port, name="omni_nb simulator")


def _listening(port: int) -> socket.socket:
    """A socket on this machine that clients may come to before the loop runs.

    With its protocol named: asyncio sets TCP_NODELAY only then, and without it each answer takes 44 ms, because its head
    and its body are two writes.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(512)
    except (OSError, OverflowError) as err:
        listening.close()
        problem = "is in use" if getattr(err, "errno", 0) == errno.EADDRINUSE else "cannot be listened at"
    else:
        return listening
    raise OmniError(
        f"port {port} of this machine {problem}",
        code="port",
        repair=_("Choose another port; 0 takes any free one."),
    )


@functools.cache
def shared() -> Simulator:
    """The one of this process, started when first asked for."""
    return Simulator()


class _Protocol(H11Protocol):
    """Refuses in JSON what is no HTTP, and logs nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.access_logger = _SILENT
        self.access_log = False

    def send_400_response(self, msg: str) -> None:
        body = json.dumps(
            Refusal(400, "This is no HTTP request that can be read.", code="invalid_http").envelope()
        ).encode()
        head = f"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()
