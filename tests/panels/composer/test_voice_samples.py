import errno

from omni_nb import Omni
from omni_nb.kept import samples
from omni_nb.session.client import Client
from tests.panels.composer.support import Desktop


def test_a_voice_is_asked_once_and_in_no_conversation(desk, monkeypatch):
    begun = []
    start = Client.start
    monkeypatch.setattr(Client, "start", lambda self, *a, **k: begun.append(a) or start(self, *a, **k))
    for _ in range(2):
        desk.say("sample", voice="Cherry")
    assert len(begun) == 1
    assert len([1 for m, _ in desk.form.told if m["t"] == "play"]) == 2
    assert (desk["sampling"], len(desk.composer.chat), desk.composer.reply) == ("", 0, None)


def test_two_clicks_at_once_are_one_sample_and_two_voices_are_two(desk, monkeypatch):
    begun = []
    start = Client.start
    monkeypatch.setattr(Client, "start", lambda self, *a, **k: begun.append(a) or start(self, *a, **k))
    for voice in ("Cherry", "Cherry", "Ethan", "Cherry"):
        desk.form.say({"t": "sample", "voice": voice}, [])
    desk.settle()
    assert len(begun) == 2
    assert sorted(m["key"] for m, _ in desk.form.told if m["t"] == "play") == ["voice:Cherry", "voice:Ethan"]
    assert desk["sampling"] == ""


def test_a_voice_whose_name_cannot_be_sent_says_why_and_can_be_tried_again(desk):
    for _ in range(2):
        desk.say("dismiss")
        desk.say("sample", voice="\ud800")
        assert desk.notice.startswith("The voice � cannot be heard: ")
        assert desk["sampling"] == ""


def test_a_voice_that_cannot_be_heard_says_why(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="401"))
    desk.say("sample", voice="Cherry")
    assert desk.notice.startswith("The voice Cherry cannot be heard: ")


def test_what_was_heard_before_is_heard_again_without_asking_also_by_another_kernel(monkeypatch):
    for simulated in (Omni.simulated(pace=0, show=False), Omni.simulated(pace=0, show=False, fault="500")):
        desk = Desktop(monkeypatch, simulated)
        desk.say("sample", voice="Cherry")
        assert desk.notice == ""
        assert [m["key"] for m, _ in desk.form.told if m["t"] == "play"] == ["voice:Cherry"]


def test_a_disk_that_is_full_is_said_and_the_voice_is_heard(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(samples.disk, "write", full)
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False))
    desk.say("sample", voice="Cherry")
    assert "the disk is full" in desk.notice
    assert [m["key"] for m, _ in desk.form.told if m["t"] == "play"] == ["voice:Cherry"]
