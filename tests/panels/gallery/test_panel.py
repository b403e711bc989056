import errno

import pytest

from omni_nb import Omni
from omni_nb.kept import samples
from omni_nb.widgets.protocol.comparison import CellView
from omni_nb.widgets.protocol.gallery import GallerySections
from omni_nb.widgets.protocol.reading import fields, fits
from tests.panels.gallery.support import MODEL, Wall, until


@pytest.fixture
def wall(monkeypatch):
    return Wall(monkeypatch)


def test_what_is_shown_is_as_the_protocol_says_with_chinese_names_and_the_cost_before_anything_is_asked(wall):
    for name, (hint, _) in fields(GallerySections).items():
        assert fits(wall.sections[name], hint), name
    rows = [wall.sections[f"cell:{n}"] for n in range(len(MODEL.voices))]
    assert all(fits(row, CellView) for row in rows)
    assert (rows[0]["name"], rows[0]["about"], rows[0]["state"]) == ("Cherry 芊悦", "female · default", "unasked")
    assert "Qwen-TTS" in wall.sections["about"]["source"]
    assert "no cost" in wall.sections["progress"]["cost"]
    assert wall.sections["progress"]["all"] == f"asks {len(rows)} voices: no cost"


def test_a_voice_is_asked_once_heard_and_marked_as_simulated(wall, monkeypatch):
    begun = wall.begun(monkeypatch)
    row = wall.hear("Ethan")
    assert (row["state"], row["about"]) == ("done", "male · simulated")
    assert len(wall.sound("Ethan")) > 24_000
    assert [label for label, _ in row["measures"]].count("says") == 1
    wall.hear("Ethan")
    assert begun == ["Ethan"]
    assert wall.sections["progress"]["line"] == f"1 of {len(MODEL.voices)} heard"


def test_another_kernel_has_it_without_asking_and_with_its_sound(monkeypatch):
    Wall(monkeypatch).hear("Ethan")
    again = Wall(monkeypatch, Omni.simulated(pace=0, show=False, fault="500"))
    until(lambda: again.row("Ethan")["state"] == "done")
    until(lambda: len(again.sound("Ethan")) > 24_000)
    assert again.row("Cherry")["state"] == "unasked"


def test_without_keeping_it_is_in_memory_only(monkeypatch):
    monkeypatch.setenv("OMNI_NB_KEEP", "0")
    wall = Wall(monkeypatch)
    wall.hear("Ethan")
    assert not samples.folder().exists()
    begun = wall.begun(monkeypatch)
    wall.gallery = wall.omni.voices()
    wall.show()
    until(lambda: wall.row("Ethan")["state"] == "done")
    assert begun == []


