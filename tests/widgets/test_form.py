import pytest

from omni_nb.widgets.form import Form
from tests.support.pages import tell


@pytest.fixture
def form():
    said = []
    form = Form(lambda content, buffers: said.append((content, buffers)))
    form.said, form.sent = said, []
    form.send = lambda content, buffers=(): form.sent.append(content)
    return form


def test_a_section_is_sent_once_and_again_when_it_changed(form):
    form.set("cards", [1])
    form.set("cards", [1])
    form.set("cards", [2])
    assert form.sent == [{"t": "set", "name": "cards", "value": [1]}, {"t": "set", "name": "cards", "value": [2]}]


def test_a_page_that_comes_late_gets_all_that_is_there(form):
    form.set("busy", None)
    form.set("turn:a", {"n": 1})
    form.set("turn:b", {"n": 2})
    form.set("turn:a", None)
    tell(form, "ready")
    assert form.sent[-1] == {"t": "all", "sections": {"busy": None, "turn:b": {"n": 2}}, "me": form.model_id}
    assert form.said == [({"t": "ready"}, [])]


def test_nothing_of_it_is_in_traits(form):
    before = len(str(form.get_state()))
    form.set("turn:a", {"words": "x" * 10_000})
    assert len(str(form.get_state())) == before


def test_messages_do_not_wait_behind_a_cell_where_the_kernel_can_help_it(form):
    class Comm:
        def _reply_subshell_for(self, data, default):
            return "the busy one"

    comm = Comm()
    real, form.__class__.comm = Form.comm, property(lambda self: comm)
    try:
        form._answer_while_cells_run()
    finally:
        form.__class__.comm = real
    assert comm._reply_subshell_for is None
    form._answer_while_cells_run()  # elsewhere: nothing happens


def test_a_viewer_without_widgets_gets_a_word_about_it(form):
    bundle = form._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Run the cell to open it again" in data["text/html"]
    assert "Run the cell" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data
