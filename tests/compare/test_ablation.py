import pytest

from omni_nb import image, video
from omni_nb.compare.ablation import ablations
from omni_nb.prompt.parts import MediaPart, Prompt
from tests.support.media import TONE, picture


def told(*things):
    return [a.variant for a in ablations(Prompt.of(*things))]


def test_the_whole_then_without_each_medium_then_without_each_text(tmp_path):
    (tmp_path / "cat.png").write_bytes(picture())
    prompt = Prompt.of("Which of the two", tmp_path / "cat.png", "or", TONE, "?")
    found = ablations(prompt)
    assert [a.left_out for a in found] == ["", "picture cat.png", "sound", "words “Which of the two”", "words “or”", "words “?”"]  # fmt: skip
    assert found[0].prompt is prompt
    for a in found[1:]:
        assert a.prompt.parts == prompt.parts[: a.part] + prompt.parts[a.part + 1 :]
    assert found[1].variant == "without picture cat.png"


def test_parts_of_one_name_are_told_apart():
    red, frames = image(picture()), video([image(picture())] * 3)
    assert told(red, red, "same?") == ["", "without picture (1)", "without picture (2)", "without words “same?”"]
    assert told(frames, "?") == ["", "without video of 3 frames", "without words “?”"]


@pytest.mark.parametrize("things", [["only words"], [TONE], [TONE, " "], ["words", "\n"]])
def test_where_nothing_would_be_left_nothing_is_left_out(things):
    assert "" in told(*things)
    assert all(any(p.text.strip() if not isinstance(p, MediaPart) else p for p in a.prompt.parts) for a in ablations(Prompt.of(*things)))  # fmt: skip
    assert told("only words") == told(TONE) == [""]


def test_notes_of_a_part_do_not_stay_when_it_goes(tmp_path, monkeypatch):
    (tmp_path / "cat.png").write_bytes(picture())
    monkeypatch.chdir(tmp_path)
    whole, *without = ablations(Prompt.of("cat.png", "what is it?"))
    assert whole.prompt.notes
    assert not any(a.prompt.notes for a in without)


def test_odd_names_are_one_line():
    part = MediaPart("audio", b"x", None, None, "a\nb\t" + "c" * 200)
    assert "\n" not in told(part, "?")[1]
    assert len(told(part, "?")[1]) < 90
