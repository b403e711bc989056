from omni_nb.compare.passport import Passport
from omni_nb.show.passport import html, table
from tests.compare.test_comparison import cell


def passport(*cells):
    from omni_nb.compare.comparison import Comparison

    return Passport(Comparison(cells))


def test_numbers_are_rounded_for_people_and_what_is_missing_is_told():
    from omni_nb.compare.cell import Cell

    whole = cell("Cherry", 220.04)
    shown = table(passport(whole, Cell(place=whole.place)))
    assert shown[0]["pitch, Hz"] == 220
    assert "Cherry: 1 of 2 sentences is not complete." in shown.note


def test_names_of_others_stay_words():
    hostile = cell('<img src=x onerror="alert(1)">', 200.0)
    assert "<img src=x" not in html(passport(hostile))


def test_nothing_is_an_empty_table():
    assert table(passport()) == []
