import pytest

from omni_nb.panels.comparison import shown
from omni_nb.panels.comparison.showing import show_comparison
from omni_nb.show import display
from tests.panels.comparison.support import answered, comparison, refused

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
