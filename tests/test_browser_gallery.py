"""The gallery as people use it: JupyterLab in Chromium, by keyboard; a kernel that is restarted."""

import re

import pytest

from tests.support import tap
from tests.support.axe import complaints
from tests.support.lab import Book

pytestmark = pytest.mark.browser
MAKE = "from omni_nb import Omni\nomni = Omni.simulated(pace=0)\ngallery = omni.voices()\ngallery"
STATE = "([voice, state]) => [...document.querySelectorAll('.omni-nb-gallery .cell')].some(c => c.querySelector('.name').textContent.startsWith(voice) && c.dataset.state === state)"
SOUNDS = "voice => document.querySelector('.omni-nb-gallery .cell.sounds .name')?.textContent.startsWith(voice)"


@pytest.fixture
def open_(page, lab, request):
    page.errors = []
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    tap.install(page)

    def open_(*cells, keep="1"):
        name = re.sub(r"\W", "-", request.node.name[:40]) + ".ipynb"
        book = Book(page, lab, lab.write(name, f"import os\nos.environ['OMNI_NB_KEEP'] = '{keep}'\n{MAKE}", *cells))
        book.run(0)
        page.wait_for_function("() => document.activeElement?.dataset.cell === '0'")  # the focus is there already
        return book

    yield open_
    assert page.outside == []
    assert page.errors == []


def sounds(page, voice):
    page.wait_for_function(SOUNDS, arg=voice)


def test_hear_pick_and_compare_by_keyboard_and_the_notebook_keeps_the_table(open_, page):
    book = open_("print(gallery.picked, len(omni.last_comparison))", keep="0")
    page.keyboard.press("Space")
    sounds(page, "Cherry")
    page.keyboard.press("Enter")
    page.keyboard.press("e")  # jumps by name, and asks nobody
    page.wait_for_function("() => document.activeElement?.dataset.cell === '2'")
    assert page.locator(".omni-nb-gallery .cell:not([data-state=unasked])").count() == 1
    page.keyboard.press("Space")
    sounds(page, "Ethan")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Space")
    sounds(page, "Cherry")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('.omni-nb-gallery .cell.sounds')")
    for dark in (False, True):
        book.theme(dark)
        assert complaints(page, ".omni-nb-gallery") == []
    book.theme(False)
    page.get_by_role("button", name="Compare the picked (2)").click()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.compared .cell[data-state=done]').length === 2")
    page.wait_for_function(
        "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON().cells[0].outputs[1]).includes('Ethan')"
    )
    book.run(1)
    assert book.outputs()[1][0]["text"] == "('Cherry', 'Ethan') 2\n"
    html = "".join(book.save()["cells"][0]["outputs"][1]["data"]["text/html"])
    assert "芊悦" in html
    assert page.locator("[class^=omni-nb-kept]").first.is_hidden()


def test_play_all_of_what_is_found_hands_free_and_a_restarted_kernel_plays_what_is_kept(open_, page):
    book = open_()
    page.get_by_role("searchbox").fill("Sichuanese")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-gallery .cell').length < 5")
    names = [n.split()[0] for n in page.locator(".omni-nb-gallery .name").all_inner_texts()]
    assert names
    page.locator(".omni-nb-gallery [data-key=all]").click()
    for name in names:
        sounds(page, name)
    page.wait_for_function(
        "() => document.querySelector('.omni-nb-gallery [data-key=all] svg').dataset.icon === 'list-music'"
    )
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart().then(() => 1)")
    page.get_by_text("The kernel has stopped").wait_for()
    page.locator(".omni-nb-gallery .cell").first.click()  # what was heard is here
    sounds(page, names[0])
    page.keyboard.press("Escape")
    book.run(0)
    for name in names:
        page.wait_for_function(STATE, arg=[name, "done"])
    assert page.get_by_text("of 49 heard").is_visible()
