"""What programs are asked to send, and the server that keeps what they sent."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from omni_nb import audio, image, video
from omni_nb.panels.composer.export import MediaFolder
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from omni_nb.show import code
from tests.support.media import TONE, picture

TRICKY = 'Repeat exactly: it\'s "five" $HOME `pwd` \\n {braces} for chunk in answer: 你好 \u2028 100%'
PROMPTS = {
    "text": (TRICKY,),
    "picture": (image(picture()), "What is this?"),
    "sound": (audio(TONE), "这段音频在说什么"),
    "frames": (video([picture()] * 4, fps=1.5), "What happens?"),
    "URL": (image("https://example.com/cat.png"), "What is this?"),
}
OPTIONS = [
    {"modalities": ["text", "audio"], "voice": "Ethan", "temperature": 0.3, "seed": 7, "max_tokens": 500},
    {"modalities": ["text"], "thinking": True, "system": "Be\nbrief, $x {y}."},
    {"modalities": ["text"], "system": "Be brief."},
]
HISTORY = [
    Turn(Prompt.of(image(picture(colour="blue")), "And this?"), "Blue, it's `blue`."),
    Turn(Prompt.of(video([picture()] * 4), "?"), "Red."),
]


def write(language, client, parts, options, history, monkeypatch, folder):
    monkeypatch.chdir(folder)
    shelf = MediaFolder("media")
    request = client.request(Prompt.of(*parts), history, options)
    if language == "magic":
        return code.cell(
            request,
            address=client.address,
            given_url=client.address.base_url,
            save=shelf.save,
        )
    body = client.body(request)
    return code.program(language, body, address=client.address, dialect=client.dialect_state.dialect, save=shelf.save)


@contextmanager
def recording(simulator: Any) -> Iterator[Any]:
    """A server that keeps what it is sent, and lets the simulator answer."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            data = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append((json.loads(data), self.headers["Authorization"]))
            host = simulator.base_url.split("/")[2]
            there = http.client.HTTPConnection(host)
            there.request("POST", self.path, data, {"Content-Type": "application/json"})
            answer = there.getresponse()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            self.wfile.write(answer.read())

        def log_message(self, *_):
            pass

    with _served(Handler) as server:
        server.bodies = bodies
        yield server


@contextmanager
def answering(answer: dict[str, Any]) -> Iterator[str]:
    """The URL of a server that always gives this one answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_):
            pass

    with _served(Handler) as server:
        yield server.url


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield server
    server.shutdown()
    server.server_close()
