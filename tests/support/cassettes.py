"""Cassettes for tests: recorded from the simulator over loopback HTTP, or from scripts of bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from omni_nb import Omni
from omni_nb.servers.address import Address
from omni_nb.servers.cassette.player import ReplayTransport
from omni_nb.servers.cassette.recorder import RecordingTransport
from omni_nb.servers.keys import EMPTY, Secret
from tests.support import aio

AT_ONCE = float("inf")


class Script:
    """A transport that brings, for each request, what the next script says: `(seconds, bytes)`, or an error to raise."""

    base_url = "http://127.0.0.1/v1"

    def __init__(self, *scripts: Any, models: Any = ()) -> None:
        self.scripts, self.models = list(scripts), models

    async def send(self, body, *, timeout_s):
        for step in self.scripts.pop(0):
            if isinstance(step, BaseException):
                raise step
            yield step

    async def model_ids(self, *, timeout_s):
        if isinstance(self.models, Exception):
            raise self.models
        return list(self.models)

    async def close(self): ...


def body(words="hi", **more):
    """A request's JSON."""
    return {"model": "m", "messages": [{"role": "user", "content": words}], "stream": True, **more}


def chunk(content="", **more):
    """One event of a stream."""
    return (
        f"data: {json.dumps({'choices': [{'delta': {'content': content}}], **more}, ensure_ascii=False)}\n\n".encode()
    )


def read(transport, body):
    """All that comes for a request, and the error with which it ends."""

    async def go():
        out = []
        try:
            async for arrival in transport.send(body, timeout_s=9.0):
                out.append(arrival)
        except Exception as err:
            return out, err
        return out, None

    return aio.run(go())


def record(path: Path, *scripts: Any, bodies=None, url="http://127.0.0.1:1/v1", key="", headers=None, models=()):
    """Record scripts, one for each body; gives what was heard while it was recorded."""
    address = Address(base_url=url, key=Secret(key) if key else EMPTY, title="x")
    recorder = RecordingTransport(Script(*scripts, models=models), str(path), address=address, headers=headers or {})
    return [read(recorder, b) for b in (bodies or [body()] * len(scripts))], recorder


def player(path: Path, speed=AT_ONCE) -> ReplayTransport:
    """Plays at once."""
    return ReplayTransport(path, speed=speed)


def replaying(path: Path, **more: Any) -> Omni:
    """An Omni that plays at once and shows nothing."""
    return Omni(replay=path, **{"speed": AT_ONCE, "show": False, "keep": False, **more})


def everything(path: Path) -> bytes:
    """All bytes of a cassette and its sounds, names of files too."""
    files = [p for p in path.parent.rglob("*") if p.is_file()]
    return b"\n".join([*(p.read_bytes() for p in files), *(str(p.relative_to(path.parent)).encode() for p in files)])
