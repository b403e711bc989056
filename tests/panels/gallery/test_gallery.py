import copy
import pickle

import pandas as pd
import pytest

from omni_nb import Omni
from omni_nb.show.table import Table
from tests.panels.gallery.support import Wall


def voices(model=None, **more):
    return Omni.simulated(pace=0, show=False, **more).voices(model)


def test_it_is_the_table_that_it_was(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")  # in a narrow terminal each voice is a paragraph
    gallery = voices()
    assert isinstance(gallery, Table)
    assert isinstance(gallery, list)
    assert [row["voice"] for row in gallery][:2] == ["Cherry", "Serena"]
    assert len(pd.DataFrame(gallery)) == len(gallery) == 49
    assert repr(gallery).startswith("voice ")
    assert "<table" in gallery._repr_html_()


def test_where_there_is_no_notebook_ipython_takes_the_table():
    with pytest.raises(NotImplementedError):
        voices()._ipython_display_()


def test_a_model_that_answers_in_text_has_nothing_to_hear(monkeypatch):
    from omni_nb.show import display

    monkeypatch.setattr(display, "in_notebook", lambda: True)
    with pytest.raises(NotImplementedError):
        voices("qwen3.8-omni-flash")._ipython_display_()


def test_a_model_that_nobody_knows_offers_to_hear_an_id(monkeypatch):
    wall = Wall(monkeypatch, model="brand-new-omni")
    assert wall.sections["about"]["title"].startswith("The voices of brand-new-omni are unknown")
    assert wall.sections["about"]["adds"] is True
    assert wall.sections["arrangement"]["cells"] == []


def test_the_saved_notebook_keeps_the_table(monkeypatch):
    wall = Wall(monkeypatch)
    (bundle,) = wall.handles[0].shown
    assert "芊悦" in bundle["text/html"]
    assert bundle["text/html"].startswith(f'<div class="omni-nb-kept-{wall.sections["about"]["kept"]}">')
    assert bundle["text/plain"] == repr(wall.gallery)


def test_fifty_six_voices_with_languages_are_shown(monkeypatch):
    wall = Wall(monkeypatch, model="qwen3.5-omni-plus")
    assert len(wall.sections["arrangement"]["cells"]) == len(wall.gallery) > 50


def test_picked_takes_ids_in_order_once_and_says_what_is_wrong():
    gallery = voices()
    gallery.picked = ["Ethan", "Cherry", "Ethan"]
    assert gallery.picked == ("Ethan", "Cherry")
    gallery.picked = "Kai"
    assert gallery.picked == ("Kai",)
    gallery.picked = ["my-clone-1"]
    with pytest.raises(ValueError, match=r"has no voice 'Tina' \(qwen3.5-omni-plus has\)"):
        gallery.picked = ["Tina"]
    for wrong in ([3], [""], [None]):
        with pytest.raises(TypeError, match="voice ids"):
            gallery.picked = wrong
    assert gallery.picked == ("my-clone-1",)


def test_a_copy_is_the_table_alone():
    gallery = voices()
    for other in (copy.deepcopy(gallery), pickle.loads(pickle.dumps(gallery))):
        assert other == gallery
        assert type(other) is Table
        assert (other.note, other.aside) == (gallery.note, gallery.aside)


def test_what_is_picked_goes_straight_into_a_comparison():
    omni = Omni.simulated(pace=0, show=False)
    gallery = omni.voices("qwen3.5-omni-plus")
    gallery.picked = ["Tina", "my-clone-7"]
    cells = [(c.place.model, c.place.voice, c.ok) for c in omni.compare("hello", voices=gallery)]
    assert cells == [("qwen3.5-omni-plus", "Tina", True), ("qwen3.5-omni-plus", "my-clone-7", True)]
    with pytest.raises(ValueError, match="nothing is picked"):
        omni.compare("hello", voices=omni.voices())
