import builtins

import pytest

from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.errors import MissingExtra
from tests.compare.support import MODEL, cell, everything, lost

MIXED = Comparison(
    (
        cell(
            "Cherry",
            measures=Measures(pitch_hz=220.0, pause_count=0),
            variables={"city": "Rome", "text": "a"},
            pinned=True,
        ),
        lost("Kai"),
        Cell(place=Place(model="my-own")),
    )
)


def test_a_row_tells_where_it_stands_what_came_and_what_was_measured():
    first, second, third = MIXED.to_rows()
    assert first.keys() == second.keys() == third.keys()
    expected = {
        "cell": 0, "name": MIXED.names[0], "voice": "Cherry", "model": MODEL, "repeat": 0, "pinned": True, "text": "hello",
        "complete": True, "ending": "done", "pitch_hz": 220.0,
    }  # fmt: skip
    assert {k: first[k] for k in expected} == expected
    assert first["gender"] == "female"
    assert first["dialect"] == "none"
    assert "en" in first["languages"]
    assert (second["error_code"], second["error"]) == ("rate_limited", "too fast")


def test_nothing_unknown_and_zero_are_three():
    first, second, third = MIXED.to_rows()
    assert (first["pause_count"], second["pause_count"]) == (0, None)
    assert (second["text"], second["ending"], second["simulated"]) == (None, None, None)
    assert (third["voice"], third["gender"], third["dialect"]) == (None, None, None)


def test_a_variable_has_its_own_column_also_where_its_name_is_ours():
    first, second, _ = MIXED.to_rows()
    assert (first["city"], first["variable_text"], first["text"]) == ("Rome", "a", "hello")
    assert (second["city"], second["variable_text"]) == (None, None)


def test_a_frame_keeps_whole_numbers_whole():
    frame = MIXED.to_frame()
    assert len(frame) == 3
    assert list(frame["voice"])[:2] == ["Cherry", "Kai"]
    assert str(frame["pause_count"].dtype) == "Int64"
    assert frame["pause_count"].isna().tolist() == [False, True, True]
    assert str(frame["pitch_hz"].dtype) == "float64"
    assert str(frame["pause_count"][0]) == "0"


def test_anything_becomes_rows_and_a_frame_of_nothing_is_empty():
    assert len(everything().to_frame()) == len(everything())
    assert Comparison(()).to_rows() == []
    assert Comparison(()).to_frame().empty


def test_without_pandas_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def none(name, *args, **kwargs):
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(MissingExtra, match=r"omni_nb\[frames\]"):
        MIXED.to_frame()
    assert MIXED.to_rows()
