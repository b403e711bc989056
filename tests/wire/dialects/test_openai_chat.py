import base64

import pytest

from omni_nb import audio, video
from omni_nb.errors import PromptRefused
from omni_nb.wire.dialects.openai_chat import DIALECT as D
from omni_nb.wire.dialects.openai_chat import OPENROUTER
from tests.support.media import TONE, picture, video_file


@pytest.mark.parametrize("fmt", ["wav", "mp3"])
def test_wav_and_mp3_go_as_they_are_in_bare_base64(fmt):
    data = TONE.encode(fmt)
    assert D.encode_audio(audio(data))["input_audio"] == {"data": base64.b64encode(data).decode(), "format": fmt}


def test_another_format_is_sent_as_wav():
    part = D.encode_audio(audio(TONE.encode("flac")))["input_audio"]
    assert part["format"] == "wav"
    assert base64.b64decode(part["data"])[:4] == b"RIFF"


def test_what_it_has_no_words_for_is_refused_with_a_way_out():
    with pytest.raises(PromptRefused, match="Download"):
        D.encode_audio(audio("https://a.example/x.wav"))
    with pytest.raises(PromptRefused, match="frames"):
        D.encode_video(video(video_file()))
    assert len(D.encode_frames(video([picture()] * 3))) == 3
    assert OPENROUTER.name == "openrouter"
