"""A whole stream, cut anywhere on the network, is the same reply."""

import random

import numpy as np
import pytest

from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.servers.simulator import framing
from omni_nb.servers.simulator.answers import Answer
from omni_nb.servers.simulator.framing import Framing
from omni_nb.servers.simulator.request import read
from omni_nb.servers.simulator.speech import Speech
from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.sse import SseDecoder
from tests.support.media import TONE

WORDS = "你好, \N{SLIGHTLY SMILING FACE} **wörld**"
CLIP = type(TONE)(TONE.samples[:401], 24_000)


class Said(Speech):
    """Speech that is so short that a stream of it can be cut at each byte."""

    def __iter__(self):
        self.duration_s = CLIP.duration_s
        yield CLIP


def recorded(dialect, *faults):
    asked = read({"model": "qwen3-omni-flash", "messages": [{"role": "user", "content": "x"}], "stream": True, "modalities": ["text", "audio"], "stream_options": {"include_usage": True}, "audio": {"format": "wav"}})  # fmt: skip
    steps = framing.stream(
        Answer(text=WORDS), Said(WORDS, "Cherry"), Framing(dialect=dialect, faults=frozenset(faults), asked=asked)
    )
    return "".join(s for _, s in steps).encode()


def replay(*pieces):
    sse, decoder, fold = SseDecoder(), ChunkDecoder(), ReplyFold(Origin(model="m"))
    chunks = [c for p in pieces for c in sse.feed(p)] + sse.flush()
    for event in [e for c in chunks for e in decoder.feed(c, 0.0)] + decoder.flush(0.0):
        fold.feed(event)
    r = fold.reply()
    return (
        r.text,
        None if r.audio is None else r.audio.samples.tobytes(),
        r.usage,
        r.finish_reason,
        sse.done,
        tuple(sse.torn + sse.odd),
    )


STREAMS = {
    name: recorded(*name.split())
    for name in ("dashscope", "dashscope odd-splits", "dashscope padded-base64", "dashscope header-per-chunk", "dashscope list-tail",
                 "dashscope transcript", "dashscope both-places", "dashscope misspelt", "openai", "openrouter", "vllm-omni", "vllm-omni-old",
                 "sglang-omni", "plain")
}  # fmt: skip


# One of each kind of framing is cut at every byte; the others at every fifth, and at every one in `make heavy`.
WHOLE = ("dashscope", "openai", "plain")
CUTS = [
    *((name, 1 if name in WHOLE else 5) for name in STREAMS),
    *(pytest.param(name, 1, marks=pytest.mark.heavy) for name in STREAMS if name not in WHOLE),
]


@pytest.mark.parametrize(("name", "every"), CUTS)
def test_every_split_point_gives_the_same_reply(name, every):
    data = STREAMS[name]
    whole = replay(data)
    assert whole[0] == WORDS
    assert whole[4:] == (True, ())
    assert name == "plain" or np.frombuffer(whole[1], np.int16).tobytes() == CLIP.samples.tobytes()
    assert name == "plain" or whole[2].audio_out
    for at in range(0, len(data) + 1, every):
        assert replay(data[:at], data[at:]) == whole, at


@pytest.mark.parametrize("n", [4_000, pytest.param(100_000, marks=pytest.mark.heavy)])
def test_random_splits_give_the_same_reply(n):
    rng = random.Random(2026)
    # one short stream, so that the count and not the length is what takes the time
    data = b"".join(e + b"\n\n" for e in STREAMS["dashscope odd-splits"].split(b"\n\n") if e)[-2_600:]
    data = data[data.index(b"data:") :]
    whole = replay(data)
    assert whole[1]
    for _ in range(n):
        at = sorted(rng.randrange(len(data) + 1) for _ in range(rng.randrange(1, 6)))
        assert replay(*(data[a:b] for a, b in zip([0, *at], [*at, len(data)], strict=True))) == whole, at
