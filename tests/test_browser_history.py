"""The history as people use it: JupyterLab in Chromium, with keys and pointer; a kernel that is restarted."""

import json

import pytest

from tests.support import tap
from tests.support.axe import complaints
from tests.support.lab import Book

pytestmark = pytest.mark.browser
ASK = """import io
from PIL import Image
from omni_nb import Omni
omni = Omni.simulated(pace=0, show=False, keep="kept.sqlite")
picture = io.BytesIO(); Image.new("RGB", (1200, 900), "teal").save(picture, "PNG")
for i in range(21): omni.ask(f"Repeat exactly: number {i}", modalities=["text"])
talk = omni.chat(system="You are a patient teacher.")
talk.ask("Why is the sky blue?"); talk.ask("And at night?", picture.getvalue(), voice="Ethan")
omni.history()"""
HISTORY = ".omni-nb-history"


@pytest.fixture
def book(page, lab):
    page.errors = []
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    tap.install(page)
    book = Book(
        page, lab, lab.write("history.ipynb", ASK, "talk.ask('One more?', modalities=['text'])", "len(omni.history())")
    )
    book.run(0)
    page.locator(f"{HISTORY} .line").first.wait_for()
    yield book
    assert page.outside == []
    assert page.errors == []


def questions(page):
    return page.locator(f"{HISTORY} .line .question").all_inner_texts()


def clean(book, page):
    for dark in (False, True):
        book.theme(dark)
        assert complaints(page, HISTORY) == []
    book.theme(False)


def test_browse_search_open_hear_mark_go_on_compare_and_delete(book, page):
    at = page.locator(HISTORY)
    assert questions(page)[:2] == ["[picture] And at night?", "Why is the sky blue?"]
    clean(book, page)
    at.get_by_role("button", name="Older replies").click()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-history .line').length === 3")
    at.get_by_role("searchbox").fill("night")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-history .line').length === 1")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-history .line').length === 20")
    # from line to line, and open
    at.locator(".head").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    at.locator(".whole .omni-nb-picture").wait_for()
    assert at.locator(".before summary").all_inner_texts() == ["system prompt", "1 earlier turn"]
    at.get_by_role("textbox", name="your note").fill("for Friday")
    at.get_by_role("button", name="Good", exact=True).click()
    at.locator(".marks", has_text="for Friday").locator("[data-icon=thumbs-up]").wait_for()
    clean(book, page)
    at.locator(".onb-enlarge").click()
    page.locator("dialog img").wait_for()
    page.keyboard.press("Escape")
    at.get_by_role("button", name="Hear it").first.click()
    at.get_by_role("button", name="Stop the sound").click()
    # it goes on, and a comparison takes its place
    at.get_by_role("button", name="Continue in a composer").click()
    at.locator(".omni-nb-form .turn").nth(1).wait_for()
    for n in range(2):
        at.locator(".pick input").nth(n).check()
    at.get_by_role("button", name="Compare").click()
    page.wait_for_function(
        "() => document.querySelectorAll('.omni-nb-history .omni-nb-comparison .cell[data-state=done]').length === 2"
    )
    assert at.locator(".omni-nb-form").count() == 0
    clean(book, page)
    # what is asked meanwhile waits until it is wanted; what is deleted is asked for twice
    book.run(1)
    at.get_by_role("button", name="Show 1 new one").click()
    page.wait_for_function("() => document.querySelector('.omni-nb-history .question').textContent === 'One more?'")
    page.locator("[data-key=remove-picked]").click()
    page.locator("[data-key=remove-picked-yes]").click()
    at.get_by_text("2 replies are deleted").wait_for()
    book.run(2)
    assert "22" in json.dumps(book.outputs()[2])
    kept = json.dumps(book.save()["cells"][0]["outputs"])
    assert "nothing of them is kept" in kept
    assert "number 20" not in kept  # what was browsed is no part of this notebook
    assert "And at night" in kept  # what went on in a composer is


def test_where_the_kernel_is_gone_it_says_so_and_asks_nobody(book, page):
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart().then(() => 1)")
    page.locator(f"{HISTORY} .onb-notice.warn", has_text="The kernel has stopped").wait_for()
    assert page.locator(f"{HISTORY} :is(button, input, select):enabled:visible").count() == 0
