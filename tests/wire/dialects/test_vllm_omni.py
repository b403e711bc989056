from omni_nb import audio, video
from omni_nb.wire.dialects.vllm_omni import DIALECT as D
from omni_nb.wire.encode import encode
from tests.support.media import TONE, picture, video_file
from tests.support.requests import request


def test_media_go_as_typed_data_urls():
    assert D.encode_audio(audio(TONE))["audio_url"]["url"].startswith("data:audio/wav;base64,")
    assert D.encode_video(video(video_file()))["video_url"]["url"].startswith("data:video/mp4;base64,")
    assert D.encode_frames(video([picture()] * 2))[0]["type"] == "image_url"


def test_the_voice_is_a_speaker_in_small_letters_and_a_videos_sound_is_used():
    body = encode(request(video_file(), "what?", voice="Ethan"), D)
    assert body["speaker"] == "ethan"
    assert "voice" not in body["audio"]
    assert body["mm_processor_kwargs"] == {"use_audio_in_video": True}
    assert "mm_processor_kwargs" not in encode(request("hi"), D)


def test_its_chunks_are_marked():
    assert D.recognises({"choices": [], "modality": "audio"})
    assert not D.recognises({"choices": []})
    assert not D.recognises({"modality": "audio"})
