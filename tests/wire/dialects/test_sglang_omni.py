from omni_nb.wire.dialects.sglang_omni import DIALECT as D
from omni_nb.wire.encode import encode
from tests.support.media import TONE, picture, video_file
from tests.support.requests import request


def test_sounds_and_videos_stand_at_the_top():
    body = encode(request(TONE, video_file(), picture(), "what?", system="s"), D)
    assert body["audios"][0].startswith("data:audio/wav;base64,")
    assert body["videos"][0].startswith("data:video/mp4;base64,")
    assert [p["type"] for p in body["messages"][1]["content"]] == ["image_url", "text"]
