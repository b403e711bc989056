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
