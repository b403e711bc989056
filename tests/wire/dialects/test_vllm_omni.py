from omni_nb import audio, video
from omni_nb.prompt.parts import Prompt
from omni_nb.wire.dialects.vllm_omni import DIALECT as D
from omni_nb.wire.encode import Settings, encode
from tests.support.media import TONE, film, picture


def test_media_go_as_typed_data_urls():
    assert D.encode_audio(audio(TONE))["audio_url"]["url"].startswith("data:audio/wav;base64,")
    assert D.encode_video(video(film()))["video_url"]["url"].startswith("data:video/mp4;base64,")
    assert D.encode_frames(video([picture()] * 2))[0]["type"] == "image_url"


def test_the_voice_is_a_speaker_in_small_letters_and_a_films_sound_is_used():
    body = encode(Prompt.of(film(), "what?"), Settings(model="m", voice="Ethan"), D)
    assert body["speaker"] == "ethan"
    assert "voice" not in body["audio"]
    assert body["mm_processor_kwargs"] == {"use_audio_in_video": True}
    assert "mm_processor_kwargs" not in encode(Prompt.of("hi"), Settings(model="m"), D)


def test_its_chunks_are_marked():
    assert D.recognises({"choices": [], "modality": "audio"})
    assert not D.recognises({"choices": []})
    assert not D.recognises({"modality": "audio"})
