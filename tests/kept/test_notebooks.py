import json

import pytest

from omni_nb.kept import disk, notebooks


@pytest.fixture(autouse=True)
def _new(monkeypatch):
    monkeypatch.setattr(notebooks, "_here", set())


def restart():
    notebooks._here.clear()


def test_it_is_remembered_here_and_on_disk_if_that_is_allowed():
    notebooks.asked_in("a.ipynb", on_disk=True)
    notebooks.asked_in("b.ipynb", on_disk=False)
    assert notebooks.was_asked_in("a.ipynb")
    assert notebooks.was_asked_in("b.ipynb")
    restart()
    assert notebooks.was_asked_in("a.ipynb")
    assert not notebooks.was_asked_in("b.ipynb")
    assert not notebooks.was_asked_in("c.ipynb")


def test_only_digests_are_kept_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(notebooks, "MOST", 3)
    for n in range(5):
        notebooks.asked_in(f"secret {n}", on_disk=True)
    restart()
    assert [notebooks.was_asked_in(f"secret {n}") for n in range(5)] == [False, False, True, True, True]
    kept = json.loads((disk.data_folder() / "asked-in.json").read_text())
    assert all(len(d) == 24 for d in kept)


@pytest.mark.parametrize("damage", [b"", b"{", b"3", b"[3, null]", b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_written_anew(damage):
    path = disk.data_folder() / "asked-in.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(damage)
    assert not notebooks.was_asked_in("a")
    notebooks.asked_in("a", on_disk=True)
    restart()
    assert notebooks.was_asked_in("a")
