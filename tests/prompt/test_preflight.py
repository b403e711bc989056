import pytest

from omni_nb import video
from omni_nb.catalog import model
from omni_nb.errors import PromptRefused
from omni_nb.prompt.parts import Prompt
from tests.prompt.support import check, media
from tests.support.media import picture

FLASH, MIXES, TURBO = model("qwen3-omni-flash"), model("qwen3.5-omni-plus"), model("qwen-omni-turbo")


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
        (("hi", media("image"), media("audio")), model("gpt-audio"), {}, ["no_image_input"]),
        (("hi", "https://a.example/x.png"), model("gpt-audio"), {}, ["no_image_input"]),
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
    assert all(p.repair and p.repair.in_language("zh") and p.cause for p in report.problems)
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
