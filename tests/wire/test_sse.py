import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.limits import Limits
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
        assert (objects, d.done, d.odd, d.torn) == (OBJECTS, True, ["[1]"], []), at
    assert decode(*[bytes([b]) for b in BODY])[0] == OBJECTS


def test_what_follows_done_is_ignored():
    assert decode(BODY)[0] == OBJECTS


def test_a_whole_event_without_its_empty_line_counts():
    objects, d = decode(b'data: {"a": 1}')
    assert (objects, d.done) == ([{"a": 1}], False)


def test_half_an_object_at_the_end_is_broken_and_the_rest_is_kept():
    objects, d = decode(b'data: {"a": 1}\n\ndata: {"b"')
    assert objects == [{"a": 1}]
    assert d.torn == ['{"b"']


@pytest.mark.parametrize("bad", ["not json", "[" * 100_000, '"text"', "{1}"])
def test_what_is_no_object_is_noted_and_passed_over(bad):
    objects, d = decode(f'data: {bad}\n\ndata: {{"b": 2}}\n\n'.encode())
    assert objects == [{"b": 2}]
    assert len((d.odd + d.torn)[0]) <= 120


def test_only_a_few_broken_ones_are_remembered():
    assert len(decode(b"data: x\n\n" * 50)[1].odd) == 8


def test_a_plain_json_body_is_read_too():
    document = {"choices": [{"message": {"content": "hi\n\nthere"}}]}
    for text in (json.dumps(document), json.dumps(document, indent=2), " " + json.dumps(document)):
        data = text.encode()
        assert decode(data[:9], data[9:])[0] == [document]


def test_damaged_bytes_cost_a_character_not_the_reply():
    objects, d = decode(b'data: {"a": "x\xffy"}\n\n')
    assert (objects, d.damaged) == ([{"a": "x\ufffdy"}], True)
    assert not decode('data: {"a": "x\ufffdy"}\n\n'.encode())[1].damaged


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_arbitrary_bytes_never_crash_and_never_depend_on_the_cuts(pieces):
    whole, d1 = decode(b"".join(pieces))
    cut, d2 = decode(*pieces)
    assert (cut, d2.torn, d2.odd, d2.page, d2.done) == (whole, d1.torn, d1.odd, d1.page, d1.done)


@given(st.lists(st.sampled_from([b"data:", b" ", b"{", b"}", b'"a":1', b"\n", b"\r", b"\r\n", b"[DONE]", b":", b"\xe4", b"\xbd\xa0"]), max_size=30), st.integers(1, 5))  # fmt: skip
def test_arbitrary_lines_never_depend_on_the_cuts(words, n):
    data = b"".join(words)
    whole, d1 = decode(data)
    cut, d2 = decode(*[data[i : i + n] for i in range(0, len(data), n)])
    assert (cut, d2.torn, d2.odd, d2.page, d2.done) == (whole, d1.torn, d1.odd, d1.page, d1.done)


A, B = {"choices": [{"delta": {"content": "a"}}]}, {"choices": [], "usage": {"n": 1}}
a, b = json.dumps(A), json.dumps(B)


@pytest.mark.parametrize(
    "body",
    [
        f"data: {a}\ndata: {b}\ndata: [DONE]\n",
        f"data:{a}\n\ndata:{b}\n\ndata:[DONE]\n\n",
        f"{a}\n{b}\n[DONE]\n",
        f"data: {a}data: {b}\n\ndata: [DONE]\n\n",
        f"data: {a}{b}\n\ndata:  [DONE] \n\n",
        f'event: message\nid: 7\nretry: 10\ndata: {a}\n\nevent: ping\ndata: {{"type": "ping"}}\n\ndata: {b}\n\ndata: "[DONE]"\n\n',
        f": OPENROUTER PROCESSING\n\ndata: {a}\n\ndata: ping\n\ndata:\n\ndata: {b}\n\ndata: [done]\n\n",
        f"\ufeffdata: {a}\r\rdata: {b}\r\rdata: [DONE]\r\r",
        f" data : {a}\n\nDATA: {b}\n\ndata: [DONE]\n\n",
        f"data: [{a},\ndata: {b}]\n\ndata: [DONE]",
        f"data: [{a}, {b}]\n\ndata: [DONE]",
        f"data: {a[:12]}\ndata: {a[12:]}\n\ndata: {b}\ndata: [DONE]\n\n",
        f"data: data: {a}\n\ndata: data:{b}\n\ndata: [DONE]\n\n",
        f"data: {json.dumps(a)}\n\ndata: {json.dumps(b)}\n\ndata: [DONE]\n\n",
        f"[\n{a},\n{b}\n]\ndata: [DONE]\n",
        f"[\n{a}\n,\n{b}]\ndata: [DONE]\n",
        f"\n \n\ufeff  data: {a}  \n\n\0data: {b}\n\ndata: [DONE]\n\n",
        f"\x1e{a}\n\x1e{b}\ndata: [DONE]\n",
        f"data: {a}\0\n\ndata: {b}\n\ndata: [DONE]\n\n",
    ],
)  # fmt: skip
def test_a_stream_is_read_however_it_is_framed(body):
    data = body.encode()
    for cuts in (
        [data],
        [data[i : i + 1] for i in range(len(data))],
        [data[i : i + 7] for i in range(0, len(data), 7)],
    ):
        objects, d = decode(*cuts)
        assert (objects, d.done, d.torn, d.odd, d.page) == ([A, B], True, [], [], "")


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_one_torn_line_costs_that_line_only(end):
    objects, d = decode(f'data: {a}{end}data: {{"choices": [{{"del{end}data: {b}{end}data: [DONE]\n\n'.encode())
    assert (objects, d.torn, d.done) == ([A, B], ['{"choices": [{"del'], True)
    objects, d = decode(f'{a}\n{{"choices": [{{"del\n{b}\n'.encode())
    assert (objects, d.torn) == ([A, B], ['{"choices": [{"del'])


