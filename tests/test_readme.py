"""What the README and the pages of the documentation say: their code runs, their links lead somewhere."""

import re
from pathlib import Path

import nbformat
import pytest

import omni_nb
from tests.support import notebooks

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").glob("*.md"))


def code(text):
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def run(cells, tmp_path, monkeypatch):
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "omni"))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebooks.execute(nb, tmp_path)


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch):
    assert len(code(TEXT)) == 6, "six examples"
    run([notebooks.IN_HASTE, *code(TEXT)], tmp_path, monkeypatch)
    assert (tmp_path / "hello.wav").exists()
    assert "<audio" in (tmp_path / "voices.html").read_text("utf-8")


def test_the_code_of_the_pages_runs(tmp_path, monkeypatch):
    cells = [cell for page in PAGES for cell in code(page.read_text("utf-8"))]
    assert len(cells) > 15
    run([notebooks.IN_HASTE, *cells], tmp_path, monkeypatch)


def test_it_is_short_and_opens_with_a_picture_a_sentence_and_two_commands():
    assert len(TEXT.splitlines()) <= 80
    picture, sentence, commands = TEXT.split("\n\n")[:3]
    assert picture.startswith("<picture>")
    assert sentence.startswith("**omni_nb** ")
    assert re.findall(r"^\w[\w-]* \w+", commands, re.MULTILINE) == ["make demo", "make test"]
    for command in ("pip install", "make docs", "DASHSCOPE_API_KEY"):
        assert command in TEXT


def test_its_picture_is_light_and_stops_moving():
    moving = re.findall(r'"(docs/[\w-]+\.webp)"', TEXT)
    still = re.findall(r'reduced-motion: reduce\)" srcset="([^"]+)"', TEXT)
    assert moving
    assert still
    from PIL import Image

    for path in moving:
        assert (ROOT / path).stat().st_size < 400_000
        with Image.open(ROOT / path) as picture:
            assert picture.n_frames > 10
            assert 0 < picture.info["loop"] <= 3, "0 would be for ever"


def anchors(text):
    """What a page's headings are called in links, on GitHub and by MyST."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", [README, *PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name)
def test_its_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)|(?:src|srcset)=\"([\w./-]+)\"", text)
    for link, anchor in re.findall(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))\)", text):
        there = (page.parent / link) if link else page
        assert anchor in anchors(there.read_text("utf-8")), f"{link}#{anchor}"
    for target in map("".join, links):
        built = target.replace("tutorial/", "../notebooks/", 1) if page.parent != ROOT else target
        assert (page.parent / built).exists(), target


def test_every_public_name_is_in_the_reference():
    reference = (ROOT / "docs" / "api.md").read_text("utf-8")
    named = set(re.findall(r":: omni_nb\.(\w+)$", reference, re.MULTILINE)) | set(re.findall(r"`(\w+)`", reference))
    assert set(omni_nb.__all__) - {"__version__"} <= named


def test_every_variable_of_the_environment_is_described():
    used = {
        n
        for p in Path(omni_nb.__file__).parent.rglob("*.py")
        for n in re.findall(r"OMNI_NB_[A-Z_]+", p.read_text("utf-8"))
    }
    described = set(re.findall(r"`(OMNI_NB_[A-Z_]+)`", (ROOT / "docs" / "environment.md").read_text("utf-8")))
    assert used == described
