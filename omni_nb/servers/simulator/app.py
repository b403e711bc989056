"""The simulator as an ASGI application: who may ask, routes and bodies. The door to starlette.

Routing, CORS, HEAD and chunked bodies are starlette's. Ours is what a server for lessons needs beside them: every refusal
in JSON, and nobody but this machine. Replies are written by `pump`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omni_nb import __version__, catalog
from omni_nb.servers.hosts import is_loopback
from omni_nb.servers.simulator import answers, faults, framing, openapi, pump, refusals
from omni_nb.servers.simulator.dialects import check_dialect
from omni_nb.servers.simulator.framing import Framing
from omni_nb.servers.simulator.request import Json, Refusal, read
from omni_nb.servers.simulator.speech import Speech

FAULT_HEADER, DIALECT_HEADER, PACE_HEADER = "X-Omni-Sim-Fault", "X-Omni-Sim-Dialect", "X-Omni-Sim-Pace"
_LOOPBACK_ORIGIN = r"https?://(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?"


@dataclass(slots=True, kw_only=True)
class Settings:
    """How a simulator behaves; `stopping` is set when it is closed."""

    dialect: str
    pace: float
    faults: faults.Faults
    stopping: asyncio.Event
    base_url: Callable[[], str]
    most_body_bytes: int = 256 << 20
    body_timeout_s: float = 30.0


def make(settings: Settings) -> ASGIApp:
    """The application."""

    async def complete(request: Request) -> Response:
        return await _complete(request, settings)

    async def description(request: Request) -> Response:
        return JSONResponse(openapi.document(__version__, settings.base_url()))

    async def hello(request: Request) -> Response:
        return JSONResponse({"omni_nb": "simulator", "base_url": settings.base_url(), "openapi": "/openapi.json"})

    # `/v1`, `/compatible-mode/v1` or nothing before it: a client's base_url decides
    routes = [
        Route("/", hello), Route("/v1", hello), Route("/v1/", hello), Route("/openapi.json", description), Route("/v1/openapi.json", description),
        *(Route(f"{prefix}/chat/completions{end}", complete, methods=["POST"]) for prefix in ("", "/{prefix:path}") for end in ("", "/")),
        *(Route(f"{prefix}/models{end}", _models) for prefix in ("", "/{prefix:path}") for end in ("", "/")),
        Route("/models/{id:path}", _model), Route("/{prefix:path}/models/{id:path}", _model),
    ]  # fmt: skip
    return for_this_machine(routes)


def for_this_machine(routes: list[Route]) -> ASGIApp:
    """An application of these routes for programs and pages of this machine alone; every refusal is JSON."""
    cors = Middleware(
        CORSMiddleware, allow_origin_regex=_LOOPBACK_ORIGIN, allow_methods=["GET", "POST", "HEAD"], allow_headers=["*"],
        expose_headers=["X-Request-Id", "Retry-After"], max_age=600,
    )  # fmt: skip
    return Starlette(
        routes=routes, middleware=[Middleware(_OnlyThisMachine), cors],
        exception_handlers={Refusal: _refused, HTTPException: _no_route, ClientDisconnect: _nobody, Exception: _failed},
    )  # fmt: skip


class _OnlyThisMachine:
    """Refuses who calls this machine by another name, and writes headers as scripts look for them.

    A page of the web that points a name of its own at 127.0.0.1 (DNS rebinding) still sends that name as `Host`. And
    starlette writes `content-type`, where many a script compares `Content-Type` to the letter.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_titled(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [(name.title(), value) for name, value in message["headers"]]}
            await send(message)

        host = dict(scope.get("headers") or ()).get(b"host", b"").decode("latin-1")
        if host and not is_loopback(re.sub(r":\d*$", "", host).strip("[]").lower()):
            refusal = Refusal(
                403,
                f"This server answers to this machine only; the Host header says {host[:80]!r}.",
                code="forbidden_host",
            )
            await _refused(None, refusal)(scope, receive, send_titled)
            return
        await self._app(scope, receive, send_titled)


# -- refusals ----------------------------------------------------------------------------------


def _refused(_request: Request | None, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    document = refusal.envelope()
    return JSONResponse(document, refusal.status, {**refusal.headers, "X-Request-Id": document["request_id"]})


def _no_route(request: Request, err: Exception) -> Response:
    assert isinstance(err, HTTPException)
    what = "Not found" if err.status_code == 404 else str(err.detail)
    code = {404: "not_found", 405: "method_not_allowed"}.get(err.status_code, "invalid_request_error")
    words = f"{what}: {request.method} {request.url.path[:80]}"
    return _refused(request, Refusal(err.status_code, words, code=code, headers=dict(err.headers or {})))


def _nobody(_request: Request, _err: Exception) -> Response:
    return Response(status_code=499)  # the client left before its body was here: nobody reads this


def _failed(request: Request, err: Exception) -> Response:
    """A mistake of ours: told as a server would, without a traceback on anybody's screen."""
    return _refused(
        request,
        Refusal(500, f"The server failed: {type(err).__name__}.", code="internal_error", type="internal_error"),
    )


# -- models ------------------------------------------------------------------------------------


def _models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_entry(m.id) for m in catalog.models()]})


