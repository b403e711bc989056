"""The comparison as people use it: JupyterLab in Chromium, a real kernel, a keyboard, and what is heard."""

import re

import pytest

from tests.support import tap
from tests.support.axe import complaints
from tests.support.lab import Book

pytestmark = pytest.mark.browser
MAKE = "from omni_nb import Omni\nomni = Omni.simulated({})\ncompared = omni.compare({})\ncompared"
VOICES = ["Cherry", "Ethan", "Jada", "Dylan"]
WORDS = f'"The birch canoe slid on the smooth planks.", voices={VOICES}, say=True'
CELL = ".omni-nb-comparison .cell"


@pytest.fixture
def open_(page, lab, request):
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    tap.install(page)

    def open_(asked=WORDS, *cells, how="pace=0", wait=True, form=False):
        name = re.sub(r"\W", "-", request.node.name[:40]) + ".ipynb"
        book = Book(page, lab, lab.write(name, MAKE.format(how, asked), *cells))
        book.start(0)
        page.wait_for_selector(".omni-nb-comparison textarea" if form else CELL)
        if wait:
            book.finish()
            page.wait_for_function("() => !document.querySelector('.omni-nb-comparison [data-key=stop]:not([hidden])')")
        return book

    yield open_
    assert page.outside == []
    assert [e for e in page.errors if not e.startswith("Comm not found")] == []


def sounds(page, name):
    """Until that cell sounds, and can be heard."""
    page.wait_for_function(
        """name => document.querySelector('.omni-nb-comparison .cell.sounds .name')?.textContent === name
        && heard.some(h => h.blocks.slice(-8).some(b => b.some(v => v)))""",
        arg=name,
    )


def silent(page):
    page.wait_for_function("() => !document.querySelector('.omni-nb-comparison .cell.sounds')")


def focused(page):
    return page.evaluate("() => document.activeElement.closest('.cell')?.querySelector('.name').textContent")


def names(page):
    return page.locator(f"{CELL} .name").all_text_contents()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_everything_is_one_key_away_and_tab_crosses_the_list_in_one_stop(open_, page):
    open_()
    assert names(page) == VOICES
    assert focused(page) == "Cherry"  # the cell that was run is looked at, so the list has the focus
    press(page, "ArrowDown", "ArrowUp")
    assert page.evaluate("() => heard.length") == 0 or not page.locator(f"{CELL}.sounds").count()  # silent until asked
    press(page, "Space")
    sounds(page, "Cherry")
    press(page, "ArrowDown")
    sounds(page, "Ethan")
    for name in ("Cherry", "Ethan", "Cherry"):
        press(page, "Shift+Space")
        sounds(page, name)
        assert focused(page) == "Ethan"
    press(page, "4")
    sounds(page, "Dylan")
    press(page, "j")
    sounds(page, "Jada")
    press(page, "Enter")
    page.locator(f"{CELL}[aria-selected=true] .star:not([hidden])").wait_for()
    press(page, "Escape")
    silent(page)
    assert focused(page) == "Jada"
    press(page, "0")
    sounds(page, "Cherry")
    sounds(page, "Ethan")
    press(page, "Escape")
    silent(page)
    press(page, "Tab")
    assert focused(page) is None
    assert page.evaluate("() => Boolean(document.activeElement.closest('.omni-nb-comparison .foot'))")
    press(page, "Shift+Tab")
    assert focused(page) == "Jada"
    for key, name in (("Home", "Cherry"), ("PageDown", "Dylan"), ("PageUp", "Cherry"), ("End", "Dylan")):
        press(page, key)
        assert focused(page) == name
    silent(page)


def test_what_is_chosen_in_the_page_is_what_python_has(open_, page):
    book = open_(WORDS, "print(omni.last_comparison.pinned.names)")
    press(page, "End", "Enter")
    page.locator(f"{CELL} .star:not([hidden])").wait_for()
    book.run(1)
    assert "('Dylan',)" in str(book.outputs()[1])
    page.locator("[data-key=order]").select_option("pitch_hz")
    page.wait_for_function(
        "first => document.querySelector('.omni-nb-comparison .name').textContent !== first", arg="Cherry"
    )
    deepest = names(page)
    page.locator("[data-key=reverse]").click()
    page.wait_for_function(
        "first => document.querySelector('.omni-nb-comparison .name').textContent !== first", arg=deepest[0]
    )
    assert names(page) == deepest[::-1]
    page.locator("[data-key='filter:gender']").select_option("male")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-comparison .cell').length === 2")
    assert set(names(page)) == {"Ethan", "Dylan"}
    page.locator(CELL).first.focus()
    press(page, "Delete")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-comparison .cell').length === 1")
    page.locator("[data-key=restore]").click()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-comparison .cell').length === 2")


