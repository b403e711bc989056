"""The README's Python code, run in one notebook from top to bottom."""

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "omni"))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    cells = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert len(cells) >= 4
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(nb, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert (tmp_path / "hello.wav").exists()


def test_it_opens_with_a_picture_a_sentence_and_the_two_commands():
    picture, sentence, commands = TEXT.split("\n\n")[:3]
    assert (ROOT / re.search(r"\((.*?)\)", picture).group(1)).exists()
    assert sentence.startswith("**omni_nb** ")
    assert "make demo" in commands
    assert "make test" in commands


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([\w./-]+)\)", TEXT):
        assert (ROOT / target).exists(), target