def test_a_string_that_holds_json_stays_one_in_an_object_of_several_lines():
    call = {"choices": [], "arguments": [json.dumps({"city": "上海"})]}
    lines = json.dumps(call, indent=1).splitlines()
    assert json.dumps(call["arguments"][0]) in [line.strip() for line in lines]
    objects, d = decode("".join(f"data: {line}\n" for line in lines).encode() + b"\n")
    assert (objects, d.torn, d.odd) == ([call], [], [])


def test_an_error_is_known_by_the_name_of_its_event():
    assert decode(b'event: error\ndata: {"code": "x", "message": "m"}\n\n')[0] == [
        {"error": {"code": "x", "message": "m"}}
    ]
    assert decode(b"event:error\ndata: without a message\n\n")[0] == [{"error": {"message": "without a message"}}]
    assert decode(b'event: error\ndata: {"error": {"message": "m"}}\n\n')[0] == [{"error": {"message": "m"}}]


def test_a_page_is_kept_for_whoever_explains_it():
    page = b"<!doctype html>\n<html><title>Sign in</title>\n</html>"
    assert decode(page[:9], page[9:])[1].page == page.decode() + "\n"
    assert decode(b"upstream is down")[1].page == "upstream is down\n"
    assert decode(b"{not json\nat all")[1].page == "{not json\nat all"


def test_raw_line_breaks_in_a_string_and_absurd_counts_cost_nothing():
    assert decode(b'data: {"a": "x\ty", "n": ' + b"9" * 5_000 + b"}\n\n")[0] == [{"a": "x\ty", "n": float("inf")}]
    assert decode(b'{"a":\n"x", "n": 1}')[0] == [{"a": "x", "n": 1}]


def test_two_documents_behind_each_other_and_a_torn_third():
    objects, d = decode(b'{"a":\n1} {"b": 2} {"c')
    assert (objects, d.torn) == ([{"a": 1}, {"b": 2}], ['{"c'])


def test_events_behind_a_torn_document_are_read():
    objects, d = decode(f'{a}\n{{"choices"\ndata: {b}\n\n'.encode())
    assert (objects, d.torn) == ([A, B], ['{"choices"'])


def test_a_line_over_the_limit_ends_it():
    d = SseDecoder(Limits(line_bytes=100))
    assert d.feed(b'data: {"a": 1}\n\n') == [{"a": 1}]
    assert d.feed(b"data: " + b"x" * 90) == []
    assert not d.too_long
    d.feed(b"x" * 90)
    assert d.too_long
    assert d.feed(b'"}\n\ndata: {"b": 2}\n\n') + d.flush() == []


def test_a_long_line_is_joined_once_so_that_its_cost_grows_with_its_length():
    d = SseDecoder()
    d.feed(b'data: {"a": "')
    assert not d.in_long_line
    for _ in range(300):
        d.feed(b"A" * 1_000)
    assert d.in_long_line
    assert len(d.feed(b'"}\n')[0]["a"]) == 300_000
    assert not d.in_long_line


def test_documents_with_empty_lines_and_numbers_between_objects():
    assert decode(b'{"a":\n\n1}')[0] == [{"a": 1}]
    assert decode(b'{"a": 1} {"b":\n2}')[0] == [{"a": 1}, {"b": 2}]
    assert decode(b'data: {"a": 1} 5 {"b": 2}\n\n')[0] == [{"a": 1}, {"b": 2}]
    assert decode(f"data: {a}[DONE]\n\n".encode())[0] == [A]
    objects, d = decode(b'data: {"a":\ndata: 1}\ndata: [DONE]\n\n')
    assert (objects, d.done) == ([{"a": 1}], True)


def test_of_an_endless_page_the_beginning_is_enough():
    assert len(decode(b"<p>words</p>\n" * 20_000)[1].page) < 70_000
