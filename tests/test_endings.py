"""Each way in which a reply can end, over loopback: its word, whether it is complete, its error, and what is shown."""

import dataclasses
import json
import warnings

import pytest

from omni_nb import Limits, Omni, Reply, recent
from omni_nb.errors import OmniError
from omni_nb.kept import record
from omni_nb.show import static
from omni_nb.wire.events import TextDelta
from tests.support.wires import OK, wire


def sse(delta=None, finish=None, **more):
    return f"data: {json.dumps({'choices': [{'delta': delta or {}, 'finish_reason': finish}], **more})}\n\n".encode()


def ends(reason, *before):
    return b"".join(before) + sse({}, reason) + DONE


TEXT, DONE, THOUGHT = sse({"content": "hi"}), b"data: [DONE]\n\n", sse({"reasoning_content": "hm"})
CALL = sse({"tool_calls": [{"index": 0, "id": "c", "function": {"name": "look", "arguments": "{}"}}]})
REFUSED = {"error": {"message": "inappropriate content", "code": "data_inspection_failed"}}
BUSY = {"error": {"message": "<500> the words"}}
WAYS = {
    "stop": (ends("stop", TEXT), "done", None, ""),
    "no finish reason": (TEXT + DONE, "done", None, ""),
    "no [DONE]": (TEXT + sse({}, "stop"), "done", None, ""),
    "a reason that nobody knows": (ends("klingon", TEXT), "done", None, "'klingon', which is unknown"),
    "nothing but the end": (ends("stop"), "empty", None, "the answer is empty"),
    "thinking alone": (ends("stop", THOUGHT), "empty", None, "only thinking was received"),
    "the longest length": (ends("length", TEXT), "length", None, "raise max_tokens"),
    "the longest length, all thinking": (ends("MAX_TOKENS", THOUGHT), "length", None, "raise max_tokens"),
    "tool calls": (ends("tool_calls", CALL), "tools", None, "a tool call (look)"),
    "tool calls, and stop": (ends("stop", CALL), "tools", None, "a tool call (look)"),
    "a refusal in its own field": (ends("stop", sse({"refusal": "no"})), "declined", None, "declined to answer"),
    "a refusal as the reason": (ends("refusal", TEXT), "declined", None, "declined to answer"),
    "a content filter": (ends("content_filter", TEXT), "filtered", "content_filter", "content check ended the answer"),
    "a content check as an error": (TEXT + sse(**REFUSED), "filtered", "server_error", "inappropriate content"),
    "an error object": (TEXT + sse(**BUSY) + DONE, "failed", "server_failed", "the words"),
    "abort": (ends("abort", TEXT), "failed", "ended_with_error", "stopped the answer"),
    "no end at all": (TEXT, "incomplete", "incomplete", "without marking it as finished"),
    "inside of a chunk": (TEXT + b'data: {"choices": [{"del', "incomplete", "incomplete", "not readable as JSON"),
    "a line that breaks": (TEXT, "cut", "cut", "the connection was lost"),
    "words over a limit": (ends("stop", sse({"content": "h" * 9_000})), "too_much", "too_much", "over the limit"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_ending_has_its_word_its_error_and_is_shown(way):
    answer, ending, code, shown = WAYS[way]
    promised = len(answer) + (9 if ending == "cut" else 0)
    with wire(OK % (promised, answer)) as server:
        omni = Omni("m", base_url=f"http://127.0.0.1:{server.port}/v1", limits=Limits(text_chars=8_000), show=False)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            reply = omni.ask("x", modalities=["text"])
    as_it_should_be(reply, ending, code, shown)
    assert bool(warned) is (code is not None)


def test_a_server_that_falls_silent_and_a_user_who_stops_it():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        as_it_should_be(
            Omni.simulated(pace=0, fault="stall", timeout_s=0.4).ask("x", modalities=["text"]),
            "cut",
            "stalled",
            "was cut off",
        )
    with Omni.simulated(pace=0, fault="stall").stream("x") as stream:
        next(e for e in stream if isinstance(e, TextDelta))
        assert (stream.reply.ending, stream.reply.complete) == ("in_progress", False)
    as_it_should_be(stream.reply, "stopped", "stopped", "stopped by the user", kept=False)


def as_it_should_be(reply, ending, code, shown, *, kept=True):
    assert (reply.ending, reply.error and reply.error.code) == (ending, code)
    assert reply.complete is (code is None)
    facts = static.facts(reply)["text/plain"]
    assert shown in facts
    assert ("⚠ incomplete" in facts) is (code is not None)
    back = recent(1)[0] if kept and ending != "empty" else reply
    assert (back.ending, back.complete, back.error) == (ending, reply.complete, reply.error)
    old = {k: v for k, v in json.loads(record.to_json(reply)).items() if k != "ending"}  # as they were kept before
    old_back = record.from_json(json.dumps(old).encode(), lambda: reply.audio)
    told_by_a_note_alone = ending == "declined" and reply.finish_reason == "stop"
    assert old_back == dataclasses.replace(reply, ending="done" if told_by_a_note_alone else ending)


@pytest.mark.parametrize("answer", [b"", DONE, b"<html>Log in</html>", sse(**BUSY)])
def test_where_nothing_came_it_is_an_error_and_the_streams_reply_failed(answer):
    with wire(OK % (len(answer), answer)) as server:
        omni = Omni("m", base_url=f"http://127.0.0.1:{server.port}/v1", show=False, max_retries=0)
        with pytest.raises(OmniError) as told:
            omni.ask("x", modalities=["text"])
        stream = omni.stream("x", modalities=["text"])
        with pytest.raises(OmniError):
            list(stream)
    assert (stream.reply.ending, stream.reply.complete, stream.reply.error) == ("failed", False, told.value)


def test_the_last_event_says_it_too():
    *_, last = Omni.simulated(pace=0, fault="cut-mid-json").stream("x", modalities=["text"])
    assert (last.ending, last.error.code) == ("cut", "cut")


def test_a_word_that_a_later_version_wrote_is_no_loss():
    plain = json.loads(record.to_json(Reply(text="hi", ending="done"))) | {"ending": "paused"}
    assert record.from_json(json.dumps(plain).encode(), lambda: None) == Reply(text="hi", ending="done")
