"""Voila, in a real browser: `make frontends`."""

import pytest

from tests.support import tap
from tests.support.front_ends import notebook, served

pytestmark = [pytest.mark.frontends, pytest.mark.timeout(300)]
CELLS = (
    "from omni_nb import Omni\nomni = Omni.simulated()",
    "reply = omni.ask('Repeat exactly: ' + 'one two three four five six seven eight nine ten. ' * 3, voice='Cherry')",
    "composer = omni.compose()\ncomposer",
    "omni.compare('Repeat exactly: hello there', voices=['Cherry', 'Ethan'])",
    "omni.history()",
)


def test_a_reply_speaks_the_composer_answers_and_a_comparison_is_there(tmp_path, page):
    tap.install(page)
    notebook(tmp_path / "book.ipynb", *CELLS)
    with served(
        tmp_path, "voila", "voila", "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1", "book.ipynb", ready="/static/favicon.ico"
    ) as url:  # fmt: skip
        page.goto(url)
        page.get_by_text("one two three").first.wait_for()
        page.get_by_text("SIMULATED, no model was asked").first.wait_for()
        page.locator("audio").first.wait_for(state="attached")
        page.get_by_text("2 of 2 answered").wait_for()
        page.locator(".omni-nb-history .line").nth(2).wait_for()
        page.locator(".omni-nb-comparison canvas").nth(1).wait_for()
        page.get_by_text("no sound", exact=True).first.wait_for(state="hidden")  # it is asked for: the page came later
        for n, words in enumerate(("hello you", "and again"), start=1):
            page.get_by_label("your question").fill(f"Repeat exactly: {words}")
            page.get_by_label("your question").press("Control+Enter")
            page.locator(".omni-nb-form .turn").first.get_by_text(words).nth(1).wait_for()
            page.wait_for_function("n => heard.filter(h => h.blocks.some(b => b.some(v => v))).length >= n", arg=n)
            page.locator("[data-key=send]").wait_for()
        assert all("fontawesome" in url for url in page.outside)  # Voila's own page asks for it
