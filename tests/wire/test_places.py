import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.places import (
    SoundPiece,
    calls_of,
    index_of,
    is_thought,
    numbers_in,
    only_sound,
    reason_of,
    sounds_of,
    sounds_of_part,
    thinking_of,
    thinking_of_part,
    words_of,
)


@pytest.mark.parametrize(
    ("content", "words"),
    [("a", "a"), ([{"type": "text", "text": "a"}, {"text": "b"}, "c", 3], "abc"), ({"type": "output_text", "text": "a"}, "a"), ({"text": {"value": "a"}}, "a"),
     ({"type": "refusal", "refusal": "no"}, "no"), ({"type": "thinking", "thinking": "hm"}, ""), ([{"type": "reasoning", "text": "hm"}, {"type": "text", "text": "a"}], "a"),
     (None, ""), (7, ""), ({"type": "image_url"}, ""), ({"text": 3}, "")],
)  # fmt: skip
def test_the_words_of_content(content, words):
    assert words_of(content) == words


@pytest.mark.parametrize(
    ("delta", "thought"),
    [({"reasoning_content": "hm"}, "hm"), ({"reasoning": "hm"}, "hm"), ({"reasoning": "hm", "reasoning_content": "hm"}, "hm"),
     ({"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}, "hm"), ({"reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}]}, "hm"),
     ({"reasoning_details": [{"type": "reasoning.encrypted", "data": "xyz"}]}, ""), ({"thinking": {"content": "hm"}}, "hm"), ({"thinking_blocks": [{"thinking": "hm"}]}, "hm"),
     ({"reasoning_text": "hm"}, "hm"), ({"provider_specific_fields": {"reasoning_content": "hm"}}, "hm"), ({"provider_specific_fields": {"provider_specific_fields": {}}}, ""),
     ({"reasoning": None}, ""), ({}, ""), ({"reasoning": [[[[[["deep"]]]]]]}, "")],
)  # fmt: skip
def test_the_thinking_of_a_delta_once(delta, thought):
    assert thinking_of(delta) == thought


