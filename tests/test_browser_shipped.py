"""The shipped notebooks as a stranger has them after a clone: not trusted, not run. In Lab and in Notebook 7."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tests.support.lab import Lab

pytestmark = pytest.mark.browser
BOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
LOADED = """() => {
  const all = s => [...document.querySelectorAll('.jp-Notebook ' + s)];
  return all('audio').every(a => a.readyState > 0 || a.error || !a.getAttribute('src')) && all('img').every(i => i.complete);
}"""
# For each cell with outputs: what a person sees of it.
SEEN = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').map(cell => ({
  trusted: cell.model.trusted,
  outputs: [...cell.node.querySelectorAll('.jp-OutputArea-output')].map(o => ({
    words: o.innerText, height: o.getBoundingClientRect().height, stderr: o.dataset.mimeType?.includes('stderr') ?? false,
    players: [...o.querySelectorAll('audio')].map(a => ({ duration: a.duration, paused: a.paused, controls: a.controls, title: a.title,
      width: a.getBoundingClientRect().width, after: a.parentElement.innerText })),
    pictures: [...o.querySelectorAll('img')].map(i => ({ natural: i.naturalWidth, height: i.getBoundingClientRect().height, alt: i.alt })),
  })),
}))"""


@pytest.fixture(scope="module")
def notebook7(tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp("shipped7"), app="notebook")
    yield server
    server.close()


@pytest.fixture
def place(request):
    return request.getfixturevalue(request.param)


EACH = [
    pytest.param(place, path, id=f"{place}-{path.stem}", marks=[pytest.mark.heavy] * (place == "notebook7" and path != BOOKS[0]))
    for place in ("lab", "notebook7")
    for path in BOOKS
]  # fmt: skip


@pytest.mark.parametrize(("place", "path"), EACH, indirect=["place"])
def test_untrusted_and_unrun_each_player_plays_and_each_output_is_seen(path, place, page):
    shutil.copy(path, place.root / f"shipped-{path.name}")
    where = "lab/tree" if place.app == "jupyterlab" else "notebooks"
    page.goto(f"{place.url}/{where}/shipped-{path.name}" + ("?reset" if place.app == "jupyterlab" else ""))
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 0")
    saved = saved_outputs(path)
    # a long notebook draws its cells when they come near the window
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.notebookConfig = { ...window.jupyterapp.shell.currentWidget.content.notebookConfig, windowingMode: 'none' }; }")  # fmt: skip
    page.wait_for_function("n => document.querySelectorAll('.jp-Notebook .jp-OutputArea-output').length >= n", arg=len(saved))  # fmt: skip
    page.wait_for_function(LOADED)
    cells = [c for c in page.evaluate(SEEN) if c["outputs"]]
    assert not any(c["trusted"] for c in cells)
    shown = [o for c in cells for o in c["outputs"]]
    assert len(shown) == len(saved)
    for before, o in zip(saved, shown, strict=True):
        assert o["height"] > 0
        assert not o["stderr"]
        html = "".join(before.get("text/html", ""))
        assert len(o["players"]) == html.count("<audio")
        assert len(o["pictures"]) == html.count("<img") + ("image/png" in before)
        assert all(i["natural"] > 0 for i in o["pictures"])
        for player in o["players"]:
            assert player["duration"] == pytest.approx(told(player["title"]), abs=0.11)  # an mp3 is padded
            assert (player["paused"], player["controls"], player["width"] > 100) == (True, True, True)
        if not html or "<details" in html:
            continue
        words = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
        assert all(w in o["words"] for w in re.findall(r"[^\W\d_]{4,}", words) if "&" not in w and "Sound" not in w)
    assert [u for u in page.outside if "127.0.0.1" not in u] == []


def told(title):
    """The length that a player says it has."""
    return float(re.search(r"([\d.]+) s\b", title).group(1))


def saved_outputs(path):
    """What each output holds; Lab draws streams that follow each other as one."""
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        before = None
        for output in cell.get("outputs", []):
            if not (before == output.output_type == "stream"):
                found.append(output.get("data", {}))
            before = output.output_type
    return found
