import numpy as np
import pytest

from omni_nb import audio, image, video
from omni_nb.catalog import model
from omni_nb.errors import PromptRefused
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.prompt.preflight import check
from tests.support.media import TONE, picture

FLASH, MIXES, TURBO = model("qwen3-omni-flash"), model("qwen3.5-omni-plus"), model("qwen-omni-turbo")


def media(kind, *, size=100, length=5.0, width=640, height=480, sound=False):
    info = MediaInfo(kind=kind, format={"image": "png", "audio": "wav", "video": "mp4"}[kind], width_px=width if kind != "audio" else 0, height_px=height if kind != "audio" else 0, duration_s=0 if kind == "image" else length, has_sound=sound)  # fmt: skip
    return MediaPart(kind, b"\0" * size, None, info, "x")


def codes(*parts, on=FLASH, **kwargs):
    return [p.code for p in check(Prompt.of(*parts), on, **kwargs).problems]


@pytest.mark.parametrize(
    ("parts", "on", "options", "expected"),
    [
        (("hi",), FLASH, {}, []),
        (("hi",), FLASH, {"voice": "Cherry"}, []),
        (("hi",), FLASH, {"voice": "Tina"}, ["voice_of_another_model"]),
        (("hi",), FLASH, {"voice": "Tina", "sound": False}, []),
        (("hi",), FLASH, {"voice": "my-cloned-voice"}, []),
        (("hi",), FLASH, {"thinking": True}, ["thinking_with_audio"]),
        (("hi",), FLASH, {"thinking": True, "sound": False}, []),
        (("hi",), TURBO, {"thinking": True, "sound": False}, ["no_thinking"]),
        (("hi",), FLASH, {"stream": False}, ["stream_only"]),
        (("hi",), model("qwen3.8-omni-flash"), {}, ["no_audio_output"]),
        (("hi",), model("qwen3-omni-flash-realtime"), {}, ["realtime_model"]),
        (("hi",), model("brand-new"), {"thinking": True, "sound": False, "stream": False}, []),
        (("hi", media("image"), media("audio")), FLASH, {}, ["one_other_modality"]),
        (("hi", media("image"), media("audio")), MIXES, {}, []),
        (("hi", media("audio"), media("audio")), FLASH, {}, ["too_many_audios"]),
        (("hi", media("image"), media("image")), FLASH, {}, []),
        (("hi", *["https://a.example/x.png"] * 251), FLASH, {}, []),
        (("hi", *[media("image", width=20, height=20)] * 251), FLASH, {}, ["too_many_images"]),
        (("hi", media("image")), model("qwen3.5-plus"), {"sound": False}, ["text_only_model"]),
        ((media("image", size=7_600_000),), FLASH, {}, ["base64_too_large"]),
        ((media("image", size=7_600_000),), FLASH, {"dialect": "vllm-omni"}, []),
        ((media("image", size=10_000_001),), FLASH, {}, ["image_too_large", "base64_too_large"]),
        ((media("audio", length=1_201),), FLASH, {}, ["audio_too_long"]),
        ((media("audio", length=0.1),), FLASH, {}, ["audio_too_short"]),
        ((media("video", length=151),), FLASH, {}, ["video_too_long"]),
        ((media("video", length=1),), FLASH, {}, ["video_too_short"]),
        ((media("video", length=1),), MIXES, {}, []),
        ((media("image", width=10),), FLASH, {}, ["image_too_small"]),
        ((media("image", width=4_020, height=20),), FLASH, {}, ["image_too_long"]),
        ((video([picture()]),), FLASH, {}, ["frame_count"]),
        ((video([picture()] * 129),), FLASH, {}, ["frame_count"]),
        ((video([picture(size=(5, 50))] * 2),), FLASH, {}, ["image_too_small"] * 2),
        (("字" * 80_000,), FLASH, {}, ["too_many_tokens"]),
    ],
)  # fmt: skip
def test_what_would_be_refused_is_said_before(parts, on, options, expected):
    assert codes(*parts, on=on, **options) == expected


def test_each_problem_has_a_repair_in_both_languages():
    report = check(Prompt.of(media("image", size=11_000_000, width=5), media("audio", length=0.1), media("video", length=999), "x"), FLASH, voice="Tina", thinking=True, stream=False)  # fmt: skip
    assert len(report.problems) >= 8
    assert all(p.repair and p.repair_zh and p.cause for p in report.problems)
    with pytest.raises(PromptRefused, match="one other kind") as refused:
        report.raise_if_refused()
    assert refused.value.report is report


