"""A sitting: what the page says is kept, and what it is told gives nothing away."""

import json

import pytest

from omni_nb.compare.listening.ballot import Ballot
from omni_nb.panels.listening.listening_test import ListeningTest
from omni_nb.panels.listening.making import listen
from tests.panels.listening.support import tone, tones
from tests.support.pages import tell

NAMES = ("Cherry", "Ethan", "Kai")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr("omni_nb.panels.listening.session.EVENT_LOOP.call", lambda work: work())


def shown(test):
    """Its view, and what is sent to the page."""
    view, sent = test.session.view(), []
    view.send = lambda content, buffers=None: sent.append((content, buffers or []))
    tell(view, "ready")
    return view, sent


def vote(view, m, **more):
    answer = {"choice": "left", "score": None, "heard": m["samples"], "comment": "", **more}
    tell(view, "vote", serial=m["serial"], **answer)


def test_from_the_first_trial_to_the_last_every_vote_is_on_disk_before_the_next_is_asked():
    test = listen(tones(*NAMES), listener="Mei", repeats=1)
    view, sent = shown(test)
    for n in range(5):
        m, sounds = sent[-1]
        assert (m["t"], m["practice"], m["answered"], len(sounds)) == ("trial", n == 0, max(0, n - 1), 2)
        vote(view, m, comment=" warm ")
        assert len(ListeningTest.open(test.folder, listener="Mei").votes) == n + 1
    assert sent[-1][0] | {"serial": 0} == {"t": "finished", "serial": 0, "answered": 4, "undo": True, "notice": ""}
    assert {v.comment for v in test.votes} == {"warm"}
    assert all(v.at and v.heard == ("left", "right") for v in test.votes)


def test_no_name_no_length_and_no_id_is_in_what_the_page_is_told():
    sounds = {name: tone(200 + 50 * n, s=0.2 + 0.1 * n) for n, name in enumerate(NAMES)}
    test = listen(sounds, "abx", listener="Mei", repeats=0)
    view, sent = shown(test)
    for _ in range(4):
        m, buffers = sent[-1]
        assert len({len(b) for b in buffers}) == 1
        text = json.dumps(m)
        secrets = [*NAMES, *(s.id for s in test.design.stimuli), *(t.id for t in test.design.trials)]
        assert not [s for s in secrets if s in text]
        assert list(m["samples"]) == ["left", "right", "x"]
        assert bytes(buffers[2]) in (bytes(buffers[0]), bytes(buffers[1]))
        vote(view, m)


def test_a_kernel_that_was_killed_goes_on_at_the_same_trial():
    first = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(first)
    for _ in range(2):
        vote(view, sent[-1][0])
    again = listen(tones(*NAMES), listener="Mei")
    _, anew = shown(again)
    assert {**anew[0][0], "serial": 0, "me": ""} == {**sent[-1][0], "serial": 0, "me": ""}
    assert anew[0][1] == sent[-1][1]


def test_a_vote_before_all_was_heard_or_of_a_wrong_kind_is_refused_and_the_trial_stays():
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    m = sent[0][0]
    vote(view, m, heard=["left"])
    assert sent[-1][0]["t"] == "refused"
    assert "B was not heard" in sent[-1][0]["why"]
    vote(view, m, choice=None, score=4)
    assert "needs a choice" in sent[-1][0]["why"]
    assert test.votes == ()
    vote(view, m)
    assert len(test.votes) == 1


def test_a_vote_that_comes_twice_counts_once():
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    m = sent[-1][0]
    vote(view, m)
    vote(view, m)  # a double click; or a page that was loaded twice
    assert len(test.votes) == 1
    assert (sent[-1][0]["t"], sent[-1][0]["answered"]) == (sent[-2][0]["t"], sent[-2][0]["answered"])


def test_the_last_answer_is_taken_back():
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    assert sent[-1][0]["undo"] is False
    tell(view, "undo", serial=sent[-1][0]["serial"])
    vote(view, sent[-1][0])
    before = sent[-1]
    vote(view, before[0])
    tell(view, "undo", serial=sent[-1][0]["serial"])
    assert sent[-1][1] == before[1]
    assert len(test.votes) == 1


def test_who_answered_in_another_window_is_told():
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    test.vote("right")
    vote(view, sent[-1][0])
    assert "answered in another window" in sent[-1][0]["notice"]
    assert [v.choice for v in test.votes] == ["right"]


def test_a_disk_that_is_full_refuses_the_vote_and_a_torn_file_is_told(monkeypatch):
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    vote(view, sent[-1][0])
    path = Ballot(test.folder / "votes", test.design, "Mei").path
    path.write_bytes(path.read_bytes()[:-5])
    _, again = shown(test)
    assert "is cut off" in again[0][0]["notice"]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full)
    tell(test.session.view(), "ready")
    view, sent = shown(test)
    vote(view, sent[-1][0])
    assert "No space left" in sent[-1][0]["why"]


def test_a_test_whose_sounds_are_lost_says_so_in_the_page():
    test = listen(tones(*NAMES), listener="Mei")
    next((test.folder / "sounds").iterdir()).unlink()
    _, sent = shown(ListeningTest.open(test.folder, listener="Mei"))
    assert sent[0][0]["t"] == "refused"
    assert "there is no such file" in sent[0][0]["why"]


def test_a_page_that_has_left_takes_its_widget_along_and_the_votes_stay():
    test = listen(tones(*NAMES), listener="Mei")
    view, sent = shown(test)
    vote(view, sent[-1][0])
    tell(view, "gone")
    assert view.comm is None
    assert len(test.votes) == 1
    other, again = shown(test)
    assert other is not view
    assert again[0][0]["answered"] == 0
