import pytest

from omni_nb import image
from omni_nb.panels.composer.export import MediaFolder, write_code
from omni_nb.prompt.parts import Prompt
from tests.support.clients import client
from tests.support.media import TONE, picture


@pytest.fixture(autouse=True)
def _there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_same_bytes_are_kept_once_under_a_safe_name(tmp_path):
    shelf = MediaFolder("media")
    one = shelf.save(picture(), "../../my cat!.png")
    assert one == shelf.save(picture(), "../../my cat!.png")
    assert one.startswith("media/my-cat-")
    assert [p.name for p in (tmp_path / "media").iterdir()] == [one.removeprefix("media/")]


def test_a_file_of_unknown_kind_gets_the_ending_of_what_is_in_it():
    shelf = MediaFolder("media")
    assert shelf.save(TONE.encode(), "media.bin").endswith(".wav")
    assert shelf.save(b"x", "").endswith(".bin")


def test_what_it_says_beside_the_program():
    here = client()
    program, note = write_code(
        "python", here.request(Prompt.of(image(picture()), "?")), here, folder="kept", given_url=None
    )
    assert "kept/" in program
    assert "saved in kept/" in note
    assert "the simulator of this kernel" in note
    cell, note = write_code("magic", here.request(Prompt.of("hello")), here, folder="kept", given_url=None)
    assert cell.startswith("%%omni --model qwen3-omni-flash --simulated")
    assert note == ""
