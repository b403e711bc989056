"""Replies folded of events, without a server."""

import numpy as np

from omni_nb.errors import StreamBroken
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.wire.events import AudioDelta
from tests.support.requests import request

ORIGIN = Origin(
    model="qwen3-omni-flash",
    voice="Cherry",
    server="here",
    request=request("hi"),
    id="1",
    created="2026-01-01T00:00:00+00:00",
)

CUT = StreamBroken("cut", code="cut")


def folded(*events, origin=ORIGIN):
    fold = ReplyFold(origin)
    for e in events:
        fold.feed(e)
    return fold


def sound(n, at_s=1.0, rate_hz=24_000):
    return AudioDelta(at_s, np.full(n, 7, np.int16), rate_hz)
