"""Thousands of server answers, drawn and written at random: what comes of each is right, or clearly told."""

import asyncio
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from omni_nb import Omni, errors
from omni_nb.reply.fold import Origin
from omni_nb.session.dialect_state import DialectState
from omni_nb.session.run import Run
from omni_nb.session.sending import Sending, Tools
from omni_nb.wire.detection import DIALECTS
from tests.support.answers import draw
from tests.support.requests import request

OVER_HTTP = 150
"""How many are read over loopback HTTP with the SDK."""


class Player:
    """A connection that plays one answer."""

    def __init__(self, answer):
        self.answer = answer

    async def send(self, body, *, timeout_s):
        for piece in self.answer.pieces:
            yield time.perf_counter(), piece
        if self.answer.breaks:
            raise errors.StreamBroken("the connection was lost", code="cut")


def read(answer):
    tools = Tools(transport=Player(answer), dialect_state=DialectState(DIALECTS["dashscope"]), sleep=asyncio.sleep)
    run = Run(request("x"), tools, origin=Origin(model="m", id="1", sound=True), sending=Sending(max_retries=0))
    run.done.wait(60)
    return run.reply()


def faults(answer, reply):
    """What is wrong with a reply, in words; nothing where it is right or clearly told."""
    truth, error = answer.truth, str(reply.error or "")
    told = error + " ".join(reply.notes)
    if reply.error is not None and reply.error.code == "internal":
        yield f"a raw exception: {error}"
    if reply.text != truth.text:
        yield f"text {reply.text!r} for {truth.text!r}"
    if reply.reasoning != truth.thinking:
        yield f"thinking {reply.reasoning!r} for {truth.thinking!r}"
    if reply.complete != truth.whole:
        yield f"complete {reply.complete}: {told}"
    if truth.whole and (missing := [w for w in truth.told if w not in told]):
        yield f"not told: {missing} in {told!r}"
    if not truth.whole and not any(w in error for w in truth.faults):
        yield f"not told why: {truth.faults} in {error!r}"
    if tuple(c.name for c in reply.tool_calls) != truth.tools:
        yield f"tools {reply.tool_calls}"
    counted = reply.usage and (reply.usage.input_tokens, reply.usage.output_tokens)
    if truth.tokens != (counted if counted != (None, None) else None):
        yield f"tokens {counted}"
    yield from _faults_of_sound(truth, reply.audio)


def _faults_of_sound(truth, audio):
    if (truth.sound is None) != (audio is None):
        yield f"sound {audio}"
        return
    if audio is None:
        return
    if audio.sample_rate != truth.rate_hz and (truth.exact or truth.rate_hz != 24_000):
        yield f"{audio.sample_rate} Hz"
    heard, meant = audio.samples.astype(float), truth.sound.astype(float)
    if truth.exact:
        if not np.array_equal(audio.samples, truth.sound):
            yield f"{len(heard)} samples that differ from {len(meant)}"
        return
    if abs(len(heard) / audio.sample_rate - len(meant) / truth.rate_hz) > 0.1:
        yield f"{len(heard)} samples for {len(meant)}"
    loud = np.sqrt((heard**2).mean()) / np.sqrt((meant**2).mean())
    # noise is full scale; and a tone has no sample far from the one before
    rough = np.abs(np.diff(heard)).mean() / max(np.abs(heard).mean(), 1.0)
    if not 0.7 < loud < 1.3 or rough > 0.4:
        yield f"it sounds otherwise: {loud:.2f} as loud, {rough:.2f} as rough"


@pytest.mark.parametrize("n", [1_500, pytest.param(20_000, marks=pytest.mark.heavy)])
def test_what_comes_of_any_answer_is_right_or_clearly_told(n):
    wrong = []
    for seed in range(n):
        answer = draw(seed)
        wrong += [f"answer {seed} ({', '.join(answer.recipe)}): {f}" for f in faults(answer, read(answer))]
    assert not wrong, f"{len(wrong)} faults, e.g.\n" + "\n".join(wrong[:12])


@pytest.fixture
def played():
    """A server that answers a question `n` with the answer of that number, in chunks of HTTP."""

    class Plays(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args): ...

        def do_POST(self):
            import json

            seed = int(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"])
            answer = draw(seed)
            self.send_response(200)
            kinds = ("text/event-stream", "application/json", "text/plain; charset=latin-1", "application/octet-stream")
            self.send_header("Content-Type", kinds[seed % len(kinds)])
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in answer.pieces:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            if not answer.breaks:
                self.wfile.write(b"0\r\n\r\n")
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Plays)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_over_http_too(played):
    omni = Omni("qwen3-omni-flash", base_url=played, dialect="dashscope", keep=False, show=False, max_retries=0)
    wrong = []
    for seed in range(OVER_HTTP):
        answer = draw(seed)
        wrong += [f"answer {seed} ({', '.join(answer.recipe)}): {f}" for f in faults(answer, omni.ask(str(seed)))]
    assert not wrong, f"{len(wrong)} faults, e.g.\n" + "\n".join(wrong[:12])


def test_the_same_number_is_the_same_answer():
    assert draw(7).pieces == draw(7).pieces
    assert draw(7).pieces != draw(8).pieces
