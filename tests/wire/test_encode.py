import pytest

from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.encode import encode, rearranged
from tests.support.media import TONE, picture
from tests.support.requests import request

DASH = DIALECTS["dashscope"]


def test_the_examples_first_request_comes_out_as_it_stands():
    body = encode(request("你是谁", model="qwen3-omni-flash", voice="Cherry"), DASH)
    assert body == {
        "model": "qwen3-omni-flash", "messages": [{"role": "user", "content": "你是谁"}], "modalities": ["text", "audio"],
        "audio": {"voice": "Cherry", "format": "wav"}, "stream": True, "stream_options": {"include_usage": True},
    }  # fmt: skip


def test_the_examples_second_request_comes_out_as_it_stands():
    url = "https://a.example/cherry.wav"
    content = encode(request(url, "这段音频在说什么"), DASH)["messages"][0]["content"]
    assert content == [
        {"type": "input_audio", "input_audio": {"data": url, "format": "wav"}},
        {"type": "text", "text": "这段音频在说什么"},
    ]


def test_the_examples_third_request_comes_out_as_it_stands():
    body = encode(request("你是谁？", model="qwen3.5-plus", sound=False, can_speak=False, stream=False), DASH)
    assert body == {"model": "qwen3.5-plus", "messages": [{"role": "user", "content": "你是谁？"}]}


def test_a_model_that_can_speak_is_told_when_it_is_not_to():
    assert encode(request("x", sound=False), DASH)["modalities"] == ["text"]


@pytest.mark.parametrize("dialect", [n for n in DIALECTS if n != "sglang-omni"])
def test_parts_are_sent_in_the_order_in_which_they_were_written(dialect):
    prompt = Prompt.of("First:", picture(), "Second:", TONE, "What differs?")
    content = encode(request(prompt), DIALECTS[dialect])["messages"][0]["content"]
    kinds = [p.get("text") or ("sound" if "audio" in p["type"] else p["type"]) for p in content]
    assert kinds == ["First:", "image_url", "Second:", "sound", "What differs?"]


def test_openai_streams_pcm16_and_answers_at_once_in_wav():
    for stream, fmt in ((True, "pcm16"), (False, "wav")):
        assert encode(request("x", stream=stream, voice="alloy"), DIALECTS["openai"])["audio"] == {
            "format": fmt,
            "voice": "alloy",
        }


def test_thinking_goes_where_the_dialect_has_it():
    assert encode(request("x", sound=False, thinking=True), DASH)["enable_thinking"] is True
    assert "enable_thinking" not in encode(request("x", thinking=True), DIALECTS["openai"])
    assert encode(request("x", thinking=False), DIALECTS["vllm-omni"])["chat_template_kwargs"] == {
        "enable_thinking": False
    }


def test_numbers_go_along_and_extra_wins():
    body = encode(request("x", temperature=0.0, top_p=0.5, max_tokens=9, seed=7, extra={"top_k": 3, "seed": 8}), DASH)
    assert (body["temperature"], body["top_p"], body["max_tokens"], body["seed"], body["top_k"]) == (0.0, 0.5, 9, 8, 3)


def test_earlier_turns_keep_their_media_and_answers_are_text():
    body = encode(request("and?", system="be brief", turns=[Turn(Prompt.of(picture(), TONE, "see?"), "I see")]), DASH)
    assert [m["role"] for m in body["messages"]] == ["system", "user", "assistant", "user"]
    assert [p["type"] for p in body["messages"][1]["content"]] == ["image_url", "input_audio", "text"]
    assert body["messages"][2]["content"] == "I see"


def test_frames_of_a_video():
    from omni_nb import video

    assert encode(request(video([picture()] * 2), "?"), DASH)["messages"][0]["content"][0]["type"] == "video"


def test_half_characters_of_a_system_prompt_or_an_answer_are_no_error_of_a_codec():
    body = encode(request("hi", system="a \ud83d\ude00 \ud800", turns=[Turn(Prompt.of("x"), "b \udc00")]), DASH)
    assert [m["content"] for m in body["messages"]] == ["a 😀 �", "x", "b �", "hi"]


def test_where_a_dialect_cannot_keep_the_order_it_is_told():
    sglang = DIALECTS["sglang-omni"]
    assert "position" in rearranged(Prompt.of("First:", TONE, "Second:", TONE), sglang)
    assert rearranged(Prompt.of(TONE, TONE, "what?"), sglang) is None
    assert rearranged(Prompt.of("First:", picture(), "Second:", picture()), sglang) is None
    assert rearranged(Prompt.of("First:", TONE), DASH) is None
