import copy

import numpy as np
import pandas as pd
import pytest

from omni_nb import Clip, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place, places
from omni_nb.compare.measures import Measures
from omni_nb.errors import RateLimited
from omni_nb.reply.reply import Reply

MODEL = catalog.default_model().id


def cell(voice, pitch_hz=None, text="hello", **more):
    clip = Clip(np.full(2_400, 9, np.int16), 24_000)
    reply = Reply(text=text, audio=clip, complete=True, voice=voice)
    return Cell(place=Place(model=MODEL, voice=voice), reply=reply, measures=Measures(pitch_hz=pitch_hz), **more)


@pytest.fixture
def comparison():
    lost = Cell(place=Place(model=MODEL, voice="Kai"), error=RateLimited("too fast"))
    return Comparison((cell("Cherry", 220.0), cell("Ethan", 110.0), lost))


def test_it_is_equal_to_another_with_the_same_cells(comparison):
    other = Comparison(tuple(comparison.cells))
    assert comparison == other
    assert comparison != comparison.pin(0)
    assert comparison.pin(0).pin(0, on=False) == other


def test_cells_are_named_by_number_or_by_their_name(comparison):
    assert comparison["Ethan"] is comparison[1] is comparison[-2]
    assert comparison.names == ("Cherry", "Ethan", "Kai")
    with pytest.raises(KeyError, match=r"unknown cell 'Eve'; available: Cherry, Ethan, Kai"):
        comparison["Eve"]
    with pytest.raises(IndexError, match="there are 3"):
        comparison[3]
    with pytest.raises(KeyError, match="2 cells are called 'Cherry'"):
        Comparison((comparison[0], comparison[0]))["Cherry"]


def test_sorting_puts_what_is_not_known_last_whichever_way(comparison):
    assert comparison.sort("pitch_hz").names == ("Ethan", "Cherry", "Kai")
    assert comparison.sort("pitch_hz", reverse=True).names == ("Cherry", "Ethan", "Kai")
    assert comparison.sort(lambda c: c.place.voice, reverse=True).names == ("Kai", "Ethan", "Cherry")
    with pytest.raises(ValueError, match="did you mean pitch_hz"):
        comparison.sort("pitch")


def test_filters_ask_the_grid_and_the_catalog(comparison):
    assert comparison.filter(voice="Cherry").names == ("Cherry",)
    assert comparison.filter(voice=["Cherry", "Kai"]).names == ("Cherry", "Kai")
    assert comparison.filter(model=MODEL, prompt=0, repeat=0) == comparison
    assert comparison.filter(gender="female").names == ("Cherry",)
    assert comparison.filter(dialect="粤语").names == ()
    assert len(comparison.filter(language="en")) == 3
    assert comparison.filter(lambda c: c.text == "hello", voice="Ethan").names == ("Ethan",)
    with pytest.raises(TypeError, match="cannot filter by"):
        comparison.filter(colour="red")


def test_what_failed_and_what_was_pinned_can_be_taken_alone(comparison):
    assert comparison.failed.names == ("Kai",)
    assert comparison.failed[0].clip is None
    assert comparison.failed[0].text == ""
    assert comparison.pin("Ethan", 2).pinned.names == ("Ethan", "Kai")
    assert comparison.remove("Cherry", -1).names == ("Ethan",)
    assert repr(comparison) == "<Comparison of 3 cells, 1 not whole>"
    assert repr(comparison.filter(voice="Cherry")) == "<Comparison of 1 cell>"


def test_a_cell_that_was_asked_again_takes_its_place(comparison):
    again = comparison.replaced(2, cell("Kai"))
    assert again.names == comparison.names
    assert not again.failed.cells
    assert again[2].clip == again[0].clip


def test_a_voice_that_the_catalog_does_not_know_fits_no_fact_of_it():
    (place,) = places(models=["my-own-model"], voices=["Zed"])
    unknown = Comparison((Cell(place=place), Cell(place=Place(model="my-own-model"))))
    assert unknown.filter(gender="female").cells == ()
    assert unknown[0].voice is unknown[1].voice is None


@pytest.mark.parametrize(
    "several",
    [
        {"Cherry", "Kai"}, frozenset({"Cherry", "Kai"}), ("Cherry", "Kai"), np.array(["Cherry", "Kai"]), pd.Series(["Cherry", "Kai"]),
        iter(["Cherry", "Kai"]), {"Cherry": 1, "Kai": 2}.keys(),
    ],
)  # fmt: skip
def test_several_values_to_filter_by_come_in_whatever_holds_them(comparison, several):
    assert comparison.filter(voice=several).names == ("Cherry", "Kai")


def test_what_a_filter_knows_is_what_the_rows_say(comparison):
    for fact in ("gender", "dialect", "voice", "model"):
        for row in comparison.to_rows():
            assert row["name"] in comparison.filter(**{fact: row[fact]}).names
    assert len(comparison.filter(dialect="none")) == 3
    assert len(comparison.filter(language=["xx", "zh"])) == 3
    assert comparison.filter(language=["xx"]).cells == ()
    with pytest.raises(TypeError, match="voice='Cherry'"):
        comparison.filter("Cherry")


def test_sorting_takes_what_a_filter_knows_and_nan_is_not_known(comparison):
    assert comparison.sort("voice", reverse=True).names == ("Kai", "Ethan", "Cherry")
    assert comparison.sort("gender").names == ("Cherry", "Ethan", "Kai")
    pitch_hz = {"Cherry": float("nan"), "Ethan": 2.0, "Kai": 1.0}
    assert comparison.sort(lambda c: pitch_hz[c.place.voice]).names == ("Kai", "Ethan", "Cherry")
    with pytest.raises(TypeError, match="name of a measure"):
        comparison.sort(None)


def test_a_slice_is_a_comparison_and_a_copy_is_still_whose_it_was(comparison):
    assert comparison[1:].names == ("Ethan", "Kai")
    assert comparison[np.int64(1)].place.voice == "Ethan"
    for wrong in (1.0, True, [0, 1], None):
        with pytest.raises(TypeError, match="number or name"):
            comparison[wrong]
    asked = Comparison(comparison.cells, asks=object())
    assert copy.copy(asked).asks is copy.deepcopy(asked).asks is asked.asks


def test_as_a_cells_last_value_it_is_shown(comparison, capsys):
    """Outside of a notebook, a line for each."""
    comparison._ipython_display_()
    lines = capsys.readouterr().out.splitlines()
    assert [name in line for name, line in zip(comparison.names, lines, strict=True)] == [True] * 3
    assert "too fast" in lines[2]
