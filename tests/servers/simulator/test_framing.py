import json

import pytest

from omni_nb.servers.simulator import faults, framing
from omni_nb.servers.simulator.answers import Answer
from omni_nb.servers.simulator.framing import Framing
from omni_nb.servers.simulator.request import read
from tests.support.media import TONE


def frame(dialect="dashscope", *active, model="qwen3-omni-flash", reasoning="", usage=True):
    asked = read({"model": model, "messages": [{"role": "user", "content": "x"}], "stream": True, "modalities": ["text", "audio"], "stream_options": {"include_usage": usage}})  # fmt: skip
    f = Framing(dialect=dialect, faults=frozenset(active), asked=asked)
    return list(framing.stream(Answer(text="你好 you", reasoning=reasoning), TONE, f)), f


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
    message = framing.document(Answer(text="hi", reasoning="hm"), TONE, f)["choices"][0]["message"]
    assert (message["content"], message["audio"]["transcript"], message["reasoning_content"]) == (None, "hi", "hm")
    assert framing.document(Answer(text="hi"), None, frame()[1])["choices"][0]["message"] == {
        "role": "assistant",
        "content": "hi",
    }


@pytest.mark.parametrize("name", faults.STREAM_FAULTS)
def test_every_fault_can_be_framed(name):
    assert frame("dashscope", name)[0]
