"""Comparisons made by hand: small, with all that a cell can hold."""

import numpy as np

from omni_nb import Clip, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.compare.words import match_words
from omni_nb.errors import PromptRefused, RateLimited, StreamBroken
from omni_nb.reply.reply import Reply, ToolCall
from omni_nb.reply.usage import Usage

MODEL = catalog.default_model().id


def tone(duration_s=0.1, rate_hz=24_000, peak=0.3, pitch_hz=220.0):
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return Clip.of(peak * np.sin(2 * np.pi * pitch_hz * t), rate_hz)


def cell(voice, *, clip=None, text="hello", measures=None, variables=None, simulated=True, **more):
    reply = Reply(
        text=text,
        audio=tone() if clip is None else clip,
        complete=True,
        voice=voice,
        model=MODEL,
        simulated=simulated,
        prompt="Say hello",
    )
    place = Place(model=MODEL, voice=voice, variables=variables or {})
    return Cell(place=place, reply=reply, measures=measures or Measures(duration_s=reply.audio.duration_s), **more)


def lost(voice, error=None):
    return Cell(
        place=Place(model=MODEL, voice=voice), error=error or RateLimited("too fast", status=429, retry_after_s=3.0)
    )


def everything():
    """A comparison with one of each that comes: words that are hostile to JSON, no sound, empty sound, odd rates, errors."""
    cut = Reply(
        text="half a\ud800",
        audio=tone(0.2, 44_123),
        error=StreamBroken("cut"),
        notes=("odd",),
        usage=Usage(input_tokens=3),
    )
    empty = Reply(text="", audio=Clip(np.zeros(0, np.int16), 8_000), complete=True)
    raw = Reply(
        text="line\u2028two\r\nthree",
        undecoded=b"\x00\xff",
        complete=True,
        tool_calls=(ToolCall(name="f", arguments="{"),),
    )
    fast = Reply(audio=Clip(np.arange(-50, 50, dtype=np.int16), 768_000), complete=True)
    of = [
        Cell(place=Place(model="my-own", voice=None, repeat=n), reply=r, error=r.error)
        for n, r in enumerate((cut, empty, raw, fast))
    ]
    refused = PromptRefused("no such voice", report=object(), code="voice", repair="Name another.")
    return Comparison(
        (
            cell(
                "Cherry",
                measures=Measures(pitch_hz=220.5, pause_count=0, loudness_lufs=float("-inf"), rate_unit="words"),
                pinned=True,
                verbatim="hello you",
                words=match_words("hello you", "hello"),
                heard="yellow",
                tries=2,
            ),
            cell("../../etc/passwd", variables={"city": "Zürich\n", "n": "1"}),
            *of,
            lost("Kai"),
            lost("<b>", refused),
        )
    )
