"""The same in Notebook 7: the reply that speaks, the composer, the microphone."""

import pytest

from tests.support import tap
from tests.support.lab import IDLE, Book, Lab, answered, record

pytestmark = pytest.mark.browser
COMPARED = ".omni-nb-comparison:not(.omni-nb-gallery) .cell"
THREE = [["text/html", "text/markdown", "text/plain"], *[["text/html", "text/plain"]] * 2]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp("notebook7"), app="notebook")
    yield server
    server.close()


def test_a_reply_speaks_and_stays(notebook, page):
    tap.install(page)
    book = Book(
        page,
        notebook,
        notebook.write(
            "ask.ipynb",
            "from omni_nb import Omni\nomni = Omni.simulated(pace=0)\nreply = omni.ask('Repeat exactly: one two three', voice='Cherry')",
            "omni.compare('Good morning.', voices=['Cherry', 'Ethan'], say=True)",
            "omni.voices()",
            "from omni_nb import listen\nlisten({'a': reply.audio, 'b': reply.audio}, listener='Mei', repeats=1, folder='study')",
        ),
    )
    book.run(0)
    page.wait_for_function("() => window.heard.length && window.heard[0].blocks.some(b => b.some(v => v))")
    assert [sorted(o.get("data", {})) for o in book.outputs()[0]] == THREE
    for cell, shown in enumerate((COMPARED, ".omni-nb-gallery .cell", ".omni-nb-listening .body"), start=1):
        book.run(cell)
        page.locator(shown).first.wait_for()
    page.locator(COMPARED).nth(1).click()
    page.locator(f"{COMPARED}.sounds").wait_for()
    page.keyboard.press("Escape")
    assert page.outside == []


def test_the_composer_records_asks_and_keeps(notebook, page):
    book = Book(
        page,
        notebook,
        notebook.write(
            "compose.ipynb",
            "from omni_nb import Omni\ncomposer = Omni.simulated(pace=0).compose()\ncomposer",
            "print(composer.prompt.media[0].info.duration_s > 0.9)",
        ),
    )
    book.run(0)
    page.get_by_label("your question").wait_for()
    record(page, 1)
    book.run(1)
    assert book.outputs()[1][0]["text"] == "True\n"
    page.get_by_label("your question").fill("What is this?")
    page.keyboard.press("Control+Enter")
    answered(page)  # words of a reply that still comes are not in the transcript
    assert "500 Hz" in page.locator(".turn").inner_text()
    saved = book.save()
    assert "500 Hz" in "".join(saved["cells"][0]["outputs"][1]["data"]["text/plain"])
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }")
    page.get_by_text("The kernel was restarted or shut down").wait_for(timeout=60_000)
    page.wait_for_function(IDLE)  # a server that is ended meanwhile waits for it in vain
    assert page.outside == []
