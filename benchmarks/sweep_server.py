"""The simulator in a process of its own that counts what it was asked: `python benchmarks/sweep_server.py PACE [ANSWER_S]`.

It prints its port. `GET /count` tells for each question how often it came, and how many seconds ago its answer went out
whole; `POST /forget` begins anew. ANSWER_S makes each answer wait so long: a service whose own time dominates.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omni_nb.servers.simulator import app, faults
from omni_nb.servers.simulator.dialects import USUAL
from omni_nb.servers.simulator.server import LocalServer


class Counting:
    """Passes everything on to the simulator, and counts."""

    def __init__(self, inner: ASGIApp, wait_s: float) -> None:
        self._inner, self._wait_s = inner, wait_s
        self.asked: Counter[str] = Counter()
        self.answered: dict[str, float] = {}
        self.answers = 0
        self.most_at_once = self.at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/count":
            return await self._tell(send)
        if scope["path"] == "/forget":
            self.asked.clear()
            self.answered.clear()
            self.most_at_once = self.answers = 0
            return await self._tell(send)
        if scope["method"] != "POST":
            return await self._inner(scope, receive, send)
        pieces, more = [], True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        return await self._pass_on(scope, receive, send, b"".join(pieces))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, body: bytes) -> None:
        question, given = _question(body), False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False) and status == 200:
                self.answered[question] = time.monotonic()
                self.answers += 1

        status = 0
        self.asked[question] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self._wait_s:
                await asyncio.sleep(self._wait_s)
            await self._inner(scope, again, watched)
        finally:
            self.at_once -= 1

    async def _tell(self, send: Send) -> None:
        now = time.monotonic()
        ago = {question: now - at_s for question, at_s in self.answered.items()}
        told = {"asked": self.asked, "answered": ago, "answers": self.answers, "most_at_once": self.most_at_once}
        head: list[Any] = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})


def _question(body: bytes) -> str:
    content = json.loads(body)["messages"][-1]["content"]
    if isinstance(content, list):
        content = " ".join(part.get("text", "") for part in content)
    return str(content)


def serve(pace: float, wait_s: float) -> None:
    """Until its standard input is closed."""
    stopping = asyncio.Event()
    settings = app.Settings(
        dialect=USUAL, pace=pace, faults=faults.Faults(""), stopping=stopping, base_url=lambda: server.base_url
    )
    server = LocalServer(Counting(app.make(settings), wait_s), stopping=stopping, port=0, name="counting simulator")
    print(server.port, flush=True)
    sys.stdin.read()
    server.close()


if __name__ == "__main__":
    serve(float(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
