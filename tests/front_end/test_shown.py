from omni_nb.front_end import marimo_page
from omni_nb.front_end.shown import Shown
from tests.front_end import fake_marimo


class Two(Shown):
    def _ipython_display_(self):
        marimo_page.Output(marimo_page.html("one, "))
        marimo_page.Output(marimo_page.html("two"))


class Table(Shown):
    def _repr_html_(self):
        return "<table>"

    def __repr__(self):
        return "a table"


def test_marimo_is_given_what_ipython_is_shown(monkeypatch):
    page = fake_marimo.install(monkeypatch)
    assert Two()._display_().text == "one, two"
    assert len(page.held) == 1


def test_where_there_is_but_html_that_is_shown(monkeypatch):
    fake_marimo.install(monkeypatch)
    assert Table()._display_().text == "<table>"


def test_without_a_page_it_is_its_words():
    assert Table()._display_() == "a table"
