import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb.wire.decode import ChunkDecoder
from omni_nb.wire.events import (
    AudioDelta,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    StreamError,
    TextDelta,
    ToolCallDelta,
    UsageReport,
)
from omni_nb.wire.server_words import ServerWords
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
    gemini = chunk({"content": "hm", "extra_content": {"google": {"thought": True}}})
    assert [type(e) for e in decode(gemini, chunk({"content": "a"})) if isinstance(e, (TextDelta, ReasoningDelta))] == [
        ReasoningDelta,
        TextDelta,
    ]


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
    assert any(isinstance(e, Noted) and "could not be decoded" in e.note for e in events)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "on"
    assert events[-1].data == b"\0\0\0"


def test_the_rate_may_be_said_by_the_chunk_or_by_a_header():
    for piece in ({"data": b64(PCM.tobytes()), "sample_rate": 16_000}, {"data": b64(wav(rate=16_000))}):
        events = decode(chunk({"audio": piece}))
        assert [e.rate_hz for e in events if isinstance(e, AudioDelta)] == [16_000]
        assert any(isinstance(e, Noted) and "16,000 Hz" in e.note for e in events)
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
        ("without a message", None, None),
        ({"message": ""}, None, None),
    ],
)
def test_errors_inside_the_stream(error, status, code):
    found = [e for e in decode({"error": error or {"x": 1}, "request_id": "r1"}) if isinstance(e, StreamError)]
    assert [(e.status, e.service_code, e.request_id) for e in found] == [(status, code, "r1")]
    assert found[0].message


def test_what_is_not_base64_is_noted_at_the_end():
    assert any("not base64" in e.note for e in decode(chunk({"audio": {"data": "AA??AA=="}})) if isinstance(e, Noted))


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


def notes(*chunks):
    return [e.note for e in decode(*chunks) if isinstance(e, Noted)]


def kinds(*chunks):
    return [type(e).__name__ for e in decode(*chunks)]


def answer(index, delta, **more):
    return {"choices": [{"index": index, "delta": delta, **more}]}


@pytest.mark.parametrize("second", [1, "1", 1.0])
def test_of_several_answers_the_first_is_taken_and_that_is_said(second):
    chunks = [
        answer(second, {"content": "Blue "}),
        answer(0, {"content": "Red "}),
        answer(second, {"content": "sea"}),
        answer(0, {"content": "roses"}),
    ]
    assert words(*chunks) == "Red roses"
    assert notes(*chunks) == ["the server sent 2 answers; this is the first of them"]


def test_an_answer_that_is_numbered_otherwise_is_still_the_answer():
    chunks = [answer(1, {"content": "only"}), answer(1, {}, finish_reason="stop")]
    assert words(*chunks) == "only"
    assert notes(*chunks) == []
    assert words(answer(-1, {"content": "odd"})) == "odd"
    assert words(answer(2, {"content": "b"}), answer(1, {"content": "a"})) == "a"


def test_sound_in_a_second_choice_belongs_to_the_words_of_the_first():
    document = {
        "object": "chat.completion",
        "choices": [
            {"index": 0, "message": {"content": "hi"}},
            {"index": 1, "message": {"audio": {"data": b64(PCM.tobytes())}}},
        ],
    }
    assert words(document) == "hi"
    assert np.array_equal(samples(document), PCM)
    assert notes(document) == []


@pytest.mark.parametrize("whole", ["message", "object", "last piece"])
def test_a_last_message_that_says_all_again_adds_nothing(whole):
    said = [
        chunk({"content": "Hello there, "}),
        chunk({"content": "this is it."}),
        chunk({"audio": {"data": b64(PCM.tobytes())}}),
    ]
    everything = {
        "content": "Hello there, this is it.",
        "audio": {"data": b64(wav()), "transcript": "Hello there, this is it."},
    }
    last = {
        "message": {"choices": [{"index": 0, "delta": {}, "message": everything, "finish_reason": "stop"}]},
        "object": {"object": "chat.completion", "choices": [{"delta": everything}]},
        "last piece": chunk(everything, "stop"),
    }[whole]
    assert words(*said, last) == "Hello there, this is it."
    assert np.array_equal(samples(*said, last), PCM)


