import pytest

from omni_nb import history
from omni_nb.panels.history.showing import show_history
from omni_nb.show import display


def test_where_no_widget_is_shown_there_is_a_table(monkeypatch):
    with pytest.raises(NotImplementedError):
        show_history(history(), None)
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setenv("OMNI_NB_WIDGETS", "0")
    with pytest.raises(NotImplementedError):
        show_history(history(), None)
