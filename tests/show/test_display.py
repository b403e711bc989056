import sys
from types import SimpleNamespace

import pytest

from omni_nb.show import display


@pytest.mark.parametrize(
    ("shell", "notebook", "terminal"),
    [
        (None, False, False),
        (SimpleNamespace(execution_count=3), False, True),
        (SimpleNamespace(kernel=1, execution_count=3), True, False),
    ],
)
def test_where_we_are(monkeypatch, shell, notebook, terminal):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert (display.in_notebook(), display.in_terminal()) == (notebook, terminal)
    assert display.execution_count() == (3 if shell else None)


def test_where_nobody_imported_ipython_neither_do_we(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert display.shell() is None
    assert "IPython" not in sys.modules


def test_a_cell_is_named_by_its_notebook_and_its_id(monkeypatch):
    class Kernel:
        def get_parent(self, channel):
            return {"metadata": {"cellId": "c1"}} if channel == "shell" else {}

    monkeypatch.setattr(display, "shell", lambda: SimpleNamespace(kernel=Kernel()))
    monkeypatch.setenv("JPY_SESSION_NAME", "folder/book.ipynb")
    assert display.this_cell() == "folder/book.ipynb#c1"


@pytest.mark.parametrize("parent", [lambda _: {}, lambda _: {"metadata": {}}, lambda _: None])
def test_where_the_front_end_names_no_cell_there_is_none(monkeypatch, parent):
    kernel = SimpleNamespace(get_parent=parent)
    for shell in (None, SimpleNamespace(kernel=None), SimpleNamespace(kernel=kernel), SimpleNamespace(kernel=object())):  # fmt: skip
        monkeypatch.setattr(display, "shell", lambda shell=shell: shell)
        assert display.this_cell() is None
