from omni_nb.widgets.history import HistoryView


def test_where_it_cannot_be_shown_it_says_that_nothing_of_it_is_kept():
    bundle = HistoryView(lambda content, buffers: None)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "nothing of it is kept in the notebook" in data["text/plain"]


def test_a_line_that_is_none_is_forgotten():
    view = HistoryView(lambda content, buffers: None)
    sent = []
    view.send = lambda content, buffers=None: sent.append(content)
    view.set("line:a", {"id": "a"})
    view.set("line:a", None)
    view.tell_all()
    assert sent[-1]["sections"] == {}
