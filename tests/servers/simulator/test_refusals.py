import base64

import pytest

from omni_nb.servers.simulator.refusals import refuse
from omni_nb.servers.simulator.request import Refusal, read
from tests.support.media import TONE, picture, video_file

SOUND = "data:;base64," + base64.b64encode(TONE.encode()).decode()
PICTURE = "data:image/png;base64," + base64.b64encode(picture()).decode()
TINY = "data:image/png;base64," + base64.b64encode(picture(size=(9, 50))).decode()
SPOKEN = {"modalities": ["text", "audio"], "audio": {"voice": "Cherry", "format": "wav"}}


def image(url=PICTURE):
    return {"type": "image_url", "image_url": {"url": url}}


def audio(data=SOUND):
    return {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}


def words(content="x", dialect="dashscope", model="qwen3-omni-flash", stream=True, **more):
    asked = read({"model": model, "messages": [{"role": "user", "content": content}], "stream": stream, **more})
    try:
        refuse(asked, tuple(m.look() for m in asked.media), dialect)
    except Refusal as refusal:
        return refusal.message
    return ""


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({}, ""),
        (SPOKEN, ""),
        ({"stream": False}, "only support stream mode"),
        ({"stream": False, "model": "qwen3.5-plus"}, ""),
        ({"model": "nobody"}, "does not exist"),
        ({"model": "qwen3-omni-flash-realtime"}, "does not exist"),
        ({"model": "qwen-omni-turbo", "enable_thinking": True}, "does not support enable_thinking"),
        ({**SPOKEN, "enable_thinking": True}, "not supported when enable_thinking"),
        ({**SPOKEN, "audio": {"voice": "Cherry", "format": "mp3"}}, "Input should be 'wav'"),
        ({**SPOKEN, "audio": {"voice": "Tina", "format": "wav"}}, "Voice 'Tina' is not supported."),
        ({**SPOKEN, "model": "qwen3.5-omni-plus"}, "Voice 'Cherry' is not supported."),
        ({**SPOKEN, "model": "qwen3.5-omni-plus", "audio": {"voice": "clone-1"}}, ""),
        ({**SPOKEN, "model": "qwen-omni-turbo", "audio": {"voice": "Tina"}}, "'Cherry', 'Serena', 'Ethan' or 'Chelsie': parameters.audio.voice"),
        ({"content": [image(), audio()]}, "mixed modality"),
        ({"content": [audio(), audio()]}, "Multiple inputs"),
        ({"content": [image(), image()]}, ""),
        ({"content": [image(), audio()], "model": "qwen3.5-omni-plus"}, ""),
        ({"content": [audio(SOUND.split(",")[1])]}, "does not appear to be valid"),
        ({"content": [audio("data:;base64,")]}, "audio is empty"),
        ({"content": [image(TINY)]}, "height or width"),
        ({"content": [image("data:image/png;base64," + "A" * 20_971_520)]}, "data-uri item : 20971520"),
        ({"content": [image("https://a.example/x.png")]}, ""),
        ({"content": [{"type": "video_url", "video_url": {"url": "data:;base64," + base64.b64encode(video_file(41)).decode()}}], "model": "qwen-omni-turbo"}, "too long"),
        ({"content": "x" * 200_000}, "Range of input length should be [1, 49152]"),
        ({**SPOKEN, "dialect": "openai", "model": "gpt-audio"}, "Supported values are: 'pcm16'"),
        ({**SPOKEN, "dialect": "openai", "audio": {"voice": "alloy", "format": "pcm16"}}, ""),
        ({**SPOKEN, "dialect": "openrouter", "stream": False}, "requires stream"),
        ({"content": [audio()], "dialect": "openai"}, "expected base64"),
        ({"content": [{"type": "video_url", "video_url": {"url": "https://a.example/x.mp4"}}], "dialect": "openai"}, "video_url"),
        ({"content": [audio()], "dialect": "vllm-omni"}, "Incorrect padding"),
        ({"content": [{"type": "audio_url", "audio_url": {"url": SOUND}}], "dialect": "vllm-omni"}, ""),
        ({"dialect": "sglang-omni"}, ""),
    ],
)  # fmt: skip
def test_it_refuses_what_the_service_refuses_in_its_words(request_, message):
    found = words(**request_)
    assert message in found
    assert bool(message) == bool(found)
