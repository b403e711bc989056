"""A cassette as an ASGI application: any client of chat completions asks it, and hears what was recorded.

Whoever may ask, and how bodies are read, is as for the simulator.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from omni_nb.errors import NotRecorded, OmniError, ServerError
from omni_nb.servers.cassette.player import ReplayTransport, failure_at_the_end
from omni_nb.servers.cassette.reading import Recorded
from omni_nb.servers.simulator.app import for_this_machine, parsed, whole_body
from omni_nb.servers.simulator.pump import Pumped

_MOST_BODY_BYTES = 256 << 20
_BODY_TIMEOUT_S = 30.0
_DONE = b"data: [DONE]"
_NO_ANSWER = 502  # nothing was heard of the server when it was recorded


class _Document(Pumped):
    """An answer in one piece, written as it came."""

    media_type = "application/json"


def make(
    player: ReplayTransport, *, name: str, speed: float, stopping: asyncio.Event, base_url: Callable[[], str]
) -> ASGIApp:
    """The application.

    Args:
        player: The cassette.
        name: Its name, for whoever looks.
        speed: As in `Omni`.
        stopping: Set when the server is closed.
        base_url: What to give to a client.
    """

    async def complete(request: Request) -> Response:
        body = parsed(await whole_body(request, _MOST_BODY_BYTES, _BODY_TIMEOUT_S))
        try:
            recorded = await player.recorded(body)
        except OmniError as err:
            return _refusal(err, 404 if isinstance(err, NotRecorded) else 500, speed)
        failure = failure_at_the_end(recorded)
        if failure is not None and not recorded.arrivals:
            await player.waits(recorded.end_s)
            return _refusal(failure, getattr(failure, "status", None) or _NO_ANSWER, speed)
        kind = Pumped if body.get("stream") else _Document
        return kind(iter(_steps(recorded, failure)), 0.0 if math.isinf(speed) else 1 / speed, stopping)

    async def models(request: Request) -> Response:
        try:
            ids = await player.model_ids(timeout_s=_BODY_TIMEOUT_S)
        except OmniError as err:
            return _refusal(err, getattr(err, "status", None) or _NO_ANSWER, speed)
        entries = [{"id": id, "object": "model", "created": 0, "owned_by": "omni_nb-cassette"} for id in ids]
        return JSONResponse({"object": "list", "data": entries})

    async def hello(request: Request) -> Response:
        return JSONResponse({"omni_nb": "cassette", "name": name, "base_url": base_url()})

    # `/v1`, `/compatible-mode/v1` or nothing before it: a client's base_url decides
    routes = [Route("/", hello), Route("/v1", hello)]
    for prefix in ("", "/{prefix:path}"):
        routes += [Route(f"{prefix}/chat/completions", complete, methods=["POST"]), Route(f"{prefix}/models", models)]
    return for_this_machine(routes)


def _steps(recorded: Recorded, failure: OmniError | None) -> list[tuple[float, bytes]]:
    """What is written, with its times. A line that was cut is cut; one that was left behind its last word ended there."""
    whole = failure is None or any(_DONE in data for _at_s, data in recorded.arrivals[-2:])
    return recorded.arrivals if whole else [*recorded.arrivals, (recorded.end_s, b"")]


def _refusal(err: OmniError, status: int, speed: float) -> Response:
    """As services write them. A service's own words come as they were; how long it wants to be waited for, at this speed."""
    words = err.service_message if isinstance(err, ServerError) and err.service_message else str(err.message)
    code = (err.service_code if isinstance(err, ServerError) else None) or err.code
    inner: dict[str, Any] = {"message": words, "type": code, "param": getattr(err, "param", None), "code": code}
    wait_s = getattr(err, "retry_after_s", None)
    headers = {} if wait_s is None else {"Retry-After": f"{wait_s / speed:g}"}
    if wait_s is not None and speed != 1.0:  # openai's client takes a 0 for no word at all, and waits as it likes
        headers["Retry-After-Ms"] = f"{max(wait_s * 1e3 / speed, 1.0):g}"
    return JSONResponse({"error": inner}, status, headers)
