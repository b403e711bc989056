"""A server with bad days: each request is answered, refused, cut or dropped as a test says, and counted."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_USAGE = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
MAY_COST = ("answers", "cut", "begins", "drops", "504")
"""What a service may charge for."""


@contextmanager
def odd_server(kind_of: Callable[[dict[str, Any]], str]) -> Iterator[Any]:
    """A server; `.url`, `.asked` (how many requests) and `.kinds` (what came of them).

    Args:
        kind_of: By the body of a request: `answers`, `cut` (in its midst), `begins` (a first chunk without words, then it is
            cut), `drops` (no answer at all), `refuses` (stream_options), or a status.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                kind = kind_of(body)
                server.kinds.append(kind)
            self.close_connection = True
            if kind == "refuses":
                return self.refuse(400, "Unrecognized request argument supplied: stream_options")
            if kind.isdecimal():
                return self.refuse(int(kind), "not now")
            if kind != "drops":
                self.answer(kind)
            return None

        def refuse(self, status: int, message: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Retry-After-Ms", "1")
            self.end_headers()
            self.wfile.write(json.dumps({"error": {"message": message}}).encode())

        def answer(self, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            chunks: list[Any] = [{"delta": {"role": "assistant"}}, {"delta": {"content": "one"}}]
            chunks = {"begins": chunks[:1], "cut": chunks}.get(kind, [*chunks, {"delta": {}, "finish_reason": "stop"}])
            for choice in chunks:
                self.say({"choices": [{"index": 0, **choice}]})
            if kind == "answers":
                self.say({"choices": [], "usage": _USAGE})
                self.wfile.write(b"data: [DONE]\n\n")

        def say(self, chunk: dict[str, Any]) -> None:
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

        def log_message(self, *_: Any) -> None:
            pass

    lock = threading.Lock()
    server: Any = _Server(("127.0.0.1", 0), Handler)
    server.kinds = []
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    kinds: list[str]

    @property
    def asked(self) -> int:
        """How many requests came."""
        return len(self.kinds)
