import dataclasses
import json

import numpy as np
import pytest

from omni_nb import Clip, Omni, Reply
from omni_nb.errors import RateLimited
from omni_nb.kept.entry import entry_of, reply_of
from omni_nb.notes import Note
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.trace import Trace
from tests.kept.test_store import WHOLE
from tests.support.media import TONE, picture
from tests.support.requests import request

SECRET = "canary" + "0123456789abcdef"


def back(reply, lost=()):
    entry = entry_of(reply)
    shelf = {p.hash: p for p in entry.media if p.codec not in lost}
    return reply_of(entry.record, shelf.get)


def same(found, reply):
    return (
        found == reply
        and found.request == reply.request
        and (found.asked is None) == (reply.asked is None)
        and (found.asked is None or found.asked == reply.asked)
        and found.request_hash == reply.request_hash
        and np.array_equal(found.trace.rows, reply.trace.rows)
        and (found.trace.raw, found.trace.left_out) == (reply.trace.raw, reply.trace.left_out)
        and [n.code for n in found.notes] == [n.code for n in reply.notes]
    )


@pytest.mark.parametrize(
    "reply",
    [
        Reply(), WHOLE, dataclasses.replace(WHOLE, request=request(Prompt.of(TONE, "你是谁"), voice="Cherry")),
        dataclasses.replace(WHOLE, request=request(picture(), "?"), undecoded=b"\0\xff", audio=Clip(np.zeros(0, np.int16), 24_000)),
        Reply(text="x", trace=Trace(left_out=3, rows=np.arange(10.0).reshape(2, 5) / 3, raw=('{"a": 1}',)), notes=(Note("retry", "again"),)),
    ],
)  # fmt: skip
def test_a_reply_comes_back_with_all_that_was_there(reply):
    assert same(back(reply), reply)


def test_a_reply_that_was_asked_comes_back_with_all_that_was_there():
    reply = Omni.simulated(pace=0, trace="raw", keep=False).ask(TONE, "你是谁", voice="Cherry", seed=7)
    assert len(reply.trace) > 20
    assert same(back(reply), reply)


def test_what_is_lost_costs_itself_alone_and_is_told():
    reply = dataclasses.replace(WHOLE, request=request(picture(), "?"), trace=Trace(rows=np.ones((1, 5))))
    found = back(reply, lost=("flac", "raw", "trace"))
    assert (found.text, found.audio, found.request, len(found.trace)) == ("hi", None, None, 0)
    assert [n.code for n in found.notes] == ["unknown", "sound_lost", "media_lost"]


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b"[]", b'{"version": 1, "text": 5}', b"[" * 100_000])
def test_a_damaged_record_is_none(damage):
    assert reply_of(damage, lambda hash: None) is None


def test_a_damaged_trace_is_none_of_its_own():
    plain = json.loads(entry_of(Reply(text="x", trace=Trace(rows=np.ones((1, 5))))).record)
    for damaged in ({}, {"rows": 3}, {"rows": "x", "left_out": "many"}, 7):
        found = reply_of(json.dumps({**plain, "trace": damaged}).encode(), lambda hash: None)
        assert (found.text, len(found.trace)) == ("x", 0)


def test_keys_and_accounts_are_in_nothing_that_is_written():
    error = RateLimited(
        f"too fast for account id {SECRET[:6]}: key={SECRET}", service_code="x", repair=f"https://u:{SECRET}@host/"
    )
    reply = dataclasses.replace(
        WHOLE, complete=False, error=error, text=f"you said {SECRET}", prompt=SECRET, notes=(Note("retry", f"token={SECRET}"),),
        request=request(f"my key {SECRET}", extra={"api_key": SECRET}, system=SECRET), trace=Trace(rows=np.ones((1, 5)), raw=(f'"{SECRET}"',)),
    )  # fmt: skip
    entry = entry_of(reply, lambda text: text.replace(SECRET, "‹key›"))
    assert SECRET.encode() not in entry.record
    assert SECRET not in entry.words
    assert SECRET not in str(entry.facts)
    assert all(SECRET.encode() not in p.data for p in entry.media)
    found = reply_of(entry.record, {p.hash: p for p in entry.media}.get)
    assert found.text == "you said ‹key›"
    assert found.trace.raw == ('"‹key›"',)
