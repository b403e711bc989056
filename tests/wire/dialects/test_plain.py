from omni_nb.wire.dialects.plain import DIALECT as D
from omni_nb.wire.encode import encode
from tests.support.media import TONE
from tests.support.requests import request


def test_nothing_of_sound_is_asked_for():
    body = encode(request(TONE, "what?", voice="x", thinking=False), D)
    assert "modalities" not in body
    assert "audio" not in body
    assert body["messages"][0]["content"][0]["type"] == "audio_url"
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
