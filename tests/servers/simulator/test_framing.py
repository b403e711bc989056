import base64
import json

import pytest

from omni_nb.servers.simulator import faults, framing
from omni_nb.servers.simulator.answers import Answer
from omni_nb.servers.simulator.framing import Framing
from omni_nb.servers.simulator.request import read
from omni_nb.servers.simulator.speech import Speech
from omni_nb.servers.simulator.tools import ToolCall
from omni_nb.sound.pcm import Base64Decoder


def frame(dialect="dashscope", *active, model="qwen3-omni-flash", reasoning="", usage=True, text="你好 you", **answer):
    asked = read({"model": model, "messages": [{"role": "user", "content": "x"}], "stream": True, "modalities": ["text", "audio"], "stream_options": {"include_usage": usage}})  # fmt: skip
    f = Framing(dialect=dialect, faults=frozenset(active), asked=asked)
    return list(framing.stream(Answer(text=text, reasoning=reasoning, **answer), Speech(text, "Cherry"), f)), f


def chunks(*args, **kwargs):
    events = "".join(e for _, e in frame(*args, **kwargs)[0]).split("\n\n")
    return [json.loads(e.removeprefix("data: ")) for e in events if e.startswith("data: {")]


def deltas(*args, **kwargs):
    return [c["choices"][0]["delta"] for c in chunks(*args, **kwargs) if c["choices"]]


def test_the_chunks_are_those_of_the_service():
    text, audio, finish, usage = (
        chunks()[1],
        next(c for c in chunks() if c["choices"] and "audio" in c["choices"][0]["delta"]),
        chunks()[-2],
        chunks()[-1],
    )
    assert text["choices"] == [{"delta": {"content": "你"}, "finish_reason": None, "index": 0, "logprobs": None}]
    assert set(audio["choices"][0]["delta"]["audio"]) == {"data", "expires_at", "id"}
    assert finish["choices"][0] == {"delta": {"content": ""}, "finish_reason": "stop", "index": 0, "logprobs": None}
    assert usage["choices"] == []
    assert set(usage["usage"]) == {
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "completion_tokens_details",
        "prompt_tokens_details",
    }


def test_time_goes_forward_and_words_come_before_sound():
    steps, _ = frame()
    times = [t for t, _ in steps]
    assert times == sorted(times)
    assert steps[-1][1] == "data: [DONE]\n\n"


def test_older_models_speak_in_the_transcript():
    assert any("transcript" in (d.get("audio") or {}) for d in deltas(model="qwen-omni-turbo"))
    assert not any("transcript" in (d.get("audio") or {}) for d in deltas())


def test_each_dialect_has_its_mark():
    assert {c.get("modality") for c in chunks("vllm-omni")} == {"text", "audio", None}
    assert any(c["choices"][0]["finish_reason"] == "stop" for c in chunks("vllm-omni") if c.get("modality") == "audio")
    assert any("format" in (d.get("audio") or {}) for d in deltas("sglang-omni"))
    assert not any("audio" in d for d in deltas("plain"))
    assert any(e.startswith(": OPENROUTER") for _, e in frame("openrouter")[0])


def test_endings():
    assert "[DONE]" not in "".join(e for _, e in frame("dashscope", "no-finish")[0])
    assert "[DONE]" not in "".join(e for _, e in frame("dashscope", "no-done")[0])
    assert "usage" in chunks("dashscope", "no-done")[-1]
    assert chunks("dashscope", "no-usage")[-1]["choices"]
    assert chunks(usage=False)[-1]["choices"]


def test_thinking_comes_first():
    assert deltas(reasoning="let me see")[1]["reasoning_content"] == "let "


def test_a_document_is_the_same_without_a_stream():
    _, f = frame("openai")
    message = framing.document(Answer(text="hi", reasoning="hm"), Speech("hi", "Cherry"), f)["choices"][0]["message"]
    assert (message["content"], message["audio"]["transcript"], message["reasoning_content"]) == (None, "hi", "hm")
    assert framing.document(Answer(text="hi"), None, frame()[1])["choices"][0]["message"] == {
        "role": "assistant",
        "content": "hi",
    }


@pytest.mark.parametrize("name", faults.STREAM_FAULTS)
def test_every_fault_can_be_framed(name):
    assert frame("dashscope", name)[0]


def test_each_reply_has_an_id_and_a_time_of_its_own():
    one, two = chunks(), chunks()
    assert {c["id"] for c in one} == {one[0]["id"]} != {two[0]["id"]}
    assert one[0]["created"] > 1_760_000_000


CALL = ToolCall(id="call_1", name="weather", arguments='{"city": "Paris"}')


@pytest.mark.parametrize("dialect", ["dashscope", "openai"])
def test_a_call_is_streamed_name_first_then_its_arguments_in_pieces(dialect):
    calls = [d["tool_calls"][0] for d in deltas(dialect, text="", call=CALL, finish="tool_calls") if "tool_calls" in d]
    assert (calls[0]["id"], calls[0]["function"]) == ("call_1", {"name": "weather", "arguments": ""})
    assert "".join(c["function"]["arguments"] for c in calls) == CALL.arguments
    assert {c.get("id") for c in calls[1:]} == ({""} if dialect == "dashscope" else {None})
    assert [c["choices"][0]["finish_reason"] for c in chunks(dialect, text="", call=CALL, finish="tool_calls") if c["choices"]][-1] == "tool_calls"  # fmt: skip
    message = framing.document(Answer(text="", call=CALL, finish="tool_calls"), None, frame(dialect)[1])["choices"][0]
    assert message["message"]["tool_calls"][0]["function"] == {"name": "weather", "arguments": CALL.arguments}
    assert (message["message"]["content"] or "", message["finish_reason"]) == ("", "tool_calls")


def sound_of(*active, text):
    data = [d["audio"]["data"] for d in deltas("dashscope", *active, text=text) if "data" in (d.get("audio") or {})]
    decoder = Base64Decoder()  # padded in the middle where pieces are no multiples of three bytes
    return data, b"".join(decoder.feed(d) for d in data) + decoder.flush()


def test_the_sound_of_many_paragraphs_is_all_there_whole_or_oddly_cut():
    text = "\n\n".join(f"paragraph number {i}" for i in range(4))
    whole = Speech(text, "Cherry").whole().samples.tobytes()
    pieces, sound = sound_of(text=text)
    assert sound == whole
    assert {len(base64.b64decode(p)) for p in pieces[:-1]} == {9_600}
    assert sound_of("odd-splits", text=text)[1] == whole


def test_sound_is_made_while_it_is_written_and_counted_at_the_end():
    made = Speech("\n\n".join(["one two three"] * 50), "Cherry")
    asked = read({"model": "qwen3-omni-flash", "messages": [{"role": "user", "content": "x"}], "stream": True, "modalities": ["text", "audio"], "stream_options": {"include_usage": True}})  # fmt: skip
    steps = framing.stream(Answer(text="x"), made, Framing(dialect="dashscope", faults=frozenset(), asked=asked))
    next(e for _, e in steps if '"audio"' in e)
    begun_s = made.duration_s
    usage = [e for _, e in steps][-2]
    assert 0 < begun_s < made.duration_s / 20
    assert json.loads(usage[6:])["usage"]["completion_tokens_details"]["audio_tokens"] == round(made.duration_s * 12.5)
