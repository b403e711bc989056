from omni_nb.panels.history.staying import Staying
from omni_nb.show import display
from tests.panels.gallery.support import Handle


def test_conversations_stand_below_the_line_each_in_its_place(monkeypatch):
    shown = []
    monkeypatch.setattr(display, "show_kept", lambda bundle: shown.append(Handle(bundle)) or shown[-1])
    staying = Staying("a <line>", "key")
    early = staying.part()
    early.update({"text/html": "<p>first</p>", "text/plain": "first"})  # before it is shown
    staying.show()
    late = staying.part()
    late.update({"text/html": "<p>second</p>", "text/plain": "second"}, raw=True)
    early.update({"text/html": "<p>anew</p>", "text/plain": "anew"}, raw=True)
    bundles = shown[0].shown
    assert bundles[0]["text/html"].endswith("<p>first</p>")
    assert 'class="omni-nb-kept-key"' in bundles[0]["text/html"]
    assert "a &lt;line&gt;" in bundles[0]["text/html"]
    assert bundles[-1]["text/html"].endswith("<p>anew</p><p>second</p>")
    assert bundles[-1]["text/plain"] == "a <line>\n\nanew\n\nsecond"
