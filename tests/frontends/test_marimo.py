"""marimo, as an app, in a real browser, and as a page and a program: `make frontends`."""

import pytest

from tests.support import tap
from tests.support.front_ends import marimo_notebook, ran, served

pytestmark = [pytest.mark.frontends, pytest.mark.timeout(300)]
LONG = " ".join(["one two three four five six seven eight nine ten."] * 3)


@pytest.fixture
def app(tmp_path):
    """Serves a notebook of marimo's with these cells."""

    def serve(*cells):
        path = marimo_notebook(tmp_path / "book.py", *cells)
        return served(
            tmp_path, "marimo", "marimo", "run", "--headless", "--no-token", "-p", "{port}", path.name, ready="/health"
        )

    return serve


def test_a_reply_comes_live_speaks_and_stays(app, page):
    tap.install(page)
    with app(f"reply = omni.ask('Repeat exactly: {LONG}', voice='Cherry')") as url:
        page.goto(url)
        page.locator(".omni-nb-live").get_by_text("one two three").wait_for()
        page.wait_for_function("() => window.heard.length && window.heard[0].blocks.some(b => b.some(v => v))")
        assert page.locator("audio").count() == 0  # it has not ended
        page.locator("audio").wait_for(state="attached")
        assert page.locator(".omni-nb-live").count() == 0
        page.get_by_text("SIMULATED, no model was asked").wait_for()
        assert page.outside == []


def test_the_composer_asks_and_its_player_stands_in_each_answer_in_turn(app, page):
    tap.install(page)
    with app("composer = omni.compose()\ncomposer") as url:
        page.goto(url)
        for n, words in enumerate(("hello you", "and again"), start=1):
            page.get_by_label("your question").fill(f"Repeat exactly: {words}")
            page.get_by_label("your question").press("Control+Enter")
            newest = page.locator(".omni-nb-form .turn").first
            newest.get_by_text(words).nth(1).wait_for()
            newest.locator("[data-omni-nb=player]").first.wait_for()
            page.wait_for_function("n => heard.filter(h => h.blocks.some(b => b.some(v => v))).length >= n", arg=n)
            page.locator("[data-key=send]").wait_for()


def test_what_is_laid_out_with_mo_is_shown_there(app, page):
    cell = "mo.vstack([mo.md('# above'), omni.ask('Repeat exactly: in a stack', voice=None), mo.ui.anywidget(omni.compose().widget)])"
    with app(cell, "await omni.aask('Repeat exactly: awaited')", "for w in ('left', 'right'):\n    omni.ask('Repeat exactly: ' + w)") as url:  # fmt: skip
        page.goto(url)
        for words in ("above", "in a stack", "awaited", "left", "right"):
            page.get_by_text(words, exact=True).wait_for()
        page.get_by_label("your question").wait_for()


def test_comparison_gallery_listening_test_recorder_and_clip(app, page):
    cells = (
        "c = omni.compare('Repeat exactly: hello there', voices=['Cherry', 'Ethan'])\nc",
        "omni.voices()",
        "omni.compare('Repeat exactly: hi', voices=['Cherry', 'Ethan'], show=False).listen(folder='listening')",
        "from omni_nb import Recorder\nRecorder()",
        "omni.ask('Repeat exactly: a clip', show=False).audio",
    )
    with app(*cells) as url:
        page.goto(url)
        page.get_by_text("2 of 2 answered").wait_for()
        page.get_by_text("49 voices", exact=True).wait_for()
        page.get_by_role("button", name="Start").wait_for()
        page.get_by_role("button", name="record").last.wait_for()
        page.locator("audio").wait_for(state="attached")
        page.wait_for_function(  # its sounds came, though nobody could ask for them while the cell ran
            """() => { const deep = r => [...r.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? deep(e.shadowRoot) : [])]);
                       return deep(document).filter(e => e.tagName === 'CANVAS').length >= 2; }"""
        )
        assert page.get_by_text("no sound", exact=True).count() == 0
        assert page.get_by_text("[object Object]").count() == 0


def test_the_history_is_browsed_and_a_conversation_goes_on_from_it(app, page):
    cells = (
        "for i in range(2):\n    omni.ask(f'Repeat exactly: number {i}', modalities=['text'], show=False)\nspoken = omni.ask('Repeat exactly: number 2', show=False)",
        "spoken\nomni.history()",
    )
    with app(*cells) as url:
        page.goto(url)
        at = page.locator(".omni-nb-history")
        at.get_by_text("Repeat exactly: number 1", exact=True).click()
        at.get_by_role("button", name="Continue in a composer").click()
        page.get_by_label("your question").wait_for()
        at.get_by_role("button", name="Hear it").first.click()
        at.get_by_role("button", name="Stop the sound").wait_for()
        at.get_by_role("searchbox").fill("number 0")
        at.get_by_text("1 reply", exact=True).wait_for()
        assert page.get_by_text("[object Object]").count() == 0


def test_two_visitors_of_an_app_have_their_own(app, chromium):
    with app("composer = omni.compose()\ncomposer") as url:
        pages = [chromium.new_page() for _ in range(2)]
        try:
            for page in pages:
                page.goto(url)
                page.get_by_label("your question").wait_for()
            for page, words in zip(pages, ("first", "second"), strict=True):
                page.get_by_label("your question").fill(f"Repeat exactly: {words}")
                page.get_by_label("your question").press("Control+Enter")
            for page, mine, other in zip(pages, ("first", "second"), ("second", "first"), strict=True):
                page.locator(".turn").get_by_text(mine, exact=True).wait_for()
                assert other not in page.locator(".omni-nb-form").inner_text()
            pages[0].reload()  # a new session: what another one said is not offered
            pages[0].get_by_label("your question").wait_for()
            assert pages[0].get_by_role("button", name="restore it").count() == 0
        finally:
            for page in pages:
                page.close()


def test_an_exported_page_and_a_program_keep_the_reply(app, tmp_path):
    marimo_notebook(tmp_path / "book.py", "omni.ask('Repeat exactly: exported')")
    ran(tmp_path, "marimo", "marimo", "export", "html", "book.py", "-o", "out.html", "--no-include-code")
    html = (tmp_path / "out.html").read_text()
    assert "exported" in html
    assert "<audio" in html or "\\u003caudio" in html.lower()
    ran(tmp_path, "marimo", "python", "book.py")
