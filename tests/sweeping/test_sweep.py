import pytest

from omni_nb import Omni
from omni_nb.errors import OmniError


def made(omni, n=4, **given):
    return omni.sweep("Repeat exactly: {w}", variables={"w": list("abcd")[:n]}, **{"modalities": ["text"], **given})


def test_it_is_a_sequence_of_answers_that_shows_itself():
    found = made(Omni.simulated(pace=0, show=False, keep=False, fault="inspection:1"), at_once=1)
    assert len(found) == 4
    assert [a.text for a in found[1:]] == ["b", "c", "d"]
    assert found[-1].place.prompt == 3
    with pytest.raises(IndexError):
        found[4]
    assert "3 of 4 answered" in repr(found)
    assert "costs nothing" in repr(found)
    html = found._repr_html_()
    assert "request_refused" in html
    assert "<table" in html
    assert len(found.to_rows()) == 4


def test_a_cell_that_shows_its_bar_does_not_say_the_same_twice(monkeypatch):
    from omni_nb.show import display

    found = made(Omni.simulated(pace=0, show=False, keep=False))
    with pytest.raises(NotImplementedError):
        found._ipython_display_()
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "shows_widgets", lambda: False)
    monkeypatch.setattr(display, "show_bundle", lambda bundle: None)
    monkeypatch.setattr(display, "execution_count", lambda: 7)
    found = made(Omni.simulated(pace=0, keep=False), n=3)
    found._ipython_display_()
    monkeypatch.setattr(display, "execution_count", lambda: 8)
    with pytest.raises(NotImplementedError):
        found._ipython_display_()


def test_hostile_words_of_a_folder_are_words(tmp_path):
    found = made(Omni.simulated(pace=0, show=False, keep=False), folder=tmp_path / "<b>x")
    assert "<b>x" not in found._repr_html_()


def test_a_background_that_cannot_write_says_so_when_it_is_waited_for(tmp_path):
    found = made(
        Omni.simulated(pace=0.1, show=False, keep=False),
        folder=tmp_path / "s",
        wait=False,
        at_once=1,
        modalities=["text", "audio"],
    )
    (tmp_path / "s" / "clips").rmdir()
    (tmp_path / "s" / "clips").write_text("a file in the folder's place")
    with pytest.raises(OmniError, match="cannot be used"):
        found.wait()
    assert found.wait() is found
    assert found.counts["answered"] == 0


def test_it_is_said_in_the_language_of_who_reads(chinese):
    found = made(Omni.simulated(pace=0, show=False, keep=False), n=2)
    assert "回复" in repr(found) or "已" in repr(found)
