from omni_nb.prompt.parts import Prompt
from omni_nb.wire.dialects.plain import DIALECT as D
from omni_nb.wire.encode import Settings, encode
from tests.support.media import TONE


def test_nothing_of_sound_is_asked_for():
    body = encode(Prompt.of(TONE, "what?"), Settings(model="m", voice="x", thinking=False), D)
    assert "modalities" not in body
    assert "audio" not in body
    assert body["messages"][0]["content"][0]["type"] == "audio_url"
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
