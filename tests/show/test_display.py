import sys
from types import SimpleNamespace

import pytest

from omni_nb.show import display
from tests.support.media import TONE


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


def test_the_player_holds_the_bytes_names_their_type_and_does_not_start():
    data = TONE.encode("mp3")
    html = display.player(data, "audio/mpeg")["text/html"]
    import base64

    assert f"data:audio/mpeg;base64,{base64.b64encode(data).decode()}" in html
    assert "<audio" in html
    assert "autoplay" not in html
