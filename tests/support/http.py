"""Plain HTTP to a server of this machine, as a script would speak it."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any

COMPLETIONS = "/v1/chat/completions"


def call(
    server: Any, method: str = "POST", path: str = COMPLETIONS, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and the whole body. `body`: bytes as they are, anything else as JSON."""
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    try:
        c.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        r = c.getresponse()
        return r.status, dict(r.headers), r.read()
    finally:
        c.close()


def spoken(server: Any, raw: bytes) -> bytes:
    """What comes back for bytes that may be no HTTP at all, until the line is closed."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as line:
        line.sendall(raw)
        out = b""
        while piece := line.recv(65_536):
            out += piece
    return out