def test_a_last_transcript_that_says_all_again_adds_nothing():
    said = [chunk({"audio": {"transcript": w}}) for w in ("Hello there, ", "this is it.")]
    assert (
        words(*said, chunk({"audio": {"transcript": "Hello there, this is it."}}, "stop")) == "Hello there, this is it."
    )
    assert words(*said, chunk({"audio": {"transcript": " Bye."}}, "stop")) == "Hello there, this is it. Bye."


@pytest.mark.parametrize("pieces", [1, 5])
@pytest.mark.parametrize("words_too", ["", "你好"])
@pytest.mark.parametrize("as_file", [False, True])
def test_a_last_piece_that_says_only_the_sound_again_adds_nothing(pieces, words_too, as_file):
    sound = TONE.samples
    said = [chunk({"content": "你好"})] + [
        chunk({"audio": {"data": b64(part.tobytes())}}) for part in np.array_split(sound, pieces)
    ]
    whole = b64(TONE.encode("wav") if as_file else sound.tobytes())
    last = chunk({"content": words_too, "audio": {"data": whole}}, "stop")
    assert np.array_equal(samples(*said, last), sound)
    assert words(*said, last) == "你好"
    assert not any(isinstance(e, Noted) for e in decode(*said, last))


@pytest.mark.parametrize(
    "write",
    [
        lambda data: chunk({"audio": {"data": data}}),  # and the finish reason behind it
        lambda data: chunk({"audio": {"data": data, "format": "pcm16"}}, "stop"),
        lambda data: chunk({"content": [{"type": "output_audio", "audio": {"data": data}}]}, "stop"),
        lambda data: {"modality": "audio", **chunk({"content": data}, "stop")},
        lambda data: {**chunk({}, "stop"), "audio": {"data": data}},
        lambda data: {"choices": [{"message": {"audio": {"data": data}}}]},
    ],
)
def test_the_sound_said_again_adds_nothing_wherever_it_stands(write):
    said = [chunk({"audio": {"data": b64(part.tobytes())}}) for part in np.array_split(TONE.samples, 4)]
    whole = write(b64(TONE.samples.tobytes()))
    assert np.array_equal(samples(*said, whole, chunk({}, "stop")), TONE.samples)
    assert np.array_equal(samples(whole, chunk({}, "stop")), TONE.samples)


def test_new_words_beside_sound_that_is_said_again_are_kept():
    said = [chunk({"content": "你好"})] + [chunk({"audio": {"data": b64(p.tobytes())}}) for p in np.array_split(TONE.samples, 5)]  # fmt: skip
    last = chunk({"content": "你", "audio": {"data": b64(TONE.samples.tobytes())}}, "stop")
    assert (words(*said, last), len(samples(*said, last))) == ("你好你", 24_000)


def test_a_last_piece_of_other_sound_is_heard_with_its_words():
    said = [chunk({"content": "Hi", "audio": {"data": b64(TONE.samples[:12_000].tobytes())}})]
    last = chunk({"content": "Hi", "audio": {"data": b64(TONE.samples[12_000:].tobytes())}}, "stop")
    assert (words(*said, last), len(samples(*said, last))) == ("HiHi", 24_000)


def test_what_only_the_last_message_says_is_taken_from_it():
    call = {"id": "c", "function": {"name": "f", "arguments": "{}"}}
    message = {
        "content": "<think>hm</think>Hello!",
        "reasoning": "so",
        "refusal": "no",
        "tool_calls": [call],
        "audio": {"data": b64(PCM.tobytes())},
    }
    events = decode(chunk({"content": "Hello"}), {"choices": [{"message": message}]})
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "Hello!no"
    assert [e.text for e in events if isinstance(e, ReasoningDelta)] == ["so"]
    assert np.array_equal(np.concatenate([e.samples for e in events if isinstance(e, AudioDelta)]), PCM)
    assert [e.name for e in events if isinstance(e, ToolCallDelta)] == ["f"]


@pytest.mark.parametrize("write", [lambda t: {"content": t}, lambda t: {"audio": {"transcript": t}}, lambda t: {"content": [{"type": "text", "text": t}]},
    lambda t: {"content": t, "audio": {"transcript": t}}])  # fmt: skip
@pytest.mark.parametrize("last", ["", "again"])
def test_a_server_whose_pieces_hold_all_before_them_is_read_as_it_means(write, last):
    said = ["Good", "Good morning", "Good morning, all", "Good morning, all of you."]
    chunks = [chunk(write(t)) for t in said] + [chunk(write(said[-1]) if last else {}, "stop")]
    assert words(*chunks) == "Good morning, all of you."
    assert [e.note.code for e in decode(*chunks) if isinstance(e, Noted)] == ["repeated_pieces"]