def test_a_full_disk_is_said_and_the_voice_is_heard(wall, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(samples.disk, "write", full)
    assert wall.hear("Ethan")["state"] == "done"
    assert "the disk is full" in wall.sections["notice"]


def test_all_that_are_shown_are_asked_and_no_other(wall, monkeypatch):
    begun = wall.begun(monkeypatch)
    wall.says("choose", text="Beijing", by="", reverse=False, facts={})
    shown = [wall.gallery[int(n)]["voice"] for n in wall.sections["arrangement"]["cells"]]
    assert 0 < len(shown) < 5
    assert wall.sections["progress"]["all"].startswith(f"asks {len(shown)} ")
    wall.says("hear_all").idle()
    assert sorted(begun) == sorted(shown)
    assert wall.sections["progress"]["all"] == ""


def test_one_that_is_refused_says_why_and_is_asked_again_alone(monkeypatch):
    wall = Wall(monkeypatch, Omni.simulated(pace=0, show=False, max_retries=0, fault="500:1"))
    assert wall.hear("Ethan")["state"] == "failed"
    assert wall.row("Ethan")["why"]
    begun = wall.begun(monkeypatch)
    assert wall.hear("Cherry")["state"] == "done"
    wall.says("again", cell=wall.number("Ethan"))
    until(lambda: wall.row("Ethan")["state"] == "done")
    assert begun == ["Cherry", "Ethan"]


def test_a_wrong_key_is_said_once_and_the_others_are_not_asked(monkeypatch):
    wall = Wall(monkeypatch, Omni.simulated(pace=0, show=False, max_retries=0, fault="401"))
    wall.says("hear_all").idle()
    states = [wall.sections[f"cell:{n}"]["state"] for n in range(len(MODEL.voices))]
    assert states.count("unasked") >= len(states) - 8
    assert "The other voices were not asked" in wall.sections["notice"]


def test_asking_is_stopped_and_can_be_begun_anew(monkeypatch):
    wall = Wall(monkeypatch, Omni.simulated(pace=1, show=False))
    wall.says("hear_all")
    until(lambda: wall.sections["progress"]["busy"])
    wall.says("stop").idle()
    assert {wall.sections[f"cell:{n}"]["state"] for n in range(20, 40)} == {"unasked"}
    wall.says("hear", cell=wall.number("Ethan"))
    until(lambda: wall.row("Ethan")["state"] in ("asked", "coming", "done"))


def test_what_is_picked_on_the_page_is_picked_in_python_and_the_other_way_round(wall):
    for voice in ("Ethan", "Cherry"):
        wall.says("pin", cell=wall.number(voice), on=True)
    assert wall.gallery.picked == ("Ethan", "Cherry")
    assert wall.sections["picked"]["names"] == ["Ethan 晨煦", "Cherry 芊悦"]
    wall.says("pin", cell=wall.number("Ethan"), on=False)
    assert wall.gallery.picked == ("Cherry",)
    wall.gallery.picked = ["Kai", "Moon"]
    wall.settle()
    assert (wall.row("Kai")["pinned"], wall.row("Cherry")["pinned"]) == (True, False)
    wall.show()
    assert wall.row("Moon")["pinned"]


def test_a_cloned_voice_is_added_by_its_id_heard_and_picked(wall):
    wall.says("add", voice="  my-clone-1 ")
    n = len(MODEL.voices)
    until(lambda: wall.sections[f"cell:{n}"]["state"] in ("done", "failed"))
    assert wall.sections[f"cell:{n}"]["name"] == "my-clone-1"
    wall.says("add", voice="my-clone-1")
    assert f"cell:{n + 1}" not in wall.sections
    wall.says("pin", cell=str(n), on=True)
    assert wall.gallery.picked == ("my-clone-1",)


@pytest.mark.parametrize("hostile", ["<img src=x onerror=alert(1)>", "a\u202eb", "\x1b[31m", "\ud800", "x" * 9_000])
def test_a_name_that_is_hostile_is_shown_as_it_is_and_breaks_nothing(wall, hostile):
    wall.says("add", voice=hostile)
    row = wall.sections[f"cell:{len(MODEL.voices)}"]
    assert "\u202e" not in row["name"]
    assert "\x1b" not in row["name"]
    assert len(row["name"]) < 100
    until(lambda: wall.sections[f"cell:{len(MODEL.voices)}"]["state"] in ("done", "failed"))


def test_what_a_page_says_wrongly_is_said_on_the_page(wall):
    for kind, more in (
        ("hear", {"cell": "999"}),
        ("pin", {"cell": "-1", "on": True}),
        ("choose", {"text": "", "by": "x", "reverse": False, "facts": {}}),
        ("choose", {"text": "", "by": "", "reverse": False, "facts": {"x": "y"}}),
        ("add", {"voice": " "}),
        ("compare", {"words": "hi"}),
        ("dance", {}),
    ):
        wall.says("stop")
        wall.widget.set("notice", "")
        wall.says(kind, **more)
        assert wall.sections["notice"], kind


def test_a_voice_of_ones_own_is_shown_too(monkeypatch):
    wall = Wall(monkeypatch, Omni.simulated(pace=0, show=False, voice="my-clone-2"))
    assert wall.sections[f"cell:{len(MODEL.voices)}"]["name"] == "my-clone-2"
