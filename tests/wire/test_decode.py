import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.events import AudioDelta, Finish, Note, ReasoningDelta, Started, TextDelta, Trouble, UsageReport
from tests.sound.test_pcm import PCM, wav
from tests.support.media import TONE


def chunk(delta=None, finish=None, **more):
    return {"choices": [{"delta": delta, "finish_reason": finish, "index": 0}], **more}


def decode(*chunks):
    d = ChunkDecoder()
    return [e for c in chunks for e in d.feed(c, 1.0)] + d.flush(2.0)


def words(*chunks):
    return "".join(e.text for e in decode(*chunks) if isinstance(e, TextDelta))


def samples(*chunks):
    runs = [e.samples for e in decode(*chunks) if isinstance(e, AudioDelta)]
    return np.concatenate(runs) if runs else np.zeros(0, np.int16)


def b64(data):
    return base64.b64encode(data).decode()


def both(content, transcript):
    return chunk({"content": content, "audio": {"transcript": transcript}})


def test_the_examples_four_chunks():
    events = decode(
        chunk({"content": "我"}, id="chatcmpl-1", model="qwen3-omni-flash", usage=None),
        chunk({"audio": {"data": b64(PCM.tobytes()), "expires_at": 1, "id": "audio_1"}}),
        chunk({"content": ""}, "stop"),
        {"choices": [], "usage": {"prompt_tokens": 207}},
    )
    assert [type(e) for e in events] == [Started, TextDelta, AudioDelta, Finish, UsageReport]
    assert events[0] == Started(1.0, "chatcmpl-1", "qwen3-omni-flash")
    assert np.array_equal(events[2].samples, PCM)
    assert events[3].reason == "stop"
    assert events[4].usage == {"prompt_tokens": 207}


@pytest.mark.parametrize(
    ("chunks", "text"),
    [
        ([both("你", None), both(None, "好")], "你好"),
        ([both("你", "你"), both("好", "好")], "你好"),
        ([both("你", "你"), both("，", "，"), both("好。", "好。")], "你，好。"),
        ([both("你好吗", None), both(None, "你"), both(None, "好吗？再见")], "你好吗？再见"),
        ([both("你好，", None), both(None, "你好"), both(None, "，再见")], "你好，再见"),
        ([both("**Hi** there", None), both(None, "Hi "), both(None, "there"), both(None, " you")], "**Hi** there you"),
        (
            [both("I have 3 cats", None), both(None, "I have "), both(None, "three cats"), both(None, " indeed")],
            "I have 3 cats",
        ),
        ([both(None, "one "), both(None, "two "), both("one two three", None)], "one two three"),
        ([both("。", None), both(None, "。")], "。"),
        ([chunk({"content": [{"type": "text", "text": "a"}, {"type": "x"}, 3]})], "a"),
        ([chunk({"content": None}), chunk({"content": 7}), chunk(None), chunk(3), chunk({"audio": "x"})], ""),
        (
            [chunk("delta as words"), {"choices": [{"text": ", text"}]}, {"choices": {"delta": {"content": "!"}}}],
            "delta as words, text!",
        ),
    ],
)
def test_no_word_is_shown_twice_and_none_is_lost(chunks, text):
    assert words(*chunks) == text


@given(st.text("ab c。", min_size=1, max_size=20), st.data())
def test_however_the_two_places_interleave_equal_words_come_once(text, data):
    left, right, chunks = text, text, []
    while left or right:
        a, b = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))
        a = max(a, int(len(left) >= len(right)))  # content never falls behind
        b = min(b, len(right) - len(left[a:]))
        if a + max(b, 0) == 0:
            b = 1
        chunks.append(both(left[:a], right[: max(b, 0)]))
        left, right = left[a:], right[max(b, 0) :]
    assert words(*chunks) == text


def test_thinking_is_apart_whatever_its_name():
    events = decode(chunk({"reasoning_content": "hm"}), chunk({"reasoning": "so"}))
    assert [e.text for e in events if isinstance(e, ReasoningDelta)] == ["hm", "so"]


def test_an_emoji_cut_in_two_is_whole_again():
    smile = "\N{SLIGHTLY SMILING FACE}"
    high, low = (chr(int.from_bytes(smile.encode("utf-16-be")[i : i + 2], "big")) for i in (0, 2))
    assert words(chunk({"content": f"a{high}"}), chunk({"content": f"{low}b"})) == f"a{smile}b"
    assert words(chunk({"content": f"{low}x{high}"}), chunk({"content": "y"})) == "\ufffdx\ufffdy"


