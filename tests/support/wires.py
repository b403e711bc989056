"""Servers and proxies on loopback that answer with given bytes, so that a network that is set up wrong can be had."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: %d\r\n\r\n%s"
ANSWER = b'data: {"choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
ZEROMQ = b"\xff"  # a greeting begins so
HELLO = OK % (len(ANSWER), ANSWER)


@dataclass
class Wire:
    """A port that answers each connection with the same bytes, and remembers what it was sent."""

    port: int = 0
    got: list[bytes] = field(default_factory=list)

    def heads(self) -> str:
        return b"\n".join(self.got).decode("latin-1")


@contextlib.contextmanager
def wire(
    answer: bytes | Callable[[bytes], bytes] = HELLO,
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    hold: bool = False,
) -> Iterator[Wire]:
    """Answers with the bytes once a head has come; `tls` wraps the connection first; `hold` keeps it open then."""
    seen = Wire()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            line = self.request
            with contextlib.suppress(OSError):
                if tls is not None:
                    line = tls.wrap_socket(line, server_side=True)
                line.settimeout(60)
                head = _head(line)
                if head.startswith(ZEROMQ):  # a Jupyter client whose kernel is gone: the port was its kernel's before
                    return
                seen.got.append(head)
                line.sendall(answer(head) if callable(answer) else answer)
                if hold:
                    line.settimeout(None)
                    while line.recv(65536):
                        pass
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_WR)
                    while line.recv(65536):
                        pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with Server((host, 0), Handler) as server:
        seen.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def _head(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            break
        data += piece
        if not data[:1].isalpha():  # no HTTP: a client that speaks TLS to a plain port
            break
    return data
