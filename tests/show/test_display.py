import sys
from types import SimpleNamespace

import pytest

from omni_nb.show import display
from tests.front_end import fake_marimo


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


def test_in_marimo_outputs_are_put_into_its_cell_and_replaced(monkeypatch):
    page = fake_marimo.install(monkeypatch)
    handle = display.show_replaceable({"text/plain": "<…>"})
    display.show_bundle({"text/html": "<b>b</b>", "text/plain": "b"})
    display.show_object("w")
    handle.update({"text/plain": ""}, raw=True)
    display.show_kept({"text/html": "no notebook keeps it"}).update({"text/plain": "nor this"}, raw=True)
    assert fake_marimo.shown(page) == ["", "<b>b</b>", "<widget w>"]
    handle.update({"text/plain": "<…>"}, raw=True)
    assert fake_marimo.shown(page)[0] == '<pre style="white-space:pre-wrap">&lt;…&gt;</pre>'
    handle.update({"text/html": '<div class="omni-nb-answer"><ul></ul></div>'}, raw=True)
    assert fake_marimo.shown(page)[0].startswith("<style>.omni-nb-answer{")  # which marimo's page takes the dots from
    assert display.this_cell() == "book.py#c1"
    assert display.execution_count() != display.execution_count()  # what is asked to show itself does


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
