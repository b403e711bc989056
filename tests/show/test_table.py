from omni_nb.show.table import Table

ROWS = Table([{"a": 1, "b": True}, {"a": None, "c": ["x", "<y>"], "b": False}])


def test_a_table_is_a_list_of_rows_that_shows_itself():
    assert ROWS[0]["a"] == 1
    assert ROWS.columns == ["a", "b", "c"]
    assert "<td>x, &lt;y&gt;</td>" in ROWS._repr_html_()
    assert repr(ROWS).splitlines()[0].split() == ["a", "b", "c"]
    assert repr(ROWS).splitlines()[1].split() == ["1", "yes"]
    assert repr(Table()) == ""
