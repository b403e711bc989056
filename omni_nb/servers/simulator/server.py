"""The HTTP side: a standard-library server that speaks the protocol to any client."""

from __future__ import annotations

import base64
import functools
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, get_args

from omni_nb.prompt import catalog
from omni_nb.servers.simulator import answers, faults, framing, refusals, speech
from omni_nb.servers.simulator.framing import Framing, Timed
from omni_nb.servers.simulator.request import Asked, Refusal, read
from omni_nb.sound.clip import Clip

SimDialect = Literal["dashscope", "openai", "openrouter", "vllm-omni", "vllm-omni-old", "sglang-omni", "plain"]
FAULT_HEADER, DIALECT_HEADER, PACE_HEADER = "X-Omni-Sim-Fault", "X-Omni-Sim-Dialect", "X-Omni-Sim-Pace"
_MAX_BODY_BYTES = 256 << 20
_SOUND = re.compile(rb'"data":"([A-Za-z0-9+/=]{8,})"')


class Simulator:
    """The built-in server, on a thread of its own.

    Args:
        port: 0 takes a free one.
        dialect: How it writes the protocol. A request header `X-Omni-Sim-Dialect` wins.
        pace: 1.0 is the hosted service's pace, 0 is as fast as it goes, 2.0 twice as slow.
        fault: Faults by name, `"stall"` or `"429:2, padded-base64"`; a request header
            `X-Omni-Sim-Fault` adds to them. See `simulator.faults`.

    A context manager; `base_url` is what to give to a client. It listens on 127.0.0.1 only.
    """

    def __init__(self, *, port: int = 0, dialect: SimDialect = "dashscope", pace: float = 1.0, fault: str = "") -> None:
        _check_dialect(dialect)
        if pace < 0:
            raise ValueError(f"pace must be 0 (no waiting) or more, got {pace}")
        self.dialect, self.pace = dialect, pace
        self.faults = faults.Faults(fault)
        self.stopping = threading.Event()
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.simulator = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name="omni_nb simulator", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """For `OpenAI(base_url=…)`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def wait(self) -> None:
        """Until it is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop listening; replies under way are cut."""
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


@functools.cache
def shared() -> Simulator:
    """The one of this process, started when first asked for."""
    return Simulator()


def _check_dialect(name: str) -> str:
    if name not in get_args(SimDialect):
        raise ValueError(f"the simulator speaks no {name!r}; there are {', '.join(get_args(SimDialect))}")
    return name


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    simulator: Simulator

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that left is no news
            super().handle_error(request, client_address)


class _Cut(Exception):
    """Break the line here, without the end of the body."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "omni_nb-simulator"
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: request lines and headers may hold what nobody should read."""

    def do_GET(self) -> None:
        if self.path.rstrip("/").endswith("/models"):
            entries = [
                {"id": m.id, "object": "model", "created": framing.CREATED, "owned_by": "omni_nb-simulator"}
                for m in catalog.models()
            ]
            self._json(200, {"object": "list", "data": entries})
        elif self.path in ("/", "/v1", "/v1/"):
            self._json(200, {"omni_nb": "simulator", "base_url": self.server.simulator.base_url})
        else:
            self._json(404, Refusal(404, f"Not found: GET {self.path[:80]}", code="not_found").envelope())

    def do_POST(self) -> None:
        # A small body and its head go out in two writes; Nagle would hold the second for 40 ms.
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            body = self._body()
            if not self.path.rstrip("/").endswith("/chat/completions"):
                raise Refusal(404, f"Not found: POST {self.path[:80]}", code="not_found")
            self._complete(body)
        except Refusal as refusal:
            self._json(refusal.status, refusal.envelope(), refusal.headers)

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            self.close_connection = True
            raise Refusal(411, "A Content-Length is needed.")
        if int(length) > _MAX_BODY_BYTES:
            self.close_connection = True
            raise Refusal(413, "Request Entity Too Large")
        try:
            body = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as err:
            raise Refusal(400, f"We could not parse the JSON body of your request: {err}") from None
        if not isinstance(body, dict):
            raise Refusal(400, "The body must be a JSON object.")
        return body

    def _complete(self, body: dict[str, Any]) -> None:
        simulator = self.server.simulator
        try:
            active = simulator.faults.take(self.headers.get(FAULT_HEADER, ""))
            dialect = _check_dialect(self.headers.get(DIALECT_HEADER) or simulator.dialect)
            pace = float(self.headers.get(PACE_HEADER) or simulator.pace)
        except ValueError as err:
            raise Refusal(400, str(err)) from None
        faults.refuse(active)
        asked = read(body)
        seen = tuple(m.look() for m in asked.media)
        try:
            refusals.refuse(asked, seen, dialect)
        except Refusal as refusal:
            if refusal.in_stream and asked.stream:
                return self._send(
                    [(0.0, f"data: {json.dumps(refusal.envelope(), ensure_ascii=False)}\n\n")], pace, active
                )
            raise
        reply = answers.answer(asked, seen)
        clip = self._voice(asked, reply.text) if asked.sound and dialect != "plain" else None
        how = Framing(dialect=dialect, faults=active, asked=asked)
        if asked.stream:
            self._send(framing.stream(reply, clip, how), pace, active)
        else:
            self._json(200, framing.document(reply, clip, how))
        return None

    @staticmethod
    def _voice(asked: Asked, text: str) -> Clip:
        wanted = asked.voice or asked.model.default_voice or "Cherry"
        # vLLM-Omni writes its speakers in small letters
        known = next((v.id for v in asked.model.voices if v.id.casefold() == wanted.casefold()), wanted)
        return speech.speak(text, known)

    def _send(self, steps: Iterator[Timed] | list[Timed], pace: float, active: frozenset[str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._pump(steps, pace, active)
            self.wfile.write(b"0\r\n\r\n")
        except _Cut:
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
        except OSError:  # the client left
            self.close_connection = True

    def _pump(self, steps: Iterator[Timed] | list[Timed], pace: float, active: frozenset[str]) -> None:
        stop, now_s = self.server.simulator.stopping, 0.0
        breaks = active & {"stream-error", "stall", "cut-mid-sample", "cut-mid-json", "end-mid-json"}
        events = list(steps) if breaks else steps
        half = len(events) // 2 if isinstance(events, list) else -1
        if "cut-mid-sample" in breaks and isinstance(events, list):
            half = next((i for i in range(half, len(events)) if _SOUND.search(str(events[i][1]).encode())), half)
        for i, (at_s, event) in enumerate(events):
            if pace and at_s > now_s and stop.wait((at_s - now_s) * pace):
                raise _Cut
            now_s = max(now_s, at_s)
            data = event.encode() if isinstance(event, str) else event
            if i == half and breaks and self._break(breaks, data, stop):
                return
            self._write(data, finely="odd-splits" in active)

    def _break(self, breaks: frozenset[str], data: bytes, stop: threading.Event) -> bool:
        """Do what the fault says half-way; True ends the body properly."""
        if "stream-error" in breaks:
            error = {
                "error": {
                    "message": "<500> InternalError.Algo: An internal error has occured.",
                    "type": "internal_error",
                    "param": None,
                    "code": "internal_error",
                }
            }
            self._write(f"data: {json.dumps(error)}\n\n".encode())
            return True
        if "stall" in breaks:
            stop.wait(120)
            raise _Cut
        if "cut-mid-sample" in breaks:  # an odd number of bytes, and then nothing
            if found := _SOUND.search(data):
                pcm = base64.b64decode(found.group(1))
                self._write(data.replace(found.group(1), base64.b64encode(pcm[: len(pcm) // 2 | 1])))
            raise _Cut
        self._write(data[: len(data) // 2])
        if "cut-mid-json" in breaks:
            raise _Cut
        return True

    def _write(self, data: bytes, *, finely: bool = False) -> None:
        pieces = [data[i : i + 7] for i in range(0, len(data), 7)] if finely and len(data) < 2_000 else [data]
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def _json(self, status: int, document: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        data = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