def test_the_thinking_of_a_part():
    assert thinking_of_part({"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}) == "hm"
    assert thinking_of_part({"type": "reasoning", "summary": [{"text": "hm"}]}) == "hm"
    assert thinking_of_part({"type": "text", "text": "hm", "thought": True}) == "hm"
    assert (
        thinking_of_part({"type": "text", "text": "a", "thought": False})
        == thinking_of_part("x")
        == thinking_of_part({"type": 3})
        == ""
    )


@pytest.mark.parametrize(
    ("audio", "data"),
    [("AAAA", ["AAAA"]), ({"data": "AAAA"}, ["AAAA"]), ({"data": ["AAAA", "BBBB"]}, ["AAAA", "BBBB"]), ([{"data": "AAAA"}, "BBBB"], ["AAAA", "BBBB"]),
     ({"b64_json": "AAAA"}, ["AAAA"]), ({"data": {"data": "AAAA"}}, ["AAAA"]), ({"url": "data:;base64,AAAA"}, ["data:;base64,AAAA"]), ("", []), (None, []), ({"data": None}, []), (3, [])],
)  # fmt: skip
def test_the_sound_of_a_delta(audio, data):
    assert [p.data for p in sounds_of(audio)] == data


def test_what_is_told_of_a_sound_comes_with_it():
    piece = sounds_of({"data": "AAAA", "mime_type": "audio/mpeg", "sampling_rate": "16000", "channels": 2})[0]
    assert piece == SoundPiece(data="AAAA", format="audio/mpeg", rate="16000", channels=2)
    assert [p.transcript for p in sounds_of({"transcript": "hi", "data": "AAAA"})] == ["hi", ""]
    assert sounds_of({"url": "https://a.example/x.wav"})[0].url == "https://a.example/x.wav"
    assert sounds_of({"data": [1, 2]})[0].problem
    assert sounds_of([3])[0].problem


@pytest.mark.parametrize(
    "part",
    [{"type": "output_audio", "output_audio": {"data": "AAAA", "format": "wav"}}, {"type": "audio", "audio": {"data": "AAAA", "format": "wav"}},
     {"type": "audio", "data": "AAAA", "format": "wav"}, {"type": "audio", "audio": "AAAA", "format": "wav"}, {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}],
)  # fmt: skip
def test_the_sound_of_a_part(part):
    assert [(p.data, p.format) for p in sounds_of_part(part)] == [("AAAA", "wav")]


def test_a_part_that_is_no_sound_has_none():
    assert sounds_of_part({"type": "text"}) == sounds_of_part({"type": 3}) == sounds_of_part("x") == []
    assert (
        sounds_of_part({"type": "audio_url", "audio_url": {"url": "data:;base64,AAAA"}})[0].data == "data:;base64,AAAA"
    )


@pytest.mark.parametrize(
    ("choice", "chunk", "only"),
    [({"delta": {"audio": {"data": "A"}}}, {}, True), ({"message": {"content": "hi"}}, {}, False), ({"delta": {"content": "AAAA"}}, {"modality": "audio"}, True),
     ({"delta": None}, {}, True), ({"delta": {"tool_calls": [{}]}}, {}, False)],
)  # fmt: skip
def test_a_choice_of_sound_only(choice, chunk, only):
    assert only_sound(choice, chunk) is only


@pytest.mark.parametrize(
    ("delta", "call"),
    [({"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"a'}}]}, ("0", "c", "f", '{"a')),
     ({"tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {"a": 1}}}]}, ("c", "c", "f", '{"a": 1}')), ({"tool_calls": [{"function": {"arguments": "}"}}]}, ("", None, None, "}")),
     ({"tool_calls": [{"index": 1, "type": "custom", "custom": {"name": "f", "input": "x"}}]}, ("1", None, "f", "x")), ({"function_call": {"name": "f", "arguments": None}}, ("function_call", None, "f", "")),
     ({"tool_calls": {"name": "f", "function": "odd"}}, ("", None, None, ""))],
)  # fmt: skip
def test_the_pieces_of_a_tool_call(delta, call):
    assert [(c.key, c.id, c.name, c.arguments) for c in calls_of(delta)] == [call]
    assert calls_of({"tool_calls": [3, None]}) == []


@pytest.mark.parametrize(
    ("value", "n"), [(0, 0), (2, 2), ("1", 1), (1.0, 1), (None, 0), (-1, 0), ("x", 0), (float("nan"), 0), ([], 0)]
)
def test_the_number_of_a_choice(value, n):
    assert index_of(value) == n


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"finish_reason": "stop"}, "stop"),
        ({"finish_reason": None, "stop_reason": "</s>"}, ""),
        ({"finish_reason": "stop", "stop_reason": 151645}, "stop"),
        ({"stop_reason": "max_tokens"}, "max_tokens"),
        ({"finish_details": {"type": "max_tokens"}}, "max_tokens"),
        ({"finish_reason": ["length"]}, "length"),
        ({"finish_reason": {"type": "length"}}, "length"),
        ({"finish_reason": "null"}, ""),
        ({"finish_reason": []}, ""),
        ({"finish_reason": 5}, ""),
        ({}, ""),
    ],
)
def test_why_a_choice_ended(choice, reason):
    assert reason_of(choice) == reason


def test_content_that_is_marked_as_thinking():
    assert is_thought({"content": "hm", "extra_content": {"google": {"thought": True}}})
    assert not is_thought({"content": "a", "extra_content": {"google": {}}})
    assert not is_thought({"content": "a", "extra_content": None})


def test_of_usage_only_counts_are_kept():
    assert numbers_in(
        {
            "a": 1,
            "b": {"c": 2.5, "d": "secret"},
            "e": None,
            "f": True,
            "g": "12",
            "k": "7.0",
            "h": [],
            "i": float("nan"),
            "j": {},
        }
    ) == {"a": 1, "b": {"c": 2.5}, "g": "12", "k": "7.0"}


values = st.recursive(st.none() | st.integers() | st.text(max_size=6), lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "audio", "data", "transcript", "thinking", "function", "arguments"]), v, max_size=4), max_leaves=9)  # fmt: skip


@given(values)
def test_arbitrary_json_never_crashes(value):
    words_of(value)
    sounds_of(value)
    sounds_of_part(value)
    thinking_of_part(value)
    numbers_in(value)
    calls_of({"tool_calls": value, "function_call": value})
    thinking_of({"reasoning": value})