def _model(request: Request) -> Response:
    id = request.path_params["id"]
    if id not in {m.id for m in catalog.models()}:
        raise Refusal(
            404,
            f"The model `{id[:80]}` does not exist or you do not have access to it.",
            code="model_not_found",
            param="model",
        )
    return JSONResponse(_entry(id))


def _entry(id: str) -> Json:
    return {"id": id, "object": "model", "created": 1_757_647_879, "owned_by": "omni_nb-simulator"}


# -- a completion ------------------------------------------------------------------------------


async def _complete(request: Request, settings: Settings) -> Response:
    active, dialect, pace = _wishes(request, settings)
    data = await whole_body(request, settings.most_body_bytes, settings.body_timeout_s)
    faults.refuse(active)
    # in a thread: pictures, videos and speech are made of seconds of work
    return await asyncio.to_thread(_answer, data, active, dialect, pace, settings)


def _wishes(request: Request, settings: Settings) -> tuple[frozenset[str], str, float]:
    """Faults, dialect and pace: the server's, or those that the request's headers name."""
    headers = request.headers
    try:
        dialect = check_dialect(headers.get(DIALECT_HEADER) or settings.dialect)
        pace = float(headers.get(PACE_HEADER) or settings.pace)
        if not 0 <= pace <= 1_000:
            raise ValueError(f"{PACE_HEADER} must be between 0 and 1000, got {pace}")
        return settings.faults.take(headers.get(FAULT_HEADER, "")), dialect, pace
    except ValueError as err:
        raise Refusal(400, str(err)[:300]) from None


async def whole_body(request: Request, most: int, timeout_s: float) -> bytes:
    """The whole body, counted while it comes.

    Raises:
        Refusal: It is longer than `most` bytes, or nothing of it came for so many seconds.
    """
    too_large = Refusal(
        413,
        f"Request Entity Too Large: {most:,} bytes at most.",
        code="request_too_large",
        headers={"Connection": "close"},
    )
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise too_large
    pieces: list[bytes] = []
    size = 0
    stream = request.stream().__aiter__()
    while True:
        try:
            piece = await asyncio.wait_for(stream.__anext__(), timeout_s)
        except StopAsyncIteration:
            return b"".join(pieces)
        except TimeoutError:
            words = f"The body did not come: nothing for {timeout_s:g} s after {size:,} bytes."
            raise Refusal(408, words, code="request_timeout", headers={"Connection": "close"}) from None
        size += len(piece)
        if size > most:
            raise too_large
        pieces.append(piece)


def _answer(data: bytes, active: frozenset[str], dialect: str, pace: float, settings: Settings) -> Response:
    asked = read(parsed(data))
    seen = tuple(m.look() for m in asked.media)
    try:
        refusals.refuse(asked, seen, dialect)
    except Refusal as refusal:
        if refusal.in_stream and asked.stream:
            event = f"data: {json.dumps(refusal.envelope(), ensure_ascii=False)}\n\n"
            return pump.Pumped([(0.0, event)], pace, settings.stopping)
        raise
    answer = answers.answer(asked, seen)
    how = Framing(dialect=dialect, faults=active, asked=asked)
    wanted = asked.voice or asked.model.default_voice or catalog.default_model().default_voice or ""
    # vLLM-Omni writes its speakers in small letters
    voice = next((v.id for v in asked.model.voices if v.id.casefold() == wanted.casefold()), wanted)
    speech = Speech(answer.text, voice) if asked.sound and dialect != "plain" and answer.call is None else None
    if not asked.stream:
        return JSONResponse(framing.document(answer, speech, how), headers={"X-Request-Id": how.id})
    breaks = active & pump.BREAKS
    if speech is None and "cut-mid-sample" in breaks:
        breaks = frozenset({"cut-mid-json"})
    # gone through once to find the middle: a list of it would hold 20 minutes of sound
    half = sum(1 for _ in framing.stream(answer, speech, how)) // 2 if breaks else -1
    return pump.Pumped(
        framing.stream(answer, speech, how),
        pace,
        settings.stopping,
        breaks=breaks,
        half=half,
        finely="odd-splits" in active,
    )


def parsed(data: bytes) -> Json:
    """The JSON object that a body is.

    Raises:
        Refusal: It is none.
    """

    def refuse_constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    try:
        body = json.loads(data, parse_constant=refuse_constant)
    except UnicodeDecodeError as err:
        raise Refusal(
            400, f"We could not parse the JSON body of your request: it is not UTF-8 (at byte {err.start})."
        ) from None
    except (ValueError, RecursionError) as err:
        words = str(err) if isinstance(err, ValueError) else "it is nested too deeply"
        raise Refusal(400, f"We could not parse the JSON body of your request: {words[:200]}") from None
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be a JSON object.")
    if re.search(rb"\\u[dD][89a-fA-F]", data) and (where := openapi.lone_surrogate(body)) is not None:
        raise Refusal(400, f"Invalid value for '{where}': half of a surrogate pair is no text.", param=where)
    return body