def test_its_thinking_too_also_between_tags():
    said = ["<think>", "<think>well", "<think>well then</think>", "<think>well then</think>Yes", "<think>well then</think>Yes, do."]  # fmt: skip
    apart = ["we", "well", "well, then", "well, then, yes"]
    for chunks, thought, answer in (
        ([chunk({"content": t}) for t in said], "well then", "Yes, do."),
        ([chunk({"reasoning_content": t}) for t in apart], "well, then, yes", ""),
    ):
        events = decode(*chunks)
        assert "".join(e.text for e in events if isinstance(e, ReasoningDelta)) == thought
        assert "".join(e.text for e in events if isinstance(e, TextDelta)) == answer


def test_what_was_held_back_is_told_at_the_end():
    assert words(chunk({"content": "1"}), chunk({"content": "10"}), chunk({}, "stop")) == "110"
    assert words(chunk({"audio": {"transcript": "1"}}), chunk({"audio": {"transcript": "10"}})) == "110"


def test_a_refusal_in_a_field_of_its_own_is_remembered():
    d = ChunkDecoder()
    d.feed(chunk({"content": "hi"}), 0.0)
    assert not d.refused
    d.feed(chunk({"refusal": "no"}), 0.0)
    assert d.refused


def test_a_last_message_does_not_repeat_calls_thinking_and_refusals():
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
    streamed = [chunk({"tool_calls": [call]}), chunk({"reasoning": "hm"}), chunk({"refusal": "no"})]
    events = decode(*streamed, {"choices": [{"message": {"tool_calls": [call], "reasoning": "hm", "refusal": "no"}}]})
    assert [type(e) for e in events].count(ToolCallDelta) == 1
    assert [e.text for e in events if isinstance(e, ReasoningDelta)] == ["hm"]
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == "no"


def test_a_whole_message_of_sound_is_taken_once():
    message = {"modality": "audio", "choices": [{"message": {"content": b64(wav())}}]}
    assert np.array_equal(samples(chunk({"content": "hi"}), message), PCM)
    assert np.array_equal(samples(chunk({"audio": {"data": b64(wav())}}), message), PCM)


