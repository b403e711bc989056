from omni_nb import audio, image, video
from omni_nb.prompt.parts import FramesPart
from omni_nb.wire.dialects.dashscope import DIALECT as D
from tests.support.media import TONE, picture, video_file


def test_sound_goes_as_a_data_url_without_a_type():
    part = D.encode_audio(audio(TONE))
    assert part["type"] == "input_audio"
    assert part["input_audio"]["format"] == "wav"
    assert part["input_audio"]["data"].startswith("data:;base64,UklGR")


def test_a_url_of_a_sound_keeps_its_format():
    assert D.encode_audio(audio("https://a.example/x.mp3?sig=a.b"))["input_audio"] == {
        "data": "https://a.example/x.mp3?sig=a.b",
        "format": "mp3",
    }
    assert D.encode_audio(audio("https://a.example/listen/"))["input_audio"]["format"] == "wav"


def test_a_video_goes_whole_or_in_frames():
    assert D.encode_video(video(video_file()))["video_url"]["url"].startswith("data:;base64,")
    (part,) = D.encode_frames(video([picture(), image("https://a.example/2.jpg")], fps=4))
    assert (part["type"], part["fps"], part["video"][1]) == ("video", 4, "https://a.example/2.jpg")
    assert part["video"][0].startswith("data:image/png;base64,")


def test_a_rate_that_is_not_known_is_not_said_and_one_that_cannot_be_said_is_the_nearest():
    def sent(fps):
        return D.encode_frames(FramesPart((image(picture()),) * 4, fps))[0].get("fps")

    assert [sent(fps) for fps in (None, 2.0, 0.01, 50.0)] == [None, 2.0, 0.1, 10.0]
