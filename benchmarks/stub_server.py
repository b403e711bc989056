"""A server in a process of its own that sends one prepared stream to whoever asks. Costs its client nothing."""

from __future__ import annotations

import base64
import http.server
import json
import sys
import time

import numpy as np


def stream(text_chunks: int, audio_chunks: int, audio_s: float) -> bytes:
    base = {
        "object": "chat.completion.chunk",
        "usage": None,
        "created": 1757647879,
        "system_fingerprint": None,
        "model": "qwen3-omni-flash",
        "id": "chatcmpl-bench",
    }

    def chunk(delta: dict, finish: str | None = None) -> bytes:
        data = {"choices": [{"delta": delta, "finish_reason": finish, "index": 0, "logprobs": None}], **base}
        return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"

    n = int(24_000 * audio_s)
    tone = (8_000 * np.sin(np.arange(n) * 0.05)).astype("<i2").tobytes()
    audio = {"data": base64.b64encode(tone).decode(), "expires_at": 1757647879, "id": "audio_bench"}
    out = [chunk({"content": "word"}) for _ in range(text_chunks)]
    out += [chunk({"audio": audio})] * audio_chunks
    out.append(chunk({"content": ""}, "stop"))
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    out.append(b"data: " + json.dumps({**base, "choices": [], "usage": usage}).encode() + b"\n\n")
    return b"".join(out) + b"data: [DONE]\n\n"


SENTENCE = (
    "The quick brown fox jumps over the lazy dog while *seven* wizards quietly `mix` a potion of **bold** words. "
)
TAIL = "\n\n- first item\n- second item with **stress**\n- third\n\n| voice | seconds |\n|---|---|\n| Cherry | 3.2 |\n| Ethan | 2.9 |\n\n```python\nreply = omni.ask('hello')\nreply.save('hello.wav')\n```\n\n"


def prose(characters: int, *, paragraphs: bool = True) -> str:
    """Markdown: paragraphs of about 400 characters, now and then a list, a table and a code block."""
    if not paragraphs:
        return (SENTENCE * (characters // len(SENTENCE) + 1))[:characters]
    paragraph = SENTENCE * 4 + "\n\n"
    out, n = "", 0
    while len(out) < characters:
        n += 1
        out += paragraph + (TAIL if n % 6 == 0 else "")
    return out[:characters]


def prose_events(text: str) -> list[bytes]:
    """Four characters an event."""
    pieces = [text[i : i + 4] for i in range(0, len(text), 4)]
    events = [
        json.dumps({"choices": [{"delta": {"content": p}, "finish_reason": None, "index": 0}], "id": "x", "model": "m"})
        for p in pieces
    ]
    return [
        f"data: {e}\n\n".encode()
        for e in [*events, json.dumps({"choices": [{"delta": {}, "finish_reason": "stop", "index": 0}]}), "[DONE]"]
    ]


class Paced(http.server.BaseHTTPRequestHandler):
    """Sends prose at 250 events a second: `{"messages": […, "10000 paragraphs"]}` says how much."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        size, kind, *rate = body["messages"][-1]["content"].split()
        per_s = float(rate[0]) if rate else 250.0
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        begun = time.monotonic()
        for i, event in enumerate(prose_events(prose(int(size), paragraphs=kind == "paragraphs"))):
            wait = begun + i / per_s - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.wfile.write(b"0\r\n\r\n")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    body = b""

    def log_message(self, *args: object) -> None: ...

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        # one chunk of the transfer for each event, as a real server flushes them
        for event in self.body.split(b"\n\n"):
            if event:
                self.wfile.write(b"%x\r\n%s\n\n\r\n" % (len(event) + 2, event))
        self.wfile.write(b"0\r\n\r\n")


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients leave at [DONE]."""


if __name__ == "__main__":
    if sys.argv[1] == "prose":
        server = Quiet(("127.0.0.1", 0), Paced)
    else:
        Handler.body = stream(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
        server = Quiet(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
