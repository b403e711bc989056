import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.show.table import Table

ROWS = Table([{"a": 1, "b": True}, {"a": None, "c": ["x", "<y>"], "b": False}])


@pytest.fixture(params=[30, 80, 200])
def room(request, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(request.param + 1))
    return request.param


def cells(text):
    return sum(2 if c > "\u2e80" else 1 for c in text)


def test_a_table_is_a_list_of_rows_that_shows_itself():
    assert ROWS[0]["a"] == 1
    assert ROWS.columns == ["a", "b", "c"]
    assert ">x, &lt;y&gt;</td>" in ROWS._repr_html_()
    assert repr(ROWS).splitlines()[0].split() == ["a", "b", "c"]
    assert repr(ROWS).splitlines()[1].split() == ["1", "yes"]


def test_numbers_stand_to_the_right_and_words_to_the_left():
    html = Table([{"id": "a-b", "n": 12_000, "word": "x", "yes": True}])._repr_html_()
    assert '<td style="padding:0.2em 0.6em;text-align:left;white-space:nowrap">a-b</td>' in html
    assert '<td style="padding:0.2em 0.6em;text-align:right">12,000</td>' in html
    assert (
        '<td style="padding:0.2em 0.6em;text-align:left">x</td><td style="padding:0.2em 0.6em;text-align:left">yes</td>'
        in html
    )


def test_a_sentence_keeps_room_in_a_narrow_page():
    html = Table([{"id": "a", "note": "no longer updated; ignores the system message"}])._repr_html_()
    assert '<td style="padding:0.2em 0.6em;text-align:left;min-width:11em">no longer' in html


@pytest.mark.parametrize("empty", [Table(), Table([{"a": None}])])
def test_nothing_is_shown_as_nothing(empty):
    assert repr(empty) == ""
    assert repr(Table(empty, note="Nothing is known.")) == "Nothing is known."


def test_a_zero_is_no_empty_cell():
    assert repr(Table([{"a": "x", "n": 0}, {"a": "y", "n": None}])).splitlines() == ["a  n", "x  0", "y"]


def test_what_is_set_aside_or_says_nothing_is_in_the_rows_and_not_on_the_screen():
    table = Table([{"a": 1, "b": None, "c": "long"}], aside=("c",), note="all of b is unknown")
    assert table.columns == ["a", "b", "c"]
    assert repr(table) == "a\n1\nall of b is unknown"
    assert "long" not in table._repr_html_()
    assert "<p>all of b is unknown</p>" in table._repr_html_()


def test_a_cell_with_several_lines_or_escapes_stays_in_its_row():
    table = Table([{"id": "a\n\x1b]0;x\x07b", "n": 1}, {"id": "cc", "n": 2}])
    assert repr(table) == "id         n\na �]0;x�b  1\ncc         2"


def test_columns_stand_below_each_other_although_chinese_is_wider():
    assert repr(Table([{"a": "芊悦", "b": 1}, {"a": "x", "b": 2}])).splitlines() == ["a     b", "芊悦  1", "x     2"]


def test_the_widest_column_gives_way_and_no_word_is_broken(monkeypatch):
    monkeypatch.setenv("COLUMNS", "31")
    table = Table([{"id": "qwen3-omni-flash", "note": "no longer updated", "n": 1}])
    assert repr(table).splitlines() == ["id                note       n", "qwen3-omni-flash  no longer  1", "                  updated"]  # fmt: skip


def test_where_columns_have_no_room_each_row_is_told_in_a_few_lines(monkeypatch):
    monkeypatch.setenv("COLUMNS", "21")
    table = Table([{"id": "qwen3-omni-flash", "voices": 49, "note": None, "voice": "Cherry"}])
    assert repr(table).splitlines() == ["qwen3-omni-flash", "  voices: 49 ·", "  voice: Cherry"]


def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(room):
    words = ["qwen3-omni-flash-2025-12-01", "开朗、亲切、自然" * 4, "a b c " * 30, "x" * 90, 12_345]
    shown = repr(Table([{f"column {i}": w for i, w in enumerate(words)}], note="a note that is long " * 5))
    assert max(map(cells, shown.splitlines())) <= room
    for word in ("qwen3-omni-flash-2025-12-01", "12,345"):
        assert word in shown


@given(st.lists(st.lists(st.text("ab 芊悦,", max_size=30), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_letter_is_shown_whatever_the_cells(rows):
    table = Table([dict(zip("123", row, strict=True)) for row in rows])
    letters = sum(c in "ab芊悦" for row in rows for cell in row for c in cell)
    assert sum(c in "ab芊悦" for c in repr(table)) == letters
