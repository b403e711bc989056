import pytest

from omni_nb import Omni
from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.showing import show_comparison
from omni_nb.show import display
from tests.panels.comparison.support import answered, comparison, refused, until
from tests.support.pages import tell

THERE = comparison(answered(0, text="hello"), refused(1, "it is busy"))


@pytest.fixture
def notebook(monkeypatch):
    """What is displayed there."""
    outputs = []

    class Output:
        def update(self, bundle, raw=False):
            outputs.append(bundle)

    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "show_object", outputs.append)
    monkeypatch.setattr(display, "show_replaceable", lambda bundle: outputs.append(bundle) or Output())
    return outputs


def test_at_a_terminal_it_is_a_line_for_each_cell(capsys):
    THERE._ipython_display_()
    said = capsys.readouterr().out
    assert "hello" in said
    assert "it is busy" in said


def test_in_a_notebook_it_is_a_widget_with_what_stays_below_and_once_in_a_cell(notebook, monkeypatch):
    monkeypatch.setattr(display, "execution_count", lambda: 7)
    show_comparison(THERE)
    widget, *kept = notebook
    assert "application/vnd.jupyter.widget-view+json" in str(widget._repr_mimebundle_())
    assert "hello" in kept[-1]["text/html"]
    count = len(notebook)
    show_comparison(THERE)  # the cell's last line
    assert len(notebook) == count
    monkeypatch.setattr(display, "execution_count", lambda: 8)
    show_comparison(THERE)
    assert len(notebook) > count
    assert shown.just_shown(THERE)


def test_without_a_question_a_notebook_has_a_form_and_what_it_asked_is_the_last_comparison(notebook, monkeypatch):
    monkeypatch.setattr(display, "execution_count", lambda: 9)
    omni = Omni.simulated(pace=0, keep=False)
    empty = omni.compare(voices=["Cherry", "Ethan"])
    (widget, *_) = notebook
    sections = {}

    def take(content, buffers=()):
        if content["t"] == "all":
            sections.update(content["sections"])
        elif content["t"] == "set":
            sections[content["name"]] = content["value"]

    widget.send = widget.send_lean = take
    tell(widget, "ready")
    assert len(empty) == 0
    empty._ipython_display_()  # the cell's last line: it is there
    assert len([o for o in notebook if hasattr(o, "send_lean")]) == 1
    draft = {"prompt": "hello", "models": [omni.model], "voices": ["Cherry", "Ethan"], "repeats": 1, "say": True}
    tell(widget, "compare", **draft)
    until(lambda: sections.get("cell:1", {}).get("state") == "done" and sections["cell:0"]["state"] == "done")
    assert sections["asking"]["line"].startswith("2 requests")
    assert [c.text for c in omni.last_comparison] == ["hello", "hello"]
    until(lambda: "hello" in notebook[-1].get("text/html", ""))


def test_elsewhere_a_question_is_asked_for():
    with pytest.raises(ValueError, match="takes one question"):
        Omni.simulated(keep=False, show=False).compare()


def test_without_widgets_there_are_lines_and_then_what_stays_and_once_in_a_cell(notebook, monkeypatch, capsys):
    monkeypatch.setenv("OMNI_NB_WIDGETS", "0")
    monkeypatch.setattr(display, "show_bundle", notebook.append)
    compared = Omni.simulated(pace=0, keep=False).compare("hello", voices=["Cherry", "Ethan"])
    assert [line[:8] for line in sorted(capsys.readouterr().out.splitlines())] == ["✓ Cherry", "✓ Ethan "]
    compared._ipython_display_()  # the cell's last line
    assert [list(bundle) for bundle in notebook] == [["text/html", "text/markdown", "text/plain"]]
    with pytest.raises(ValueError, match="takes one question"):
        Omni.simulated(pace=0, keep=False).compare()
