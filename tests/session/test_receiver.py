import json

import pytest

from omni_nb import errors
from omni_nb.session.receiver import Receiver
from omni_nb.wire.limits import Limits
from omni_nb.wire.server_words import ServerWords


def sse(delta=None, finish=None, **more):
    return f"data: {json.dumps({'choices': [{'delta': delta or {}, 'finish_reason': finish}], **more})}\n\n".encode()


def receiver(limits=None, silence_s=9.0):
    return Receiver({}, limits=limits or Limits(), silence_s=silence_s, words=ServerWords())


def see(r, *pieces):
    """The last error that was seen."""
    error = None
    for data in pieces:
        for chunk, _ in r.chunks(data):
            error = r.see(r.decode(chunk, 1.0)) or error
    return error


def test_each_chunk_comes_with_its_json():
    r = receiver()
    body = sse({"content": "你"}) + b'data: {"a": 1}\n\n: ping\n\ndata: {"b": 2}'
    found = []
    for i in range(0, len(body), 7):
        found += r.chunks(body[i : i + 7])
    found += r.rest()
    assert [json.loads(text) for _, text in found] == [chunk for chunk, _ in found]
    assert [chunk for chunk, _ in found][1:] == [{"a": 1}, {"b": 2}]


def test_what_was_seen_tells_words_from_an_end_and_an_end_from_content_behind_it():
    r = receiver()
    see(r, sse({"role": "assistant"}))
    assert (r.content, r.words_came, r.finish_last) == (False, False, False)
    see(r, sse({"reasoning_content": "hm"}))
    assert (r.content, r.words_came) == (True, False)
    see(r, sse({"content": "hi"}, "stop"))
    assert (r.words_came, r.finish_last, r.reasons) == (True, True, ["stop"])
    see(r, sse({"audio": {"data": "AAAA" * 16}}))
    assert (r.finish_last, r.sound_bytes) == (False, 48)
    assert not r.over
    see(r, b"data: [DONE]\n\n")
    assert r.over


def test_an_error_in_the_answer_is_given_back():
    assert see(receiver(), sse({"content": "hi"})) is None
    assert see(receiver(), b'data: {"error": {"message": "busy"}}\n\n').message == "busy"


def test_a_thousand_finish_reasons_are_not_all_kept():
    r = receiver()
    see(r, *[sse({}, "stop")] * 900)
    assert len(r.reasons) == 64


def test_signs_of_life_are_no_movement():
    r = receiver(silence_s=4.0)
    see(r, sse({"content": "hi"}))
    r.watch(1.0, moved=True)
    r.watch(5.0, moved=False)
    with pytest.raises(errors.StreamBroken, match="4 s"):
        r.watch(5.5, moved=False)


def test_too_much_is_said_once():
    r = receiver(Limits(text_chars=3))
    r.bound()
    see(r, sse({"content": "hello"}))
    with pytest.raises(errors.StreamBroken, match="words"):
        r.bound()
    r.bound()
