import pytest

from omni_nb.catalog import model
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.media_checks import media_notes, media_problems
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from tests.prompt.support import check, media

FLASH = model("qwen3-omni-flash")


@pytest.mark.parametrize(("kind", "most"), [("image", 7_500_000), ("audio", 7_500_000)])
def test_a_problem_names_its_part_and_the_limit_that_was_passed(kind, most):
    (problem,) = media_problems(Prompt((media("image"), media(kind, size=7_600_000))), model("qwen3.5-omni-plus"), inline_limit=10_000_000)  # fmt: skip
    assert (problem.code, problem.part, problem.most) == ("base64_too_large", 1, most)


def test_what_was_done_to_media_is_said_once():
    part = MediaPart("image", b"x", None, MediaInfo(kind="image", format="png", width_px=64, height_px=64), "f", "it is one frame")  # fmt: skip
    assert media_notes(Prompt((part, part, FramesPart((part,), 2.0, "clip is damaged")))) == (
        "f: it is one frame",
        "clip is damaged",
    )


def test_an_unknown_length_is_a_note_and_no_problem_and_the_estimate_says_at_least():
    def report(*parts):
        return check(Prompt(parts), FLASH)

    def clip(seconds):
        info = MediaInfo(kind="video", format="mp4", width_px=640, height_px=480, duration_s=seconds, has_sound=True)
        return MediaPart("video", b"x", None, info, "clip")

    unknown = report(clip(None))
    assert unknown.problems == ()
    assert any("length of the video is unknown" in n and "150 s" in n for n in unknown.notes)
    assert unknown.tokens.partial
    assert "at least" in str(unknown)
    assert [p.code for p in report(clip(0.0)).problems] == ["video_too_short"]
    assert "≈" in str(report(clip(10.0)))
    assert report(MediaPart("audio", None, "https://example.org/a.wav")).tokens.partial

    frame = MediaPart("image", b"x", None, MediaInfo(kind="image", format="png", width_px=64, height_px=64), "f")
    assert any("rate is unknown" in n for n in report(FramesPart((frame,) * 4, None)).notes)
    assert any("0.1 is sent instead" in n for n in report(FramesPart((frame,) * 4, 0.01)).notes)
    assert any("is damaged" in n for n in report(FramesPart((frame,) * 4, 2.0, "clip is damaged")).notes)
