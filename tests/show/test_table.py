from omni_nb.show.table import Table

ROWS = Table([{"a": 1, "b": True}, {"a": None, "c": ["x", "<y>"], "b": False}])


def test_a_table_is_a_list_of_rows_that_shows_itself():
    assert ROWS[0]["a"] == 1
    assert ROWS.columns == ["a", "b", "c"]
    assert "<td>x, &lt;y&gt;</td>" in ROWS._repr_html_()
    assert repr(ROWS).splitlines()[0].split() == ["a", "b", "c"]
    assert repr(ROWS).splitlines()[1].split() == ["1", "yes"]
    assert repr(Table()) == ""


def test_a_cell_with_several_lines_or_escapes_stays_in_its_row():
    table = Table([{"id": "a\n\x1b]0;x\x07b", "n": 1}, {"id": "cc", "n": 2}])
    assert repr(table) == "id         n\na �]0;x�b  1\ncc         2"
