import base64

import pytest

from omni_nb.servers.simulator.request import Refusal, read
from tests.support.media import TONE, picture


def body(content="x", **more):
    return {"model": "qwen3-omni-flash", "messages": [{"role": "user", "content": content}], **more}


def test_it_reads_what_was_asked():
    asked = read({**body("three"), "messages": [
        {"role": "system", "content": "be brief"}, {"role": "user", "content": "one"}, {"role": "assistant", "content": "two"},
        {"role": "user", "content": "three"}], "stream": True, "modalities": ["text", "audio"], "audio": {"voice": "Cherry", "format": "wav"},
        "stream_options": {"include_usage": True}})  # fmt: skip
    assert (asked.text, asked.earlier, asked.system) == ("three", ("one",), "be brief")
    assert (asked.stream, asked.sound, asked.voice, asked.audio_format, asked.include_usage) == (
        True,
        True,
        "Cherry",
        "wav",
        True,
    )
    assert not read(body()).stream


def test_it_reads_media_of_every_dialect():
    sound, pic = (
        base64.b64encode(TONE.encode()).decode(),
        "data:image/png;base64," + base64.b64encode(picture()).decode(),
    )
    asked = read(body([
        {"type": "text", "text": "a"}, {"type": "input_audio", "input_audio": {"data": sound}}, {"type": "image_url", "image_url": {"url": pic}},
        {"type": "image_url", "image_url": "https://a.example/x.png"}, {"type": "video", "video": [pic, pic]},
        {"type": "audio_url", "audio_url": {"url": f"data:audio/wav;base64,{sound}"}}], audios=["https://a.example/y.wav"], speaker="ethan"))  # fmt: skip
    assert [(m.kind, m.bare, bool(m.url)) for m in asked.media] == [
        ("audio", True, False), ("image", False, False), ("image", False, True), ("video", False, False), ("audio", False, False), ("audio", False, True)]  # fmt: skip
    seen = [m.look() for m in asked.media]
    assert (seen[0].duration_s, seen[1].width_px, seen[2].url, seen[3].frames) == (
        1.0,
        64,
        "https://a.example/x.png",
        2,
    )
    assert asked.voice == "ethan"


@pytest.mark.parametrize(
    "bad",
    [
        {}, {"messages": []}, {"messages": "x", "model": "m"}, {"messages": [{"role": "user"}]}, {**body(), "model": ""},
        {**body(), "messages": ["x"]}, {**body(), "messages": [{"role": "assistant", "content": "x"}]}, body(3), body(["x"]),
        body([{"type": "smell"}]), body([{"type": "image_url", "image_url": {"url": "C:\\cat.png"}}]),
    ],
)  # fmt: skip
def test_what_is_no_chat_completion_is_refused_in_an_envelope(bad):
    with pytest.raises(Refusal) as refusal:
        read(bad)
    assert refusal.value.status == 400
    assert refusal.value.envelope()["error"]["message"]
