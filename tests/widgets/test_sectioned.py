from omni_nb.widgets.sectioned import SectionedWidget
from tests.support.pages import tell


def test_sections_that_pass_are_forgotten_and_the_others_stay():
    said, sent = [], []
    widget = SectionedWidget(lambda content, buffers: said.append(content["t"]), passing="cell:")
    widget.send = lambda content, buffers=(): sent.append(content)
    widget.set("cell:1", {"a": 1})
    widget.set("cell:1", None)
    widget.set("notice", None)
    widget.set("notice", None)
    tell(widget, "ready")
    assert [m["t"] for m in sent] == ["set", "set", "set", "all"]
    assert sent[-1]["sections"] == {"notice": None}
    assert said == ["ready"]


def test_where_there_are_no_widgets_stands_nothing_or_a_word():
    class Told(SectionedWidget):
        gone = "Run the cell & see."

    for kind, words in ((SectionedWidget, ""), (Told, "Run the cell &amp; see.")):
        bundle = kind(lambda content, buffers: None)._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        assert words in data["text/html"]
        assert data["text/plain"] == kind.gone
