import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.sse import SseDecoder

BODY = (
    b'\xef\xbb\xbf: hello\r\n\r\ndata: {"a": "\xe4\xbd\xa0"}\n\ndata:{"b":\ndata: 2}\n\nevent: x\nid: 1\ndata: {"c": 3}\r\r'
    b"data: \n\ndata: [1]\n\ndata: [DONE]\n\ndata: {\"late\": 1}\n\n"
)  # fmt: skip
OBJECTS = [{"a": "你"}, {"b": 2}, {"c": 3}]


def decode(*pieces):
    d = SseDecoder()
    return [o for p in pieces for o in d.feed(p)] + d.flush(), d


def test_every_cut_gives_the_same_objects():
    for at in range(len(BODY) + 1):
        objects, d = decode(BODY[:at], BODY[at:])
        assert (objects, d.done, d.broken) == (OBJECTS, True, ["[1]"]), at
    assert decode(*[bytes([b]) for b in BODY])[0] == OBJECTS


def test_what_follows_done_is_ignored():
    assert decode(BODY)[0] == OBJECTS


def test_a_whole_event_without_its_empty_line_counts():
    objects, d = decode(b'data: {"a": 1}')
    assert (objects, d.done) == ([{"a": 1}], False)


def test_half_an_object_at_the_end_is_broken_and_the_rest_is_kept():
    objects, d = decode(b'data: {"a": 1}\n\ndata: {"b"')
    assert objects == [{"a": 1}]
    assert d.broken == ['{"b"']


@pytest.mark.parametrize("bad", ["not json", "[" * 100_000, '"text"', "1" * 5_000])
def test_what_is_no_object_is_noted_and_passed_over(bad):
    objects, d = decode(f'data: {bad}\n\ndata: {{"b": 2}}\n\n'.encode())
    assert objects == [{"b": 2}]
    assert len(d.broken[0]) <= 120


def test_only_a_few_broken_ones_are_remembered():
    assert len(decode(b"data: x\n\n" * 50)[1].broken) == 8


def test_a_plain_json_body_is_read_too():
    document = {"choices": [{"message": {"content": "hi\n\nthere"}}]}
    for text in (json.dumps(document), json.dumps(document, indent=2), " " + json.dumps(document)):
        data = text.encode()
        assert decode(data[:9], data[9:])[0] == [document]


def test_damaged_bytes_cost_a_character_not_the_reply():
    assert decode(b'data: {"a": "x\xffy"}\n\n')[0] == [{"a": "x\ufffdy"}]


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_arbitrary_bytes_never_crash_and_never_depend_on_the_cuts(pieces):
    whole, d1 = decode(b"".join(pieces))
    cut, d2 = decode(*pieces)
    assert (cut, d2.broken, d2.done) == (whole, d1.broken, d1.done)


@given(st.lists(st.sampled_from([b"data:", b" ", b"{", b"}", b'"a":1', b"\n", b"\r", b"\r\n", b"[DONE]", b":", b"\xe4", b"\xbd\xa0"]), max_size=30), st.integers(1, 5))  # fmt: skip
def test_arbitrary_lines_never_depend_on_the_cuts(words, n):
    data = b"".join(words)
    whole, d1 = decode(data)
    cut, d2 = decode(*[data[i : i + n] for i in range(0, len(data), n)])
    assert (cut, d2.broken, d2.done) == (whole, d1.broken, d1.done)