@pytest.mark.parametrize("padded", [False, True])
def test_vllm_sends_sound_as_content(padded):
    data = b64(wav(PCM[:99].tobytes())) + b64(wav(PCM[99:].tobytes()))
    pieces = [data[:50], data[50:]] if padded else [b64(wav(PCM[:99].tobytes())), b64(wav(PCM[99:].tobytes()))]
    chunks = [chunk({"content": p}, "stop", modality="audio") for p in pieces]
    assert np.array_equal(samples(*chunks), PCM)
    assert words(chunk({"content": "hi"}, modality="text"), *chunks) == "hi"
    assert len(samples(chunk({"content": None}, modality="audio"))) == 0


@pytest.mark.parametrize("fmt", ["flac", "mp3", "opus"])
def test_sglang_encodes_each_piece_by_itself(fmt):
    piece = chunk({"audio": {"data": b64(TONE.encode(fmt)), "format": fmt, "sample_rate": 24_000}})
    assert len(samples(piece, piece)) == pytest.approx(2 * len(TONE), rel=0.1)


def test_a_piece_that_cannot_be_decoded_is_noted_and_the_rest_goes_on():
    events = decode(chunk({"audio": {"data": "AAAA", "format": "mp3"}}), chunk({"content": "on"}))
    assert any(isinstance(e, Note) and "could not be decoded" in e.text for e in events)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "on"
    assert events[-1].data == b"\0\0\0"


def test_the_rate_may_be_said_by_the_chunk_or_by_a_header():
    for piece in ({"data": b64(PCM.tobytes()), "sample_rate": 16_000}, {"data": b64(wav(rate=16_000))}):
        events = decode(chunk({"audio": piece}))
        assert [e.rate_hz for e in events if isinstance(e, AudioDelta)] == [16_000]
        assert any(isinstance(e, Note) and "16,000 Hz" in e.text for e in events)
    assert [
        e.rate_hz
        for e in decode(chunk({"audio": {"data": b64(PCM.tobytes()), "sample_rate": "fast"}}))
        if isinstance(e, AudioDelta)
    ] == [24_000]


def test_misspelt_keys_are_understood():
    events = decode(
        {"choises": [{"delta": {"contnet": "a"}, "finish_reson": "stop"}]},
        chunk({"audio": {"trancript": "b", "unknown": 1}}),
        chunk({"content": "c", "contents": "never"}),
    )
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "abc"
    assert any(isinstance(e, Finish) for e in events)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (
            {"message": "<400> InternalError.Algo.InvalidParameter: Voice 'Cherry' is not supported.", "code": "x"},
            400,
            "x",
        ),
        ({"message": "rate", "code": 429}, 429, None),
        ({"message": "odd", "code": 7}, None, None),
        ({}, None, None),
        ("in words", None, None),
        ({"message": ""}, None, None),
    ],
)
def test_errors_inside_the_stream(error, status, code):
    found = [e for e in decode({"error": error or {"x": 1}, "request_id": "r1"}) if isinstance(e, Trouble)]
    assert [(e.status, e.service_code, e.request_id) for e in found] == [(status, code, "r1")]
    assert found[0].message


def test_what_is_not_base64_is_noted_at_the_end():
    assert any("not base64" in e.text for e in decode(chunk({"audio": {"data": "AA??AA=="}})) if isinstance(e, Note))


def test_a_reply_that_is_not_streamed_is_read_by_the_same_code():
    document = {"choices": [{"message": {"content": None, "audio": {"data": b64(wav()), "transcript": "hi"}}, "finish_reason": "stop"}, {"message": {"content": " you"}}], "usage": {"prompt_tokens": 1}}  # fmt: skip
    assert words(document) == "hi you"
    assert np.array_equal(samples(document), PCM)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["choices", "delta", "content", "audio", "data", "transcript", "error", "usage", "message", "finish_reason", "modality", "sample_rate", "format", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["choices", "error", "usage", "modality", "id", "model"]), json_values, max_size=4
        ),
        max_size=4,
    )
)
def test_arbitrary_json_never_crashes(chunks):
    decode(*chunks)


def test_what_was_held_back_comes_out_at_the_end():
    data = PCM.tobytes() + b"RI"
    assert samples(chunk({"audio": {"data": b64(data)}})).tobytes() == data


def test_an_empty_piece_of_sound_is_no_sound():
    empty = wav(b"")
    assert not [e for e in decode(chunk({"audio": {"data": b64(empty), "format": "wav"}})) if isinstance(e, AudioDelta)]
