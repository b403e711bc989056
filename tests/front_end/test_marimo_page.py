import asyncio
import sys
import weakref

import pytest

from omni_nb.front_end import marimo_page
from omni_nb.session.event_loop import EVENT_LOOP
from tests.front_end import fake_marimo


class Thing:
    pass


@pytest.fixture
def page(monkeypatch):
    return fake_marimo.install(monkeypatch)


async def found():
    await asyncio.sleep(0)
    page = marimo_page.here()
    return page, await asyncio.to_thread(marimo_page.here)


def test_a_task_takes_the_page_along_that_began_it_and_no_other(page):
    mine, on_a_thread = EVENT_LOOP.submit(found()).result()
    assert mine == on_a_thread == page
    assert mine is not page  # the cell is that of now: the page's own names the next one soon
    fake_marimo.local.page = None
    assert EVENT_LOOP.submit(found()).result() == (None, None)


def test_what_is_made_on_another_thread_is_made_for_the_page(page):
    async def make():
        with marimo_page.entered():
            return fake_marimo.local.page.execution_context.cell_id

    assert EVENT_LOOP.submit(make()).result() == "c1"


def test_between_cells_a_task_goes_on_with_the_page_that_it_is_given(page):
    before = marimo_page.now()
    page.execution_context = None
    assert EVENT_LOOP.submit(found()).result()[0] in (None, page)
    with marimo_page.going_on(before):
        assert EVENT_LOOP.submit(found()).result()[0].execution_context.cell_id == "c1"


def test_outputs_are_replaced_in_their_place_while_the_cell_runs_and_stand_when_it_has_ended(page):
    first, second = (marimo_page.Output(marimo_page.html(t)) for t in ("a", "b"))
    first.replace(marimo_page.html("A"))
    assert fake_marimo.shown(page) == ["A", "b"]
    cell, page.execution_context = page.execution_context, fake_marimo.Cell("c2")
    second.replace(marimo_page.html("B"))
    assert [html.text for html in cell.output] == ["A", "b"]
    assert fake_marimo.shown(page) == []


def test_another_thread_may_replace_an_output(page):
    output = marimo_page.Output(marimo_page.html("…"))
    EVENT_LOOP.in_thread(lambda: output.replace(marimo_page.html("drawn"))).result()
    assert fake_marimo.shown(page) == ["drawn"]


def test_a_cell_that_cleared_its_outputs_costs_nothing(page):
    output = marimo_page.Output(marimo_page.html("a"))
    page.execution_context.output.clear()
    output.replace(marimo_page.html("b"))


def test_what_is_gathered_is_no_output_of_the_cell(page):
    def show():
        marimo_page.Output(marimo_page.html("a"))
        marimo_page.Output(marimo_page.html("b")).replace(marimo_page.html("B"))

    assert marimo_page.gathered(show).text == "aB"
    assert fake_marimo.shown(page) == []
    assert not marimo_page.gathers()


def test_the_cell_is_named_in_the_editor_only(page):
    assert marimo_page.cell() == "book.py#c1"
    page.session_mode.value = "run"
    assert marimo_page.cell() is None


def test_what_is_held_goes_with_the_cells_outputs(page):
    marimo_page.hold(thing := Thing())
    known = weakref.ref(thing)
    del thing
    (held,) = page.held
    assert known() is not None
    assert held.dispose(page, False)
    assert known() is None


def test_another_marimo_is_no_page(monkeypatch, page):
    monkeypatch.setitem(sys.modules, "marimo._runtime.context.types", None)
    assert marimo_page.here() is None