def test_a_passage_is_dragged_and_repeated_and_the_same_word_is_offered_once_it_is_known(open_, page):
    open_()
    page.wait_for_function("() => !document.querySelector('[data-key=way] option[value=word]').disabled")
    wave = page.locator(f"{CELL} .wave").first.bounding_box()
    page.mouse.move(wave["x"] + 40, wave["y"] + 20)
    page.mouse.down()
    page.mouse.move(wave["x"] + 140, wave["y"] + 22, steps=4)
    page.mouse.up()
    sounds(page, "Cherry")
    assert page.locator(f"{CELL} .passage:not([hidden])").count() == len(VOICES)
    page.locator(CELL).nth(1).focus()
    press(page, "Space")
    sounds(page, "Ethan")
    press(page, "Backspace")
    page.wait_for_function("() => !document.querySelector('.cell .passage:not([hidden])')")
    page.locator(CELL).nth(2).focus()
    press(page, "Space")
    sounds(page, "Jada")
    press(page, "[", "ArrowRight")  # of what sounds
    page.wait_for_function("() => parseFloat(document.querySelectorAll('.cell .wave .head')[2].style.left) > 20")
    press(page, "]")
    page.wait_for_function("() => document.querySelectorAll('.cell .passage:not([hidden])').length === 4")
    press(page, "ArrowLeft", "Backspace")
    page.wait_for_function("() => !document.querySelector('.cell .passage:not([hidden])')")
    press(page, "Escape")
    silent(page)


def test_a_cell_is_heard_while_it_comes_and_one_that_failed_is_asked_again(open_, page):
    book = open_('"Speak for 20 seconds", voices=["Cherry", "Ethan"]', how='fault="503:1", max_retries=0', wait=False)
    page.wait_for_selector(f"{CELL}[data-state=failed]")
    page.wait_for_selector(f"{CELL}[data-state=coming] .wave:not([hidden])")
    name = page.locator(f"{CELL}[data-state=coming] .name").text_content()
    page.locator(f"{CELL}[data-state=coming]").focus()
    press(page, "Space")
    sounds(page, name)
    page.wait_for_selector(f"{CELL}[data-state=coming].sounds")  # it sounds before it is whole
    press(page, "Escape")
    book.finish()
    failed = page.locator(f"{CELL}[data-state=failed]")
    assert failed.locator(".state").text_content()
    failed.focus()
    press(page, "Space")
    page.get_by_text("nothing to play").wait_for()
    failed.locator("[data-hook=again]").click()
    page.wait_for_selector(f"{CELL}[data-state=coming] >> nth=0")
    page.locator("[data-key=stop]").click()
    page.wait_for_function("() => document.querySelector('.omni-nb-comparison').textContent.includes('stopped')")


def test_the_form_says_what_it_would_ask_and_what_it_asked_is_heard(open_, page):
    book = open_('voices=["Cherry", "Ethan"]', "print(omni.last_comparison)", form=True)
    assert page.evaluate("() => document.activeElement.dataset.key") == "prompt"
    page.keyboard.type("Say hello.")
    page.wait_for_function("() => document.querySelector('.asking .line').textContent.startsWith('2 requests')")
    press(page, "Control+Enter")
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-comparison .cell[data-state=done]').length === 2")
    page.locator(CELL).nth(1).click()
    sounds(page, "Ethan")
    assert complaints(page, ".omni-nb-comparison") == []
    book.run(1)
    assert "2 cells" in str(book.outputs()[1])


def test_it_has_no_barriers_light_or_dark_wide_or_narrow(open_, page):
    book = open_('"The birch canoe slid.", voices=["Cherry", "Ethan"]', how='pace=0, fault="503:1", max_retries=0')
    press(page, "Space")
    for dark in (False, True):
        book.theme(dark)
        for width in (1400, 480):
            page.set_viewport_size({"width": width, "height": 900})
            assert complaints(page, ".omni-nb-comparison") == [], (dark, width)
    book.theme(False)


def test_the_notebook_keeps_what_was_answered_and_a_page_that_is_loaded_again_has_the_sound(open_, page):
    book = open_()
    assert page.locator("[class^=omni-nb-kept]").is_hidden()
    saved = book.save()
    kept = [o for o in saved["cells"][0]["outputs"] if "omni-nb-kept" in str(o)]
    assert all(name in str(kept[0]["data"]) for name in VOICES)
    page.reload()
    page.wait_for_selector(f"{CELL} .wave:not([hidden])")
    page.locator(CELL).first.focus()
    press(page, "Space")
    sounds(page, "Cherry")
    press(page, "Escape")
