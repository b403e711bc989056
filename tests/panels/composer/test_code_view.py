import pytest

from omni_nb import image
from tests.support.media import picture


def test_there_is_no_code_of_nothing_and_in_no_unknown_language(desk):
    with pytest.raises(ValueError, match="nothing is written yet"):
        desk.composer.code()
    desk.composer.prompt = "hello"
    with pytest.raises(ValueError, match="no code in 'cobol'"):
        desk.composer.code("cobol")


def test_an_empty_box_means_the_latest_turn_again(desk):
    for words in ("one", "two"):
        desk.composer.prompt = f"Repeat exactly: {words}"
        desk.composer.send()
        desk.composer.wait(60)
    program = desk.composer.code()
    assert program.index("Repeat exactly: one") < program.index("Repeat exactly: two")
    assert program.count("Repeat exactly: two") == 1
    assert '"two"' not in program  # its answer does not go along
    desk.say("code", language="curl", text="")
    assert desk["code"]["note"].startswith("The box is empty, so this is turn 2 again.")
    desk.say("code", language="curl", text="three")
    assert "Turn 2 again" not in desk["code"]["note"]
    assert '"two"' in desk["code"]["text"]


def test_as_code_in_every_language(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk.say("code", language="python", text="")
    assert "Write something" in desk["code"]["note"]
    for language in ("python", "async", "curl", "javascript", "magic", "what is this"):
        desk.say("code", language=language, text="hello")
        assert "hello" in desk["code"]["text"]
    assert desk["code"]["language"] == "python"
    assert [one["title"] for one in desk["code"]["languages"]] == [
        "Python",
        "async Python",
        "curl",
        "JavaScript",
        "%%omni",
    ]


def test_media_of_a_program_go_to_the_folder_that_was_named(desk, tmp_path):
    assert desk.composer.code_folder == "omni_nb_media"
    desk.composer.code_folder = "beside/me"
    desk.composer.prompt = [image(picture()), "what?"]
    assert "beside/me/" in desk.composer.code()
    assert [p.suffix for p in (tmp_path / "beside/me").iterdir()] == [".png"]
