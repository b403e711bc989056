"""Notebooks that a program runs, and what is made of them: papermill, nbconvert, `jupyter execute`. `make frontends`."""

import json

import pytest
from markdown_it import MarkdownIt

from tests.support.front_ends import notebook, ran

pytestmark = [pytest.mark.frontends, pytest.mark.timeout(300)]
CELLS = (
    "word = 'nothing'",
    "from omni_nb import Omni, Recorder\nomni = Omni.simulated(pace=0)\nreply = omni.ask(f'Repeat exactly: {word}', voice='Cherry')",
    "omni.compose()",
    "omni.compare('Repeat exactly: hi', voices=['Cherry', 'Ethan'])",
    "Recorder()",
    "omni.voices()",
)


CODE = "from omni_nb import Omni\nOmni.simulated(pace=0).ask('Repeat exactly:\\n```python\\na = 1\\n\\n# ![x](http://127.0.0.1:9/t.png)\\n```', modalities=['text'])"


def outputs(path):
    """Of each cell, all that it shows."""
    return [
        [o.get("data", {}) for o in cell.get("outputs", [])] for cell in json.loads(path.read_text())["cells"]
    ]  # fmt: skip


def told(outputs):
    return "".join("".join(data.get("text/html", "")) for data in outputs)


def whole(cells):
    """A notebook that a program ran holds what one holds that a person ran."""
    asked, composer, compared, recorder, voices = cells[-5:]
    assert not any("application/vnd.jupyter.widget-view+json" in data for data in asked)
    assert "<audio" in told(asked)
    assert "The composer was here" in told(composer)
    assert told(compared).count("<audio") == 2
    assert "The recorder was here" in told(recorder)
    assert "Serena" in told(voices)


@pytest.mark.parametrize("widgets", ["1", "0"])
def test_papermill_gives_parameters_and_keeps_all(tmp_path, widgets):
    notebook(tmp_path / "book.ipynb", *CELLS)
    ran(
        tmp_path, "papermill", "papermill", "book.ipynb", "out.ipynb", "-p", "word", "parametrised", "-k", "python3",
        OMNI_NB_WIDGETS=widgets,
    )  # fmt: skip
    cells = outputs(tmp_path / "out.ipynb")
    assert "parametrised" in told(cells[-5])
    assert "<audio" in told(cells[-5])
    if widgets == "1":
        whole(cells)
    else:
        shown = [data for cell in (cells[-5], *cells[-3:]) for data in cell]
        assert not any("application/vnd.jupyter.widget-view+json" in data for data in shown)
        assert told(cells[-3]).count("<audio") == 2
        assert "speech.wav" in told(cells[-2])
        assert "Serena" in told(cells[-1])


def test_nbconvert_executes_and_makes_pages(tmp_path):
    notebook(tmp_path / "book.ipynb", CELLS[0], CODE, *CELLS[1:])
    ran(tmp_path, "papermill", "jupyter", "nbconvert", "--execute", "--to", "notebook", "--inplace", "book.ipynb")
    whole(outputs(tmp_path / "book.ipynb"))
    ran(tmp_path, "papermill", "jupyter", "nbconvert", "--to", "html", "book.ipynb")
    page = (tmp_path / "book.html").read_text()
    assert page.count("<audio") >= 3
    # nbclient keeps the widgets' state, so the page has their views, which are loaded from a CDN; what was said stands beside
    assert page.count('class="omni-nb-kept-') >= 3
    ran(tmp_path, "papermill", "jupyter", "nbconvert", "--to", "markdown", "book.ipynb")
    words = (tmp_path / "book.md").read_text()
    assert "nothing" in words
    assert "127.0.0.1:9" in (shown := MarkdownIt().render(words))
    assert 'src="http://127.0.0.1:9' not in shown
    assert words.count("<audio") == page.count("<audio")
    ran(tmp_path, "papermill", "jupyter", "nbconvert", "--to", "slides", "book.ipynb")
    assert (tmp_path / "book.slides.html").read_text().count("<audio") == page.count("<audio")
    ran(tmp_path, "papermill", "jupyter", "nbconvert", "--to", "script", "book.ipynb")
    assert "omni.ask(" in (tmp_path / "book.py").read_text()


def test_jupyter_execute_keeps_all(tmp_path):
    notebook(tmp_path / "book.ipynb", *CELLS)
    ran(tmp_path, "papermill", "jupyter", "execute", "--inplace", "book.ipynb")
    whole(outputs(tmp_path / "book.ipynb"))
