from omni_nb.prompt.parts import Prompt
from omni_nb.wire.dialects.sglang_omni import DIALECT as D
from omni_nb.wire.encode import Settings, encode
from tests.support.media import TONE, film, picture


def test_sounds_and_films_stand_at_the_top():
    body = encode(Prompt.of(TONE, film(), picture(), "what?"), Settings(model="m", system="s"), D)
    assert body["audios"][0].startswith("data:audio/wav;base64,")
    assert body["videos"][0].startswith("data:video/mp4;base64,")
    assert [p["type"] for p in body["messages"][1]["content"]] == ["image_url", "text"]
