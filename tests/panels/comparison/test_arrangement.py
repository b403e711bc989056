import pytest

from omni_nb import catalog
from omni_nb.panels.comparison.arrangement import Arranged, arranged
from omni_nb.widgets.protocol.comparison import Arrangement
from omni_nb.widgets.protocol.reading import fits
from tests.panels.comparison.support import VOICES, answered, comparison, refused

CELLS = comparison(
    answered(0, pitch_hz=220.0), refused(1), answered(2, pitch_hz=110.0, pinned=True), answered(3, pitch_hz=160.0)
)


def order(**more):
    return Arranged(**more).order(CELLS)


def test_deepest_first_what_is_not_known_last_and_favourites_first():
    assert order() == [0, 1, 2, 3]
    assert order(by="pitch_hz") == [2, 3, 0, 1]
    assert order(by="pitch_hz", reverse=True) == [0, 3, 2, 1]
    assert order(by="pinned") == [2, 0, 1, 3]
    assert order(reverse=True) == [3, 2, 1, 0]


def test_what_is_filtered_or_removed_is_not_shown_and_is_counted():
    genders = {catalog.default_model().voice(VOICES[n]).gender: n for n in range(4)}
    shown = order(facts={"gender": "male", "dialect": ""})
    assert shown == [n for n in range(4) if CELLS[n].voice.gender == "male"]
    assert len(genders) == 2
    assert order(facts={"pinned": "yes"}) == [2]
    view = Arranged(removed=frozenset({0}), facts={"pinned": "yes"}).view(CELLS)
    assert fits(view, Arrangement)
    assert (view["cells"], view["removed"], view["hidden"]) == (["2"], 1, 2)


def test_only_what_is_known_or_tells_cells_apart_is_offered():
    view = Arranged().view(CELLS)
    assert [s["id"] for s in view["sorts"]] == ["pitch_hz", "duration_s", "pinned"]
    assert "gender" in [f["id"] for f in view["filters"]]
    assert "model" not in [f["id"] for f in view["filters"]]
    assert Arranged().view(comparison(answered(0)))["filters"] == []
    assert Arranged().view(comparison())["cells"] == []


def test_a_page_cannot_choose_what_there_is_not():
    with pytest.raises(ValueError, match="cannot sort"):
        arranged("__class__", False, {}, frozenset())
    with pytest.raises(ValueError, match="cannot filter by"):
        arranged("", False, {"server": "x"}, frozenset())
    assert arranged("pinned", True, {"gender": "male"}, frozenset({1})).removed == {1}
