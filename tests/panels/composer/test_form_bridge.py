from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.show import display
from omni_nb.widgets import form
from tests.panels.composer.support import TURN, FakeForm, Handle


def page(monkeypatch):
    monkeypatch.setattr(form, "Form", FakeForm)
    return FormBridge(lambda content, buffers: None)


def test_sections_wait_for_a_form_and_outlive_it(monkeypatch):
    p = page(monkeypatch)
    p.set(sampling="Cherry")
    p.set_turn("x", TURN)
    p.tell({"t": "forget", "id": "nobody is there"})
    first = p.open()
    assert first is p.open()
    assert first.sections == {"sampling": "Cherry", "turn:x": TURN}
    p.keep_turns([])
    p.close()
    p.close()
    assert (first.closed, p.is_open) == (True, False)
    p.set(sampling="Ethan")
    assert p.open().sections == {"sampling": "Ethan"}


def test_words_sounds_and_notices(monkeypatch):
    p = page(monkeypatch)
    f = p.open()
    p.write("one")
    p.write("one")
    assert f.sections["draft"] == {"text": "one", "version": 2}  # the same words are put again
    p.notice("oh")
    p.notice("")
    assert f.sections["notice"] is None
    p.offer("kept", "restore it", {"t": "branch", "index": 1})
    assert f.sections["notice"] == {"kind": "offer", "text": "kept", "button": "restore it", "says": {"t": "branch", "index": 1}}  # fmt: skip
    p.play("k", b"mp3")
    assert f.told == [({"t": "play", "key": "k", "mime": "audio/mpeg"}, [b"mp3"])]


def test_the_output_below_is_renewed_wherever_it_was_shown(monkeypatch):
    handles = []
    monkeypatch.setattr(display, "show_object", lambda thing: None)
    monkeypatch.setattr(display, "show_replaceable", lambda b: handles.append(Handle(b)) or handles[-1])
    p = page(monkeypatch)
    for _ in range(6):
        p.show({"text/plain": "first"})
    p.keep({"text/plain": "second"})
    assert [h.shown[-1]["text/plain"] for h in handles] == ["first"] * 2 + ["second"] * 4


def test_a_notice_has_no_marks_of_direction():
    page = FormBridge(lambda m, b: None)
    page.notice("the server answered 400: \u202eabc")
    assert page.sections["notice"]["text"] == "the server answered 400: �abc"
