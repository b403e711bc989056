"""The notebooks as people get them: run without a key, small, and still whole without a kernel."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from omni_nb.widgets.saved_player import saved_player_script
from tests.support import notebooks

BOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


MOST_BYTES = {"03_compare_voices": 900_000}  # eight voices to hear, some seconds each


def light(path):
    return MOST_BYTES.get(path.stem, 300_000)


def execute(nb, tmp_path, **env):
    for name, value in {"OMNI_NB_DATA_DIR": str(tmp_path / "omni"), "MPLBACKEND": "", **env}.items():
        os.environ[name] = value
    if not os.environ["MPLBACKEND"]:
        del os.environ["MPLBACKEND"]
    return notebooks.execute(nb, tmp_path)


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("OMNI_NB_DATA_DIR", "MPLBACKEND", "OMNI_NB_WIDGETS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


def outputs(nb):
    return [o for c in nb.cells for o in c.get("outputs", [])]


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_it_runs_without_a_key_and_stays_small(path, tmp_path):
    nb = nbformat.read(path, as_version=4)
    nb.cells.insert(0, nbformat.v4.new_code_cell(notebooks.IN_HASTE))
    execute(nb, tmp_path)
    assert not [o for o in outputs(nb) if o.output_type == "error"]
    nb.metadata.pop(
        "widgets", None
    )  # programs that run notebooks keep each widget's code; a page that is saved does not
    assert len(nbformat.writes(nb).encode()) < light(path)
    assert not [o for o in outputs(nb) if o.output_type == "stream" and o.name == "stderr"]


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_the_saved_one_is_small_and_holds_its_outputs(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < light(path)
    assert "SIMULATED" in text
    assert "/tmp/" not in text, "the machine that ran it is nobody's business"
    assert "widget-view" not in text
    assert "_esm" not in text


def test_without_a_kernel_the_page_has_words_player_and_picture():
    html, _ = HTMLExporter().from_filename(str(BOOKS[0]))
    assert "模拟器" in html
    assert re.search(r"<audio [^>]*src=\"data:audio/mpeg;base64,", html)
    assert re.search(r'<img alt="Waveform: [^"]+"[^>]* src="data:image/svg\+xml;base64,', html)


def test_without_widgets_the_same_outputs_stay(tmp_path):
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("from omni_nb import Omni\nOmni.simulated(pace=0).ask('Who are you?')")]
    )
    nb = execute(nb, tmp_path, OMNI_NB_WIDGETS="0")
    assert len(outputs(nb)) == 3, "words, sound, facts"
    assert "simulator" in outputs(nb)[0]["data"]["text/markdown"]


def test_hostile_words_are_inert_in_the_saved_file(tmp_path):
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("from omni_nb import Omni\nOmni.simulated(pace=0, fault='hostile').ask('hello')")
        ]
    )
    nb = execute(nb, tmp_path)
    for o in outputs(nb):
        for kind in ("text/html", "text/markdown"):
            text = o["data"].get(kind, "").replace(saved_player_script(), "")  # ours, and the same in each output
            fences = re.sub(r"^(`{3,})\w+\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
            assert not re.search(r"<(script|iframe|img (?!alt=\"Waveform)|b>)", fences), kind
    html, _ = HTMLExporter().from_notebook_node(nb)
    assert "window.pwned=1</script>" not in html
