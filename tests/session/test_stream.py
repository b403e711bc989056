import gc

import pytest

from omni_nb import Omni
from omni_nb.errors import AuthenticationFailed
from omni_nb.prompt.parts import Prompt
from omni_nb.session.stream import EventStream
from omni_nb.wire.events import Ended, TextDelta
from tests.support.clients import simulated


def test_events_then_the_reply():
    stream = Omni.simulated(pace=0).stream("Repeat exactly: one two")
    words = "".join(e.text for e in stream if isinstance(e, TextDelta))
    assert words == stream.reply.text == "one two"
    assert stream.reply.complete
    assert list(stream) == []


def test_leaving_the_block_stops_the_request():
    with Omni.simulated(pace=0, fault="stall").stream("你是谁") as stream:
        for event in stream:
            if isinstance(event, TextDelta):
                break
    assert stream.reply.error.code == "stopped"
    assert stream.reply.text


def test_dropping_the_stream_stops_the_request():
    stalling = simulated(fault="stall")
    run = stalling.start(stalling.request(Prompt.of("你是谁")), on_end=lambda reply: None, with_events=True)
    stream = EventStream(run)
    next(e for e in stream if isinstance(e, TextDelta))
    del stream
    gc.collect()
    assert run.done.wait(60)


def test_a_refusal_is_raised():
    with pytest.raises(AuthenticationFailed):
        list(Omni.simulated(pace=0, fault="401").stream("x"))


def test_the_last_event_says_how_it_ended():
    for fault, how in (("no-finish", "incomplete"), ("cut-mid-json", "cut"), ("stream-error", "failed")):
        assert list(Omni.simulated(pace=0, fault=fault).stream("x"))[-1].ending == how
    last = list(Omni.simulated(pace=0).stream("x"))[-1]
    assert isinstance(last, Ended)
    assert last.ending == "done"
