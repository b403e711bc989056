"""A cassette as a server of this machine, for clients that speak HTTP: `omni-nb replay`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from omni_nb.servers.cassette import app
from omni_nb.servers.cassette.player import ReplayTransport
from omni_nb.servers.simulator.server import LocalServer


class CassetteServer(LocalServer):
    """Plays a cassette to whoever asks `base_url`.

    Args:
        place: The file.
        speed: 1.0 as it was recorded, 2.0 twice as fast, infinity at once.
        port: 0 takes a free one.

    Attributes:
        player: What it plays.

    Raises:
        FileMissing, CassetteError: There is no such file, it is no cassette, or one of a later version.
        OmniError: The port is taken.
    """

    def __init__(self, place: str | os.PathLike[str], *, speed: float = 1.0, port: int = 0) -> None:
        self.player = ReplayTransport(place, speed=speed)
        stopping = asyncio.Event()
        application = app.make(
            self.player, name=Path(place).name, speed=speed, stopping=stopping, base_url=lambda: self.base_url
        )
        super().__init__(application, stopping=stopping, port=port, name="omni_nb cassette")