def test_calls_of_tools_come_in_pieces():
    pieces = [
        {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": '{"x'}}]},
        {"tool_calls": [{"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '": 1}'}}, {"function": {"arguments": " "}}]},
    ]
    events = [e for e in decode(*map(chunk, pieces)) if isinstance(e, ToolCallDelta)]
    assert [(e.index, e.id, e.name, e.arguments) for e in events] == [
        (0, "a", "f", '{"x'),
        (1, "b", "g", "{}"),
        (0, "", "", '": 1}'),
        (1, "", "", " "),
    ]


def test_thinking_in_tags_and_details_and_parts_is_apart():
    chunks = [chunk({"content": p}) for p in ("<thi", "nk>\nhm", " ok</th", "ink>\n\n", "Hello")]
    events = decode(*chunks, chunk({"content": [{"type": "reasoning", "text": "so"}, {"type": "text", "text": "!"}]}))
    assert "".join(e.text for e in events if isinstance(e, ReasoningDelta)) == "\nhm okso"
    assert words(*chunks) == "Hello"
    assert words(chunk({"content": "<thi"})) == "<thi"
    assert "ThinkingEnded" in kinds(chunk({"content": "hm ok</think>\n\nHello"}))


def test_a_refusal_is_words_and_is_noted_once():
    chunks = [chunk({"role": "assistant", "content": None}), chunk({"refusal": "I can"}), chunk({"refusal": "not."})]
    assert words(*chunks) == "I cannot."
    assert notes(*chunks) == ["the model declined to answer (refusal)"]


def test_sound_may_stand_in_parts_lists_strings_and_beside_the_choices():
    data = b64(PCM.tobytes())
    for piece in (
        chunk({"content": [{"type": "output_audio", "output_audio": {"data": data}}]}),
        chunk({"audio": data}),
        chunk({"audio": {"data": [data]}}),
        {"audio": {"data": data}},
    ):
        assert np.array_equal(samples(piece), PCM)


def test_what_is_not_shown_is_named():
    assert "pictures" in notes(chunk({"images": [{"x": 1}]}))[0]
    assert "'video_url'" in notes(chunk({"content": [{"type": "video_url"}, {"type": "text"}]}))[0]
    assert "https://a.example/x.wav" in notes(chunk({"audio": {"url": "https://a.example/x.wav"}}))[0]
    assert "https://a.example/x.wav" in notes(chunk({"audio": {"data": "https://a.example/x.wav"}}))[0]
    assert "not base64" in notes(chunk({"audio": {"data": [1, 2]}}))[0]
    assert samples(chunk({"audio": {"data": ""}})).size == 0


def test_a_completion_in_an_envelope_is_unwrapped():
    inner = {"choices": [{"message": {"content": "hi"}}]}
    for document in ({"code": 0, "data": inner}, {"output": inner, "usage": {"input_tokens": 3}}, {"result": inner}):
        assert words(document) == "hi"
    assert "UsageReport" in kinds({"output": inner, "usage": {"input_tokens": 3}})


def test_usage_stands_in_other_places_too():
    for c in (
        {"choices": [{"delta": {}, "usage": {"prompt_tokens": 1}}]},
        {"choices": [], "x_groq": {"usage": {"prompt_tokens": 1}}},
    ):
        assert [e.usage for e in decode(c) if isinstance(e, UsageReport)] == [{"prompt_tokens": 1}]
    assert "UsageReport" not in kinds({"choices": [], "x_groq": 3}, {"choices": [], "usage": {"a": None}})


def test_an_error_of_a_choice_comes_behind_its_words():
    events = decode(
        {
            "choices": [
                {"delta": {"content": "half"}, "error": {"message": "the words", "code": 502}, "finish_reason": "error"}
            ]
        }
    )
    assert [type(e) for e in events] == [Started, TextDelta, Finish, StreamError]
    assert (events[3].message, events[3].status) == ("the words", 502)


def test_every_field_goes_through_the_door_for_a_servers_words():
    door = ServerWords(
        strike=lambda t: t.replace("SECRET", "…"),
        open_end=lambda t: next((n for n in range(5, 0, -1) if t.endswith("SECRET"[:n])), 0),
    )
    s = "SECRET\x1b"
    call = {"index": 0, "id": s, "function": {"name": s, "arguments": s}}
    chunks = [
        {"id": s, "model": s, "choices": [{"delta": {"content": "SEC"}}]}, chunk({"content": "RET\x1b", "reasoning": s, "tool_calls": [call]}, s),
        chunk({"audio": {"url": "https://" + s}, "refusal": s, "content": [{"type": s}]}), {"strange": s}, {"error": {"message": s, "code": s, "request_id": s}},
        {"choices": [], "usage": {"prompt_tokens": s, "x": {s: 1}}}, chunk({"content": "SECR"}), chunk({"reasoning": "SECR", "tool_calls": [{"index": 0, "function": {"arguments": "SECR"}}]}),
    ]  # fmt: skip
    d = ChunkDecoder(words=door)
    shown = str([e for c in chunks for e in d.feed(c, 1.0)] + d.flush(2.0)) + d.strange
    assert "SECRET" not in shown
    assert "\\x1b" not in shown
    assert shown.count("SECR'") == 3


def test_what_is_part_of_a_reply_is_told_from_signs_of_life():
    d = ChunkDecoder()
    counts = []
    for c in (
        {"type": "ping"},
        chunk({}),
        chunk({"content": "a"}),
        {"odd": 1},
        chunk({"audio": {"data": b64(b"OggS\0" + b"x" * 60)}}),
        answer(1, {"content": "b"}),
    ):
        d.feed(c, 0.0)
        counts.append(d.pieces)
    assert counts == [0, 0, 1, 1, 2, 3]
    assert d.strange == '{"odd": 1}'
    assert d.held_bytes == 65


def test_further_answers_are_kept_up_to_a_limit_and_that_is_said():
    piece = answer(1, {"content": "x"})
    d = ChunkDecoder()
    events = [e for _ in range(100_003) for e in d.feed(piece, 0.0)] + d.flush(0.0)
    assert sum(isinstance(e, TextDelta) for e in events) == 100_000
    assert sum(isinstance(e, Noted) for e in events) == 1


def test_notes_are_few_and_each_is_said_once():
    said = notes(*[chunk({"content": [{"type": f"kind {i % 12}"}]}) for i in range(40)])
    assert len(said) == 8
