from omni_nb import image
from tests.panels.composer.support import Desktop
from tests.support.media import picture


def test_a_picture_comes_as_it_was_sent_and_one_that_is_gone_is_not_told_of(monkeypatch):
    desk, sent = Desktop(monkeypatch), picture(size=(2_000, 1_000))
    desk.composer.prompt = [image(sent), "What is it?"]
    desk.say("send", text="What is it?")
    (turn,) = desk["order"]
    for at in ("0.0", "1.0", "0.7", "-1.x", ""):
        desk.say("look", id=turn, at=at)
    desk.say("look", id="gone", at="0.0")
    desk.composer.wait(60)
    told = [(m, buffers) for m, buffers in desk.form.told if m["t"] == "large"]
    assert told == [({"t": "large", "id": turn, "at": "0.0", "mime": "image/png"}, [sent])]
    assert desk.notice == ""
