from omni_nb import Omni
from omni_nb.panels.composer.without_form import without_form
from omni_nb.show import display
from omni_nb.widgets import form
from tests.panels.composer.support import Handle


def test_it_says_what_it_is_and_how_to_go_on_in_python():
    for bundle in (without_form("Cherry"), without_form("")):
        assert "OMNI_NB_WIDGETS=0" in bundle["text/plain"]
        assert "composer.send(); composer.wait()" in bundle["text/plain"]
    assert 'voice="Cherry"' in without_form("Cherry")["text/plain"]
    assert "<img" not in without_form("<img src=x>")["text/html"]


def test_a_composer_without_widgets_is_used_from_python_and_shows_its_conversation(monkeypatch):
    shown, handles = [], []
    monkeypatch.setattr(form, "Form", None)  # none is made
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "shows_widgets", lambda: False)
    monkeypatch.setattr(display, "show_bundle", shown.append)
    monkeypatch.setattr(display, "show_kept", lambda bundle: handles.append(Handle(bundle)) or handles[-1])
    composer = Omni.simulated(pace=0, show=False, keep=False).compose()
    composer._ipython_display_()
    assert "widgets are turned off" in shown[0]["text/plain"]
    composer.prompt = "Repeat exactly: one"
    composer.send()
    assert composer.wait(60).text == "one"
    assert "one" in handles[0].shown[-1]["text/plain"]