def test_what_is_only_unknown_is_a_note():
    report = check(Prompt.of("hi", "https://a.example/x.wav"), model("qwen3-omni-flahs"), voice="Chery")
    assert report.ok
    assert "similar: qwen3-omni-flash" in " ".join(report.notes)
    assert any("URL" in n for n in report.notes)
    report = check(Prompt.of("hi"), FLASH, voice="Chery")
    assert "similar: Cherry" in report.notes[0]
    assert check(Prompt.of("hi"), model("zzz")).notes[0].count("similar") == 0
    assert check(Prompt.of("hi"), FLASH, voice="0123456789").notes[0].count("similar") == 0
    assert "no longer updated" in check(Prompt.of("hi"), TURBO).notes[0]


def test_tokens_follow_the_vendors_rules():
    assert check(Prompt.of(media("image")), FLASH).tokens.visual == 20 * 15 + 2
    assert check(Prompt.of(media("image", width=32, height=32)), FLASH).tokens.visual == 4 + 2
    assert check(Prompt.of(media("audio", length=10)), FLASH).tokens.audio == 125
    assert check(Prompt.of(media("audio", length=0.5)), FLASH).tokens.audio == 13
    film = check(Prompt.of(media("video", length=10, sound=True)), FLASH).tokens
    assert (film.audio, film.visual) == (125, 10 * 300 + 2)
    assert check(Prompt.of(video([image(np.zeros((480, 640, 3), np.uint8))] * 4)), FLASH).tokens.visual == 2 * 300 + 2
    assert check(Prompt.of(video(["https://a.example/1.jpg"] * 4)), FLASH).tokens.visual == 2
    assert check(Prompt.of("你好世界"), FLASH, history_text="four").tokens.text == 4


def test_cost_is_told_where_the_prices_are_known_and_only_there():
    report = check(Prompt.of(audio(TONE), "hello there"), FLASH)
    assert report.input_cost == pytest.approx((13 * 15.8 + 3 * 1.8) / 1e6)
    assert "prices of" in str(report)
    assert check(Prompt.of("x"), model("qwen2.5-omni-7b")).input_cost is None
    assert "nothing to object" in str(check(Prompt.of("x"), FLASH))


def test_the_report_shows_itself_without_html_of_others():
    report = check(Prompt.of("x"), model("<b>"))
    assert "&lt;b&gt;" in report._repr_html_()
    assert "✗" in str(check(Prompt.of("x"), FLASH, thinking=True))


def test_a_report_prints_no_escapes_of_a_models_id():
    report = check(Prompt.of("hi"), model("m\x1b]0;x\x07<b>"))
    assert str(report).startswith("m�]0;x�<b>: about")
    assert "m�]0;x�&lt;b&gt;: about" in report._repr_html_()


def test_an_unknown_length_is_a_note_and_no_problem_and_the_estimate_says_at_least():
    def report(*parts):
        return check(Prompt(parts), FLASH)

    def film(seconds):
        info = MediaInfo(kind="video", format="mp4", width_px=640, height_px=480, duration_s=seconds, has_sound=True)
        return MediaPart("video", b"x", None, info, "clip")

    unknown = report(film(None))
    assert unknown.problems == ()
    assert any("length of clip is not known" in n and "150 s" in n for n in unknown.notes)
    assert unknown.tokens.partial
    assert "at least" in str(unknown)
    assert [p.code for p in report(film(0.0)).problems] == ["video_too_short"]
    assert "about" in str(report(film(10.0)))
    assert report(MediaPart("audio", None, "https://example.org/a.wav")).tokens.partial

    frame = MediaPart("image", b"x", None, MediaInfo(kind="image", format="png", width_px=64, height_px=64), "f")
    assert any("is not known" in n for n in report(FramesPart((frame,) * 4, None)).notes)
    assert any("is told 0.1" in n for n in report(FramesPart((frame,) * 4, 0.01)).notes)
    assert any("is damaged" in n for n in report(FramesPart((frame,) * 4, 2.0, "clip is damaged")).notes)
