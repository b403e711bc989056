import re

import pytest

from omni_nb import catalog
from omni_nb.catalog import data


def test_every_file_of_facts_is_dated():
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", data.table(name)["date"]) for name in ("models", "services"))


def test_a_file_is_read_once():
    assert data.table("models") is data.table("models")
    assert data.rows("voices") is data.rows("voices")


@pytest.mark.parametrize("name", ["voices", "languages"])
def test_every_row_has_every_cell_and_none_more(name):
    assert all(None not in row and None not in row.values() for row in data.rows(name))
    assert all(cell == cell.strip() for row in data.rows(name) for cell in row.values())


def test_similar_words_are_found_whatever_their_case():
    assert catalog.nearest("chery", ["Cherry", "Ethan"]) == ["Cherry"]
    assert catalog.nearest("zzz", ["Cherry", "Ethan"]) == []
