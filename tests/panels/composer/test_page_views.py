from omni_nb.panels import page_life
from tests.panels.composer.support import FakeForm


def test_a_view_that_goes_takes_its_form_along_unless_it_comes_again(desk, monkeypatch):
    monkeypatch.setattr(page_life, "GRACE_S", 0.02)
    desk.say("seen")
    desk.form.say({"t": "gone"}, [])
    desk.form.say({"t": "seen"}, [])
    desk.settle()
    assert not desk.form.closed
    desk.say("send", text="hello")
    desk.say("gone")
    assert desk.form.closed
    assert desk["live"] is None
    desk.composer._ipython_display_()
    (again,) = (form for form in FakeForm.made if form.sections.get("order") == desk["order"] and form is not desk.form)
    assert not again.closed
    desk.composer.close()


def test_a_sound_that_the_browser_did_not_play_is_said(desk):
    desk.say("unheard", why="no click")
    assert desk.notice == "The browser did not play it (no click). Click once more."


def test_a_page_that_was_loaded_again_is_told_what_it_keeps_no_longer(desk):
    desk.say("ready")
    assert desk.notice == ""
    desk.say("send", text="hello")
    desk.say("ready")
    assert "run the cell again" in desk.notice
    assert (desk["notice"]["kind"], desk["notice"]["again"]) == ("warn", True)  # nothing went wrong
